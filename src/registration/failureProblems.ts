import type { Failure } from '../common/failure.ts';
import { sasCodes } from '../azureml/sas.ts';
import { certificateUnreadable } from '../azureml/certificate.ts';
import { secretField, type Answers, kindOf } from './answers.ts';
import type { Form, Problem } from './form.ts';

/** What was being done when something failed. */
export type Stage = 'test' | 'create' | 'write' | 'grant' | 'list';

const noRoot = [
  'ContainerNotFound',
  'ShareNotFound',
  'FilesystemNotFound',
  'InvalidResourceName',
  'ContainerBeingDeleted',
  'ShareBeingDeleted',
];
const noHost = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'AccountIsDisabled',
  'AuthorizationFailure',
];
const badCredential: readonly string[] = [
  ...Object.values(sasCodes),
  certificateUnreadable,
  ...['AuthenticationFailed', 'AuthorizationPermissionMismatch', 'AuthorizationProtocolMismatch'],
  ...['AuthorizationResourceTypeMismatch', 'AuthorizationServiceMismatch', 'AuthorizationSourceIPMismatch'],
  ...['InsufficientAccountPermissions', 'KeyBasedAuthenticationNotPermitted', 'NoAuthenticationInformation'],
  'InvalidAuthenticationInfo',
];

/** A failure as a problem of the field that has brought it about; `''` where no field has. */
export function problemOf(failure: Failure, stage: Stage, answers: Answers, form: Form): Problem {
  return { field: fieldOf(failure, stage, answers, form), severity: 'error', message: failure.message };
}

function fieldOf({ word, facts }: Failure, stage: Stage, answers: Answers, form: Form): string {
  const has = (id: string): boolean => form.fields.some((field) => field.id === id);
  const first = (...ids: string[]): string => ids.find(has) ?? '';
  const { code = '' } = facts;
  const kind = kindOf(answers);
  const root = kind?.fields.filter(({ asked }) => asked === 'required').at(-1)?.id ?? '';
  const credential = (): string => first(secretField, 'credential');
  switch (stage) {
    case 'grant':
      return first('grantAccess');
    case 'list':
      return '';
    case 'write':
      if (word === 'alreadyExists') return 'name';
      // What the service says of a credential is known; its other refusals name no field that could be relied on.
      return word === 'permissionDenied' && code === 'UserError' ? credential() : '';
    case 'test':
    case 'create':
      if (code === 'ForeignEndpoint') return first('endpoint');
      if (code === 'ForeignAuthority') return first('authorityUrl');
      if (noRoot.includes(code)) return root;
      if (/^AADSTS7000(?:1|16|32)/.test(code)) return first('clientId');
      if (code.startsWith('AADSTS9000')) return first('tenantId');
      if (badCredential.includes(code) || code.startsWith('AADSTS')) return credential();
      if (noHost.includes(code)) return first('accountName', 'serverName');
      if (word === 'notFound') return root;
      if (word === 'permissionDenied' || word === 'unauthenticated' || word === 'unsupported')
        return credential();
      if (word === 'unavailable') return first('accountName', 'serverName');
      return '';
  }
}
