import { randomBytes } from 'node:crypto';
import { env, Uri, type Webview, type WebviewOptions } from 'vscode';

export interface Page {
  readonly options: WebviewOptions;
  /** What both sides of the page's channel know; another page has another one. */
  readonly session: string;
  readonly html: string;
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const random = () => randomBytes(24).toString('base64url');

/** The shell of a webview's page, which loads `dist/webviews/<name>.js` and `.css` and nothing else. */
export function createPage(
  webview: Pick<Webview, 'asWebviewUri' | 'cspSource'>,
  extensionUri: Uri,
  { name, title }: { name: string; title: string },
): Page {
  const folder = Uri.joinPath(extensionUri, 'dist', 'webviews');
  const address = (file: string) => escaped(String(webview.asWebviewUri(Uri.joinPath(folder, file))));
  const [nonce, session] = [random(), random()];
  const { cspSource } = webview;
  const policy = [
    `default-src 'none'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  const html = `<!DOCTYPE html>
<html lang="${escaped(env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${address(`${name}.css`)}">
</head>
<body data-session="${session}">
<main id="page"></main>
<script nonce="${nonce}" src="${address(`${name}.js`)}"></script>
</body>
</html>
`;
  return {
    options: { enableScripts: true, enableForms: false, localResourceRoots: [folder] },
    session,
    html,
  };
}
