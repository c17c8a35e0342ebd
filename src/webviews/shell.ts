/** What the shell of a page is made of. The addresses are those that the webview may load from. */
export interface Shell {
  readonly title: string;
  /** Of the page's language, as a BCP 47 tag. */
  readonly language: string;
  /** Where the webview's own files come from, as its policy has it. */
  readonly source: string;
  readonly script: string;
  readonly style: string;
  /** New for every page. */
  readonly nonce: string;
  readonly session: string;
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A page that loads one script and one style sheet, and nothing else from anywhere. */
export function shellHtml({ title, language, source, script, style, nonce, session }: Shell): string {
  const policy = [
    `default-src 'none'`,
    `style-src ${source}`,
    `font-src ${source}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body data-session="${escaped(session)}">
<main id="page"></main>
<script nonce="${escaped(nonce)}" src="${escaped(script)}"></script>
</body>
</html>
`;
}
