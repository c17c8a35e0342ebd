// Runs inside Azurite's process, before Azurite itself is loaded.
import { createRequire } from 'node:module';

interface BlobModel {
  name: string;
  readonly accountName: string;
  readonly containerName: string;
  readonly properties: object;
  metadata?: Record<string, string>;
  $loki?: number;
  meta?: object;
}
interface MetadataStore {
  readonly db: { getCollection(name: string): { insert(blobs: BlobModel[]): unknown } };
  readonly BLOBS_COLLECTION: string;
  createBlob: (
    this: MetadataStore,
    context: unknown,
    blob: BlobModel,
    ...conditions: unknown[]
  ) => Promise<unknown>;
}

/** Metadata by which an upload asks for so many more blobs with its content, numbered on from its own number. */
export const copiesKey = 'sandboxcopies';

/** `many/sample_00100.json` and 5: `many/sample_00105.json`. */
function numberedOn(name: string, by: number): string {
  return name.replace(/\d+(?=\.)/, (number) => String(Number(number) + by).padStart(number.length, '0'));
}

/**
 * Has Azurite's store make 20,000 blobs in a second; through its requests they take ten or more. Copies share the
 * content of their source, as those of Copy Blob do.
 */
export function patchAzurite(): void {
  const load = createRequire(import.meta.url);
  const { default: Store } = load('azurite/dist/src/blob/persistence/LokiBlobMetadataStore.js') as {
    default: { prototype: MetadataStore };
  };
  const createBlob = Store.prototype.createBlob;
  Store.prototype.createBlob = async function (this: MetadataStore, context, blob, ...conditions) {
    const { [copiesKey]: wanted, ...metadata } = blob.metadata ?? {};
    if (wanted === undefined) return createBlob.call(this, context, blob, ...conditions);
    blob.metadata = metadata;
    const result = await createBlob.call(this, context, blob, ...conditions);
    const copies = Array.from({ length: Number(wanted) }, (_, index): BlobModel => {
      const copy = { ...blob, properties: { ...blob.properties }, name: numberedOn(blob.name, index + 1) };
      // The collection gives each its own.
      delete copy.$loki;
      delete copy.meta;
      return copy;
    });
    this.db.getCollection(this.BLOBS_COLLECTION).insert(copies);
    return result;
  };
}
