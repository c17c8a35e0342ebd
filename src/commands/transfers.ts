import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { TransferTarget } from '../contributions.ts';
import type { Begun } from '../transfers/list.ts';
import type { Row } from '../transfers/rows.ts';
import { directionOf, placeOf, rowLabel, statusParts } from '../transfers/sentences.ts';
import { abilities, type Ability, type Transfer } from '../transfers/transfer.ts';
import { pickMany, verbatim } from './pick.ts';
import { refreshPlace } from './places.ts';
import type { Services } from './services.ts';
import { follow, showReport } from './transferring.ts';

/** The transfers meant that can do what is asked: those given, the only one, or those that the user picks. */
export async function transfersFor(
  services: Services,
  can: (transfer: Transfer) => boolean,
  given: { readonly target: TransferTarget | undefined; readonly selection: readonly Row[] | undefined },
  title: string,
): Promise<readonly Transfer[]> {
  const { transfers } = services;
  const { target, selection } = given;
  const named = typeof target === 'string' ? [target] : target ? [idOf(target)] : [];
  const ids = selection?.length ? selection.map(idOf) : named;
  const able = transfers.all().filter(can);
  const meant = ids.length > 0 ? able.filter(({ id }) => ids.includes(id)) : able;
  if (meant.length === 0) throw noSuchTransfer();
  if (meant.length === 1 || ids.length > 0) return meant;
  const choices = meant.map((value) => ({
    label: verbatim(rowLabel(value)),
    description: statusParts(value).join(' · '),
    value,
  }));
  return pickMany(choices, title, t('Choose transfers'));
}

function noSuchTransfer(): Failure {
  return new Failure('notFound', t('There is no transfer that this can be done with now.'));
}

function idOf(row: Row): string {
  return row.kind === 'transfer' ? row.id : row.transfer.id;
}

const able = (ability: Ability) => (transfer: Transfer) => abilities(transfer).includes(ability);

type Given = readonly [target: TransferTarget | undefined, selection: readonly Row[] | undefined];

async function chosen(services: Services, ability: Ability, given: Given, title: string) {
  const [target, selection] = given;
  return transfersFor(services, able(ability), { target, selection }, title);
}

/** Lets what is in flight end, and begins nothing more until it is resumed. */
export async function pauseTransfer(services: Services, ...given: Given): Promise<void> {
  for (const { id } of await chosen(services, 'pause', given, t('Pause Transfer')))
    services.transfers.pause(id);
}

/** Lets go of what is paused, and begins anew what was interrupted. */
export async function resumeTransfer(services: Services, ...given: Given): Promise<void> {
  await resume(services, await chosen(services, 'resume', given, t('Resume Transfer')));
}

export async function cancelTransfer(services: Services, ...given: Given): Promise<void> {
  for (const { id } of await chosen(services, 'cancel', given, t('Cancel Transfer')))
    services.transfers.cancel(id);
}

/** Transfers what has failed once more, into the same places. */
export async function retryTransfer(services: Services, ...given: Given): Promise<void> {
  const { transfers } = services;
  const meant = await chosen(services, 'retry', given, t('Retry Failed'));
  await all(meant.map((each) => again(services, each, (begin) => transfers.retryFailed(each.id, begin))));
}

export async function openTransferReport(services: Services, ...given: Given): Promise<void> {
  for (const { order, report } of await chosen(services, 'report', given, t('Open Transfer Report'))) {
    if (!report) continue;
    await showReport({ direction: directionOf(order), place: placeOf(order.to, order.into) }, report);
  }
}

export async function clearTransfer(services: Services, ...given: Given): Promise<void> {
  for (const { id } of await chosen(services, 'clear', given, t('Clear Transfer')))
    services.transfers.clear(id);
}

export function pauseAllTransfers({ transfers }: Services): void {
  for (const { id } of transfers.all().filter(able('pause'))) transfers.pause(id);
}

export async function resumeAllTransfers(services: Services): Promise<void> {
  await resume(services, services.transfers.all().filter(able('resume')));
}

async function resume(services: Services, meant: readonly Transfer[]): Promise<void> {
  const { transfers } = services;
  for (const { id } of meant.filter(({ state }) => state === 'paused')) transfers.goOn(id);
  const interrupted = meant.filter(({ state }) => state === 'interrupted');
  await all(interrupted.map((each) => again(services, each, (begin) => transfers.resume(each.id, begin))));
}

async function again(
  services: Services,
  { order }: Transfer,
  begin: (given: Parameters<typeof services.transfers.start>[1]) => Begun | undefined,
): Promise<void> {
  await follow(
    services,
    order,
    (given) => {
      const begun = begin(given);
      if (begun) return begun;
      throw noSuchTransfer();
    },
    { done: () => refreshPlace(services, order.to, order.into).catch(() => undefined) },
  );
}

/** Waits for all, so that each can end; the first failure is the one that is told. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(works);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
