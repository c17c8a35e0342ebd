import { workspace } from 'vscode';

/**
 * The variables of the environment that send a process through the proxy that VS Code is set to
 * (https://code.visualstudio.com/docs/setup/network#_proxy-server-support): its settings win over what is there.
 */
export function proxyVariables(): Readonly<Record<string, string>> {
  const settings = workspace.getConfiguration('http');
  const off = settings.get<string>('proxySupport') === 'off';
  const set = off ? '' : (settings.get<string>('proxy') ?? '');
  const without = (settings.get<readonly string[]>('noProxy') ?? []).join(',');
  const proxy = set !== '' || off ? set : valueOf('https_proxy');
  const none = off || without === '' ? valueOf('no_proxy') : without;
  return { https_proxy: proxy, HTTPS_PROXY: proxy, no_proxy: none, NO_PROXY: none };
}

const valueOf = (name: string): string => process.env[name] ?? process.env[name.toUpperCase()] ?? '';
