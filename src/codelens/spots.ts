import type { Position, TextDocument } from 'vscode';
import { Range } from 'vscode';
import type { PythonFile, Slot, Span } from '../python/python.ts';
import type { Reading } from './documents.ts';
import { saidByUri, type Said } from './meaning.ts';
import type { LanguageServices } from './services.ts';
import { uriAt } from './uris.ts';

/** Something in a document that stands for a datastore, or for a place in it. */
export interface Spot {
  readonly range: Range;
  readonly file?: PythonFile;
  readonly said: Said;
  /** As it is written, where it is a datastore URI. */
  readonly uri?: string;
}

const holds = ({ from, to }: Span, offset: number): boolean => from <= offset && offset <= to;

/** The string of a Python file at a position that names something, and where its content lies. */
export function slotIn(
  { file, offsetAt, rangeOf }: Reading,
  position: Position,
): { readonly slot: Slot; readonly range: Range } | undefined {
  const offset = offsetAt(position);
  const slot = file.slots.find(({ content }) => holds(content, offset));
  const range = slot && rangeOf(slot.content);
  return range && { slot, range };
}

/** The string at a position that names something; in Python by what the code means, elsewhere URIs only. */
export function slotAt(
  { documents }: LanguageServices,
  document: TextDocument,
  position: Position,
): Spot | undefined {
  const reading = documents.read(document);
  if (!reading) {
    const found = uriAt(document, new Range(position, position));
    return found && { ...found, said: saidByUri(found.uri) };
  }
  const { file } = reading;
  const found = slotIn(reading, position);
  if (!found) return undefined;
  const { range, slot } = found;
  const { kind, value, workspace, datastore } = slot;
  switch (kind) {
    case 'uri':
      return { range, file, said: saidByUri(value), uri: value };
    case 'datastore':
      return { range, file, said: { workspace, datastore: { by: 'name', name: value } } };
    case 'path':
      return { range, file, said: { workspace, datastore, path: value } };
  }
}

/** The innermost expression at a position that stands for a datastore or a path. */
export function spotAt(
  { documents }: LanguageServices,
  document: TextDocument,
  position: Position,
): Spot | undefined {
  const reading = documents.read(document);
  if (!reading) return undefined;
  const offset = reading.offsetAt(position);
  const place = reading.file.places
    .filter(({ kind, span }) => (kind === 'datastore' || kind === 'path') && holds(span, offset))
    .sort((a, b) => a.span.to - a.span.from - (b.span.to - b.span.from))[0];
  const range = place && reading.rangeOf(place.span);
  if (!range) return undefined;
  return { range, file: reading.file, said: place };
}
