import type { WireObject } from '../datastores/datastore.ts';
import { section, text } from '../datastores/wire.ts';

/**
 * The api-versions that one cloud understands: an older one refuses ours, and says in the refusal which it knows. The
 * newest stable one of them is then used as long as these live.
 */
export interface ApiVersions {
  /** `url` with the version that is known to work in place of the one it names. */
  address(url: string): string;
  /** Whether a refusal of `url` names a version that will do. */
  learn(url: string, refusal: WireObject): boolean;
}

/** Both answers name what is supported: learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider */
const codes = ['NoRegisteredProviderFound', 'InvalidResourceType'];

export function createApiVersions(): ApiVersions {
  const known = new Map<string, string>();

  return {
    address(url) {
      const instead = known.get(keyOf(url));
      if (instead === undefined) return url;
      const address = new URL(url);
      address.searchParams.set('api-version', instead);
      return address.href;
    },
    learn(url, refusal) {
      const error = section(refusal, 'error');
      if (!codes.includes(text(error, 'code'))) return false;
      const supported = /api-versions are '([^']*)'/.exec(text(error, 'message'))?.[1] ?? '';
      const stable = supported.split(/[,\s]+/).filter((version) => /^\d{4}-\d{2}-\d{2}$/.test(version));
      const newest = stable.sort().at(-1);
      if (newest === undefined || newest === versionOf(url)) return false;
      known.set(keyOf(url), newest);
      return true;
    },
  };
}

const versionOf = (url: string): string => new URL(url).searchParams.get('api-version') ?? '';

/** A version is of a provider's type, `Microsoft.MachineLearningServices/workspaces/datastores`; names stand in between. */
function keyOf(url: string): string {
  const [namespace = '', ...path] = (new URL(url).pathname.split('/providers/')[1] ?? '').split('/');
  const types = path.filter((_, index) => index % 2 === 0).slice(0, 2);
  return [namespace, ...types, versionOf(url)].join('/').toLowerCase();
}
