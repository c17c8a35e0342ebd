import type { Call, ImportedName, Place, Slot, Span } from './python.ts';

export type Move = (offset: number) => number;

export function movedSpan({ from, to }: Span, move: Move): Span {
  return { from: move(from), to: move(to) };
}

export function movedImport(item: ImportedName, move: Move): ImportedName {
  const { statement, within } = item;
  return {
    ...item,
    statement: movedSpan(statement, move),
    ...(within && { within: movedSpan(within, move) }),
  };
}

export function movedPlace(place: Place, move: Move): Place {
  return { ...place, span: movedSpan(place.span, move), statement: movedSpan(place.statement, move) };
}

export function movedSlot(slot: Slot, move: Move): Slot {
  return { ...slot, content: movedSpan(slot.content, move) };
}

export function movedCall(call: Call, move: Move): Call {
  const args: Record<string, Span> = {};
  for (const [name, span] of Object.entries(call.args)) args[name] = movedSpan(span, move);
  return { ...call, span: movedSpan(call.span, move), callee: movedSpan(call.callee, move), args };
}
