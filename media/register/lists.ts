import type { Client } from '../../src/webviews/channel.ts';
import type { PickChoice, RegisterProtocol, Tried } from '../../src/webviews/register/protocol.ts';
import type { Answers } from './steps.ts';

type List = Promise<Tried<readonly PickChoice[]>>;

/** What can be picked for each field, asked for once as long as no other answer changes. */
export interface Lists {
  get(field: string): List;
  /** Another answer than the lists of `except` depend on has changed. */
  forget(except?: string): void;
}

export function createLists(client: Client<RegisterProtocol>, answers: () => Answers): Lists {
  const lists = new Map<string, { readonly list: List; readonly stop: AbortController }>();
  const drop = (field: string) => {
    lists.get(field)?.stop.abort();
    lists.delete(field);
  };
  return {
    get(field) {
      const known = lists.get(field);
      if (known) return known.list;
      const stop = new AbortController();
      const list = client.picks({ field, answers: answers() }, stop.signal);
      lists.set(field, { list, stop });
      list.then(
        // Asked again when it is opened the next time.
        ({ ok }) => ok || lists.get(field)?.list !== list || drop(field),
        () => lists.get(field)?.list !== list || drop(field),
      );
      return list;
    },
    forget(except) {
      for (const field of [...lists.keys()]) if (field !== except) drop(field);
    },
  };
}

/** The choices that match what was typed: every word of it in value, label or detail. */
export function matching(choices: readonly PickChoice[], typed: string): readonly PickChoice[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ value, label, detail }) => {
    const text = `${value} ${label} ${detail}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
