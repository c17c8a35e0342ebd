import type { Range } from 'vscode';
import { type Position, type TextDocument } from 'vscode';
import type { DatastoreMeant, PythonFile, Span, WorkspaceMeant } from '../python/python.ts';
import type { LanguageServices } from './services.ts';
import { urisIn } from './uris.ts';

/** Something in a document that stands for a datastore, or for a place in it. */
export interface Spot {
  readonly range: Range;
  readonly file?: PythonFile;
  readonly workspace?: WorkspaceMeant | undefined;
  readonly datastore?: DatastoreMeant | undefined;
  readonly path?: string | undefined;
  /** Instead of these: a URI as it is written. */
  readonly uri?: string;
}

const holds = ({ from, to }: Span, offset: number): boolean => from <= offset && offset <= to;

/** The string at a position that names something; in Python by what the code means, elsewhere URIs only. */
export function slotAt(
  { documents }: LanguageServices,
  document: TextDocument,
  position: Position,
): Spot | undefined {
  const reading = documents.read(document);
  if (!reading) return urisIn(document).find(({ range }) => range.contains(position));
  const offset = reading.offsetAt(position);
  const slot = reading.file.slots.find(({ content }) => holds(content, offset));
  const range = slot && reading.rangeOf(slot.content);
  if (!range) return undefined;
  const { file } = reading;
  const { kind, value, workspace, datastore } = slot;
  switch (kind) {
    case 'uri':
      return { range, file, uri: value };
    case 'datastore':
      return { range, file, workspace, datastore: { by: 'name', name: value } };
    case 'path':
      return { range, file, workspace, datastore, path: value };
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
  const { workspace, datastore, path } = place;
  return { range, file: reading.file, workspace, datastore, path };
}
