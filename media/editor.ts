/** What VS Code gives every page. https://code.visualstudio.com/api/extension-guides/webview */
export interface Editor {
  postMessage(message: unknown): void;
  /** What was kept while the page was hidden, `undefined` at first. */
  getState(): unknown;
  /** Keeps it in memory only. Never a secret. */
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): Editor;
}
