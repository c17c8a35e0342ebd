import { controlAccessRows } from './controlAccess.ts';
import { controlStateRows } from './controlState.ts';
import { entraRows } from './entra.ts';
import { networkRows } from './network.ts';
import type { Family, Refusals, Row } from './row.ts';
import { accessRows } from './storageAccess.ts';
import { sasRows } from './storageSas.ts';
import { stateRows } from './storageState.ts';

/**
 * The one table from a service's code to a failure: its word, its sentence, and where both come from. A code that is not
 * here gets its family's general sentence, which shows status, code and request id.
 */
export const refusals: { readonly [F in Family]: readonly Row<F>[] } = {
  storage: [...accessRows, ...sasRows, ...stateRows],
  control: [...controlAccessRows, ...controlStateRows],
  entra: entraRows,
  network: networkRows,
};

/** The row for an answer; absent: nobody has told what its code means. */
export function refusalFor<F extends Family>(family: F, at: Refusals[F]): Row<F> | undefined {
  const rows: readonly Row<F>[] = refusals[family];
  return rows.find(({ codes, when }) => codes.includes(at.code) && (when?.(at) ?? true));
}
