import { type Move, movedSlot, movedSpan } from './moving.ts';
import type { SecretInCode, Slot } from './python.ts';
import { secretsIn } from './secrets.ts';
import { urisIn } from './slots.ts';
import { countIndents, countQuotes, type Counts } from './style.ts';
import type { Part } from './tree.ts';

/** What a part of a file says by itself, whatever stands around it. */
export interface Facts {
  readonly names: ReadonlySet<string>;
  readonly secrets: readonly SecretInCode[];
  readonly uris: readonly Slot[];
  readonly quotes: Counts;
  readonly indents: Counts;
}

export function factsOf(part: Part, code: string): Facts {
  return {
    names: part.names,
    secrets: secretsIn(part, code),
    uris: urisIn(part, code),
    quotes: countQuotes(part, code),
    indents: countIndents(part, code),
  };
}

export function movedFacts(facts: Facts, move: Move): Facts {
  if (facts.secrets.length === 0 && facts.uris.length === 0) return facts;
  return {
    ...facts,
    secrets: facts.secrets.map((secret) => ({ ...secret, span: movedSpan(secret.span, move) })),
    uris: facts.uris.map((uri) => movedSlot(uri, move)),
  };
}
