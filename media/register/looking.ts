import { t } from '@vscode/l10n';
import type { Client } from '../../src/webviews/channel.ts';
import type { RegisterProtocol } from '../../src/webviews/register/protocol.ts';
import { afterwards, newest } from '../timing.ts';
import type { Acting, Surface } from './acting.ts';
import { suggestName, type Model } from './model.ts';

/** Keeps the form and its problems up with the answers. */
export interface Looking {
  /** Looks now. Rejects when it is aborted, or overtaken by a newer look. */
  look(signal?: AbortSignal): Promise<void>;
  /** Asks the service for the name now; one that does not answer keeps nobody. */
  checkName(signal: AbortSignal): Promise<void>;
  /** Looks and asks for the name once nobody has typed for a moment. */
  changed(field: string): void;
}

/** What whether a name is free depends on; `''` is the workspace. */
const naming = ['name', 'overwrite', ''];

export function createLooking(
  model: Model,
  client: Client<RegisterProtocol>,
  { show, keep, tell }: Pick<Surface, 'show' | 'keep'> & Pick<Acting, 'tell'>,
): Looking {
  const looks = newest(async (signal) => {
    const found = await client.look({ answers: model.answers, until: model.step }, signal);
    if (!signal.aborted) model.look = found;
  });
  const names = newest(async (signal) => {
    const found = await client.checkName(model.answers, signal);
    if (!signal.aborted) model.nameProblems = found;
  });
  const nameLater = afterwards(() => {
    const doubted = model.look?.problems.some(({ field }) => field === 'name') ?? false;
    if ((model.answers['name'] ?? '') === '' || doubted) return;
    // A service that does not answer is asked again when the step is left.
    names.run().then(show, () => undefined);
  }, 400);

  async function look(signal?: AbortSignal): Promise<void> {
    await looks.run(signal);
    if (!suggestName(model)) return;
    // At once: later, it would be written into a field that somebody has begun to type into.
    show();
    keep();
    nameLater.call();
    await looks.run(signal);
  }
  const lookLater = afterwards(() => {
    // What is under way looks for itself.
    if (model.busy !== undefined) lookLater.call();
    else look().catch(tell).finally(show);
  }, 150);
  return {
    look,
    async checkName(signal) {
      nameLater.cancel();
      await names.run(signal).catch((error: unknown) => {
        if (signal.aborted) throw error;
        const reason = error instanceof Error ? error.message : '';
        const message = t('Whether the name is free could not be found out: {0}', reason);
        model.nameProblems = [{ field: 'name', severity: 'warning', message }];
      });
    },
    changed(field) {
      lookLater.call();
      if (naming.includes(field)) nameLater.call();
    },
  };
}
