import { randomBytes } from 'node:crypto';
import { env, Uri, type Webview, type WebviewOptions } from 'vscode';
import { shellHtml } from './shell.ts';

export interface Page {
  readonly options: WebviewOptions;
  /** What both sides of the page's channel know; another page has another one. */
  readonly session: string;
  readonly html: string;
}

const random = () => randomBytes(24).toString('base64url');

/** A webview's page, which loads `dist/webviews/<name>.js` and `.css` and nothing else. */
export function createPage(
  webview: Pick<Webview, 'asWebviewUri' | 'cspSource'>,
  extensionUri: Uri,
  { name, title }: { name: string; title: string },
): Page {
  const folder = Uri.joinPath(extensionUri, 'dist', 'webviews');
  const address = (file: string) => String(webview.asWebviewUri(Uri.joinPath(folder, file)));
  const session = random();
  const html = shellHtml({
    ...{ title, language: env.language, source: webview.cspSource, session, nonce: random() },
    ...{ script: address(`${name}.js`), style: address(`${name}.css`) },
  });
  return {
    options: { enableScripts: true, enableForms: false, localResourceRoots: [folder] },
    session,
    html,
  };
}
