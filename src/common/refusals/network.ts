import { t } from '@vscode/l10n';
import { rowsOf, sources, type NetworkRefusal } from './row.ts';

type Sentence = (at: NetworkRefusal) => string;

/** The retired service's datastores stay registered, so people meet it. `what`: the datastore or the host. */
export function gen1Retired(what: string): string {
  return t(
    '{0} is on Azure Data Lake Storage Gen1, which was retired on 29 February 2024 and can no longer be reached. Use a datastore on Azure Data Lake Storage Gen2, and unregister this one.',
    what,
  );
}

const unknownName: Sentence = ({ doing, host, privateName }) => {
  const sentence = t(
    '{0} failed: the name {1} is not known here. Check the name, the network and the proxy.',
    doing,
    host,
  );
  return privateName === undefined
    ? `${sentence} ${t('Behind a private endpoint, connect to its network first.')}`
    : `${sentence} ${t('Behind a private endpoint, connect to its network first, whose DNS must know {0}.', privateName)}`;
};
const noAnswer: Sentence = ({ doing, host }) =>
  t(
    '{0} failed: {1} does not answer. Check the network, the proxy and the firewall, then try again.',
    doing,
    host,
  );
const cut: Sentence = ({ doing, host }) =>
  t(
    '{0} failed: the connection to {1} was cut. Try again; if it happens every time, a firewall or proxy on the way cuts it.',
    doing,
    host,
  );
const untrusted: Sentence = ({ doing, host }) =>
  t(
    '{0} failed: the certificate of {1} is not trusted here. If a proxy reads the traffic, add its certificate authority to those that this computer trusts.',
    doing,
    host,
  );
const expired: Sentence = ({ doing, host }) =>
  t(
    '{0} failed: the certificate of {1} is not valid today. Check the date of this computer; if it is right, tell whoever looks after the host or the proxy.',
    doing,
    host,
  );
const otherName: Sentence = ({ doing, host }) =>
  t(
    '{0} failed: what answers for {1} has the certificate of another host. Check the proxy and the DNS; a private endpoint is reached by the public name.',
    doing,
    host,
  );

export const networkRows = rowsOf('network', [
  {
    codes: ['ENOTFOUND'],
    when: ({ host }) => /\.azuredatalakestore\.[a-z.]+$/.test(host),
    word: 'unsupported',
    sentence: ({ host }) => gen1Retired(host),
    source: 'Learn: Data Lake Storage Gen1 retirement',
    evidence: 'documented',
  },
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN'],
    word: 'unavailable',
    sentence: unknownName,
    source: sources.node,
    evidence: 'seen',
  },
  {
    codes: ['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'AbortError'],
    word: 'unavailable',
    sentence: noAnswer,
    source: sources.node,
    evidence: 'seen',
  },
  {
    codes: ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'REQUEST_SEND_ERROR', 'PARSE_ERROR'],
    word: 'unavailable',
    sentence: cut,
    source: '@azure/core-rest-pipeline: RestError',
    evidence: 'seen',
  },
  {
    codes: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_UNTRUSTED',
    ],
    word: 'unavailable',
    sentence: untrusted,
    source: sources.openssl,
    evidence: 'seen',
  },
  {
    codes: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
    word: 'unavailable',
    sentence: expired,
    source: sources.openssl,
    evidence: 'documented',
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID'],
    word: 'unavailable',
    sentence: otherName,
    source: 'Node.js: errors',
    evidence: 'documented',
  },
]);
