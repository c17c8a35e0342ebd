import { workspace } from 'vscode';

/**
 * The environment of a process that finds its own way through the proxy that VS Code is set to
 * (https://code.visualstudio.com/docs/setup/network#_proxy-server-support): its settings win over the variables.
 */
export function proxyEnvironment(): NodeJS.ProcessEnv {
  const settings = workspace.getConfiguration('http');
  const proxy = settings.get<string>('proxy') ?? '';
  const support = settings.get<string>('proxySupport');
  const without = (settings.get<readonly string[]>('noProxy') ?? []).join(',');
  if (support === 'off') return withVariables({ https_proxy: '', no_proxy: '' });
  if (proxy === '') return process.env;
  return withVariables({ https_proxy: proxy, ...(without !== '' && { no_proxy: without }) });
}

/** Names of variables count in either case; empty ones are as good as none. */
function withVariables(values: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const both = Object.entries(values).flatMap(([name, value]) => [
    [name, value],
    [name.toUpperCase(), value],
  ]);
  return { ...process.env, ...(Object.fromEntries(both) as Record<string, string>) };
}
