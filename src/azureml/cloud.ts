import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Reach } from '../common/transport.ts';
import type { DatabaseHosts } from '../datastores/datastore.ts';

/** Where a cloud's services are, and how they are reached. Addresses are https and end without a slash. */
export interface Cloud {
  readonly name: string;
  /** Azure Resource Manager: `https://management.azure.com`. */
  readonly resourceManager: string;
  /** Microsoft Entra: `https://login.microsoftonline.com`. */
  readonly login: string;
  /** `core.windows.net`. */
  readonly storageSuffix: string;
  /** Azure ML's own hosts end with one of these: `api.azureml.ms`. */
  readonly dataPlaneSuffixes: readonly string[];
  /** Azure Machine Learning studio; absent where there is none. */
  readonly studio?: string;
  /** The Azure portal; absent where there is none. */
  readonly portal?: string;
  /** Id of the VS Code authentication provider that signs in to it; absent: VS Code cannot. */
  readonly authenticationProvider?: string;
  /** A file with certificate authorities in PEM form, trusted besides the system's. */
  readonly caFile?: string;
  /** `host:port` that takes every connection to this cloud. */
  readonly connectTo?: string;
}

/**
 * What the hosts of databases end with. Of the sovereign clouds the reference confirms none, so there they are picked or
 * typed.
 */
export function databaseHosts({ name }: Cloud): DatabaseHosts | undefined {
  if (name === azureClouds.AzureChinaCloud.name || name === azureClouds.AzureUSGovernment.name)
    return undefined;
  return {
    sql: 'database.windows.net',
    postgreSql: 'postgres.database.azure.com',
    mySql: 'mysql.database.azure.com',
  };
}

/** Azure's own clouds, as azure-ai-ml's table of environments has them. */
export const azureClouds = {
  AzureCloud: {
    name: 'AzureCloud',
    resourceManager: 'https://management.azure.com',
    login: 'https://login.microsoftonline.com',
    storageSuffix: 'core.windows.net',
    dataPlaneSuffixes: ['api.azureml.ms'],
    studio: 'https://ml.azure.com',
    portal: 'https://portal.azure.com',
    authenticationProvider: 'microsoft',
  },
  AzureChinaCloud: {
    name: 'AzureChinaCloud',
    resourceManager: 'https://management.chinacloudapi.cn',
    login: 'https://login.chinacloudapi.cn',
    storageSuffix: 'core.chinacloudapi.cn',
    dataPlaneSuffixes: ['api.ml.azure.cn'],
    studio: 'https://ml.azure.cn',
    portal: 'https://portal.azure.cn',
    authenticationProvider: 'microsoft-sovereign-cloud',
  },
  AzureUSGovernment: {
    name: 'AzureUSGovernment',
    resourceManager: 'https://management.usgovcloudapi.net',
    login: 'https://login.microsoftonline.us',
    storageSuffix: 'core.usgovcloudapi.net',
    dataPlaneSuffixes: ['api.ml.azure.us'],
    studio: 'https://ml.azure.us',
    portal: 'https://portal.azure.us',
    authenticationProvider: 'microsoft-sovereign-cloud',
  },
} as const satisfies Record<string, Cloud>;

/** Reads a cloud from the setting `customCloud`. Throws `invalidInput` naming the member that is wrong. */
export function parseCloud(value: unknown): Cloud {
  const object = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const textOf = (key: string): string | undefined => {
    const member = object[key];
    return typeof member === 'string' && member !== '' ? member : undefined;
  };
  const needed = (key: string): string => textOf(key) ?? wrong(key, t('it is missing'));
  const address = (key: string, given = needed(key)): string => {
    const url = URL.canParse(given) ? new URL(given) : undefined;
    if (url?.protocol !== 'https:') return wrong(key, t('it must be an https address'));
    return url.origin;
  };
  const suffix = (key: string, given: unknown): string =>
    typeof given === 'string' && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(given)
      ? given
      : wrong(key, t('it must be the end of host names, such as api.example.com'));
  const optional = (key: string): string | undefined => {
    const given = textOf(key);
    return given === undefined ? undefined : address(key, given);
  };
  const suffixes = object['dataPlaneSuffixes'];
  const studio = optional('studio');
  const portal = optional('portal');
  const authenticationProvider = textOf('authenticationProvider');
  const caFile = textOf('caFile');
  const connectTo = textOf('connectTo');
  if (connectTo !== undefined) parseHostAndPort(connectTo);
  const cloud: Cloud = {
    name: textOf('name') ?? 'custom',
    resourceManager: address('resourceManager'),
    login: address('login'),
    storageSuffix: suffix('storageSuffix', needed('storageSuffix')),
    dataPlaneSuffixes: Array.isArray(suffixes)
      ? suffixes.map((given) => suffix('dataPlaneSuffixes', given))
      : wrong('dataPlaneSuffixes', t('it must be a list')),
    ...(studio === undefined ? {} : { studio }),
    ...(portal === undefined ? {} : { portal }),
    ...(authenticationProvider === undefined ? {} : { authenticationProvider }),
    ...(caFile === undefined ? {} : { caFile }),
    ...(connectTo === undefined ? {} : { connectTo }),
  };
  for (const known of Object.values(azureClouds)) if (signsInTo(known, cloud)) requireHosts(known, cloud);
  return cloud;
}

/** Whether `cloud` gets tokens that one of Azure's own clouds takes. */
function signsInTo(known: Cloud, { name, authenticationProvider, resourceManager, login }: Cloud): boolean {
  if (authenticationProvider === known.authenticationProvider)
    // The other sign-in goes to the cloud of the name, which it shares among several.
    return authenticationProvider === azureClouds.AzureCloud.authenticationProvider || name === known.name;
  return isHostOf(known.resourceManager, resourceManager) || isHostOf(known.login, login);
}

/** A dot at the end of a host's name changes nothing. */
const isHostOf = (known: string, address: string): boolean =>
  new URL(address).hostname.replace(/\.$/, '') === new URL(known).hostname;

/** Tokens that Azure's own clouds take go to their own hosts only. */
function requireHosts(known: Cloud, { storageSuffix, dataPlaneSuffixes }: Cloud): void {
  if (storageSuffix !== known.storageSuffix) foreign('storageSuffix', known, [known.storageSuffix]);
  if (dataPlaneSuffixes.some((suffix) => !known.dataPlaneSuffixes.includes(suffix)))
    foreign('dataPlaneSuffixes', known, known.dataPlaneSuffixes);
}

function foreign(member: string, { name }: Cloud, own: readonly string[]): never {
  return wrong(
    member,
    t(
      'with the sign-in or the addresses of {0} it must be {1}, or tokens would leave that cloud',
      name,
      own.join(', '),
    ),
  );
}

/** Reads the certificate file, if the cloud has one. */
export async function reachOf(cloud: Cloud): Promise<Reach> {
  const { caFile, connectTo } = cloud;
  const ca =
    caFile === undefined ? undefined : [...systemAuthorities(), await readCertificates(caFile)].join('\n');
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(connectTo === undefined ? {} : { connectTo: parseHostAndPort(connectTo) }),
  };
}

/**
 * Whether a token for Azure Resource Manager may be sent to `url`: https, to that service or to Azure ML's own. Storage
 * hosts are no home: anybody can have one. Everything a service hands us is outside input.
 */
export function isHome(cloud: Cloud, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:') return false;
  if (hostname === new URL(cloud.resourceManager).hostname) return true;
  return cloud.dataPlaneSuffixes.some((suffix) => hostname.endsWith(`.${suffix}`));
}

/** Reads `host:port`; throws `invalidInput` naming the setting. */
export function parseHostAndPort(value: string): { host: string; port: number } {
  const match = /^(.+):(\d{1,5})$/.exec(value);
  if (!match?.[1] || !match[2]) return wrong('connectTo', t('it must be host:port'));
  return { host: match[1], port: Number(match[2]) };
}

/** What Node trusts, with the machine's own where this version of Node can tell. */
export function systemAuthorities(): readonly string[] {
  const { getCACertificates } = tls as Partial<typeof tls>;
  if (!getCACertificates) return tls.rootCertificates;
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}

async function readCertificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const message = t(
      'The certificate file {0} of the custom cloud cannot be read. Correct caFile in the setting azuremlDatastores.customCloud.',
      file,
    );
    throw new Failure('invalidInput', message, { cause });
  }
}

function wrong(member: string, reason: string): never {
  throw new Failure(
    'invalidInput',
    t(
      'The setting azuremlDatastores.customCloud is wrong at “{0}”: {1}. Correct it in the settings.',
      member,
      reason,
    ),
  );
}
