import { isFailure, type Failure } from '../common/failure.ts';
import { certificateUnreadable } from './certificate.ts';
import { sasCodes } from './sas.ts';

/** Whether what failed is a datastore's own credential that is of no use, so that the user's identity may help. */
export function identityMayHelp(failure: Failure): boolean {
  const { code = '' } = failure.facts;
  const credentialCodes: readonly string[] = [
    certificateUnreadable,
    ...Object.values(sasCodes),
    // The account refuses keys, and every SAS that a key has signed.
    'KeyBasedAuthenticationNotPermitted',
  ];
  return !isFailure(failure, 'cancelled') && credentialCodes.includes(code);
}
