import assert from 'node:assert/strict';
import { shellHtml } from '../../../src/webviews/shell.ts';

const shell = {
  ...{ title: 'Register', language: 'en', source: 'https://*.vscode-cdn.net', nonce: 'abc', session: 's1' },
  ...{ script: 'https://x.vscode-cdn.net/register.js', style: 'https://x.vscode-cdn.net/register.css' },
};

describe('the shell of a page', () => {
  it('lets in its own style sheet and one script, and nothing else', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(shellHtml(shell)) ?? [];
    assert.deepEqual(policy.replaceAll('&#39;', "'").split('; '), [
      "default-src 'none'",
      'style-src https://*.vscode-cdn.net',
      'font-src https://*.vscode-cdn.net',
      "script-src 'nonce-abc'",
    ]);
  });

  it('holds no script or style of its own', () => {
    const html = shellHtml(shell);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.match(html, /<script nonce="abc" src="https:\/\/x\.vscode-cdn\.net\/register\.js"><\/script>/);
    assert.doesNotMatch(html, /<style| style=| on\w+=|javascript:/);
  });

  it('keeps what comes from outside where it belongs', () => {
    const html = shellHtml({ ...shell, title: `</title><script>alert("1")</script>'&`, language: '"><b' });
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.match(html, /<title>&#60;\/title&#62;&#60;script/);
    assert.match(html, /<html lang="&#34;&#62;&#60;b">/);
  });
});
