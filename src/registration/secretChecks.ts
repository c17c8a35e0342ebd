import { t } from '@vscode/l10n';
import type { Doubt } from '../datastores/checks.ts';
import type { CredentialType } from '../datastores/datastore.ts';

// This file runs where a secret is typed, too, so it needs nothing but the text: a secret travels only once.

const error = (message: string): Doubt => ({ severity: 'error', message });
const warning = (message: string): Doubt => ({ severity: 'warning', message });

/** What nobody writes into a name: signatures, keys, passwords, whole connection strings. */
const secretLooks =
  /[?&;]sig=|(?:AccountKey|SharedAccessSignature|SharedAccessKey|Password|Pwd)\s*=|[A-Za-z0-9+/]{86}==|-----BEGIN/i;

/** Whether a text that is no secret's field holds one, pasted into the wrong place. */
export const looksLikeSecret = (text: string): boolean => secretLooks.test(text);

/** Answers that may be kept: without those that hold a secret by mistake. */
export function withoutSecrets(answers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => !looksLikeSecret(value)));
}

/** What is wrong with a secret as far as its text tells. Never quotes it. `now`: milliseconds since 1970. */
export function secretDoubts(type: CredentialType, text: string, now: number): readonly Doubt[] {
  const value = text.trim();
  if (value === '') return [];
  switch (type) {
    case 'accountKey':
      return keyDoubts(value);
    case 'sas':
      return sasDoubts(value, now);
    case 'servicePrincipal':
      return principalDoubts(value);
    case 'login':
    case 'certificate':
    case 'none':
      return [];
  }
}

function keyDoubts(value: string): Doubt[] {
  if (/^[\w+/]+={0,2}$/.test(value) && /^[A-Za-z0-9+/]{86}==$/.test(value)) return [];
  if (/(?:^|[?&])sig=/.test(value))
    return [error(t('This looks like a SAS. Choose “Shared access signature (SAS)” as the credential.'))];
  if (/AccountKey=/i.test(value))
    return [error(t('This is a connection string. Paste it at “Where”, which takes the key out of it.'))];
  return [error(t('An account key is 64 bytes in Base64: 88 characters, the last two of which are ==.'))];
}

/** A client's secret has an id beside its value, and the id is the one that is shown later. */
function principalDoubts(value: string): Doubt[] {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
    ? [
        warning(
          t('This looks like the id of a secret. What is needed is its value, which is shown only once.'),
        ),
      ]
    : [];
}

/** Fields: https://learn.microsoft.com/rest/api/storageservices/create-service-sas */
function sasDoubts(value: string, now: number): Doubt[] {
  const fields = new URLSearchParams(value.replace(/^[^?]*\?/, ''));
  if (!fields.get('sig'))
    return [error(t('A SAS has a signature (sig=…), which is missing here. Copy all of it.'))];
  const doubts: Doubt[] = [];
  const end = Date.parse(fields.get('se') ?? '');
  const start = Date.parse(fields.get('st') ?? '');
  const local = (time: number) => new Date(time).toLocaleString();
  if (end <= now) doubts.push(warning(t('This SAS expired on {0}.', local(end))));
  else if (!Number.isNaN(end)) {
    const days = Math.floor((end - now) / 86_400_000);
    if (days < 7) doubts.push(warning(t('This SAS expires on {0}. Jobs after that will fail.', local(end))));
  }
  if (start > now) doubts.push(warning(t('This SAS is valid only from {0} on.', local(start))));
  doubts.push(...permissionDoubts(fields));
  if (fields.get('sr') === 'b' || fields.get('sr') === 'f')
    doubts.push(
      warning(t('This SAS is for one file only. A datastore needs one for the whole container or share.')),
    );
  if (fields.get('sip'))
    doubts.push(warning(t('This SAS works from some IP addresses only, and jobs run at others.')));
  return doubts;
}

/** https://learn.microsoft.com/azure/machine-learning/how-to-datastore: list and read, and write and add to write. */
function permissionDoubts(fields: URLSearchParams): Doubt[] {
  // What a stored access policy allows, the SAS does not say.
  const allowed = fields.get('sp');
  if (allowed === null) return [];
  const doubts: Doubt[] = [];
  const missing = [
    ...(allowed.includes('r') ? [] : [t('read')]),
    ...(allowed.includes('l') ? [] : [t('list')]),
  ];
  if (missing.length > 0)
    doubts.push(
      warning(t('This SAS lacks the permission {0}, without which nothing can be read.', missing.join(', '))),
    );
  const toWrite = [
    ...(allowed.includes('w') ? [] : [t('write')]),
    ...(allowed.includes('a') || fields.get('sr') === 's' ? [] : [t('add')]),
  ];
  if (!allowed.includes('w') || toWrite.length > 1)
    doubts.push(
      warning(t('This SAS lacks the permission {0}: nothing can be uploaded with it.', toWrite.join(', '))),
    );
  else if (toWrite.length > 0)
    doubts.push(warning(t('This SAS lacks the permission add, without which jobs may fail to write.')));
  const services = fields.get('ss');
  if (services !== null && !/[bf]/.test(services))
    doubts.push(warning(t('This account SAS is for other services than Blob and Files.')));
  const types = fields.get('srt');
  if (types !== null && !(types.includes('c') && types.includes('o')))
    doubts.push(
      warning(t('This account SAS lacks the resource types container and object, which a datastore needs.')),
    );
  return doubts;
}
