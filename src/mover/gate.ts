import { untilAborted } from '../common/abort.ts';
import { forwarding } from '../storage/forwarding.ts';
import type { Storage } from '../storage/storage.ts';

/** What holds a transfer that is paused. */
export interface Gate {
  open(): void;
  close(): void;
  /** Settles when it is open again; absent while it is open. */
  paused(): Promise<void> | undefined;
  /** Settles as soon as it is open. */
  passed(): Promise<void>;
}

export function createGate(): Gate {
  let closed: { readonly until: Promise<void>; readonly open: () => void } | undefined;
  const paused = () => closed?.until;
  return {
    open() {
      closed?.open();
      closed = undefined;
    },
    close() {
      if (closed) return;
      let open: () => void = () => undefined;
      const until = new Promise<void>((resolve) => (open = resolve));
      closed = { until, open };
    },
    paused,
    async passed() {
      // It may have been closed again by the time that this is told.
      for (let until = paused(); until; until = paused()) await until;
    },
  };
}

/** `storage`, in which no file and no chunk begins while `gate` is closed; what is under way ends. */
export function held(storage: Storage, gate: Gate, signal: AbortSignal): Storage {
  const passed = (own?: AbortSignal) => untilAborted(gate.passed(), own ?? signal);
  const through = forwarding(storage, {
    call: (_right, _signal, work) => work(storage),
    walk: (_signal, work) => work(storage),
    async createUpload(file, options) {
      await passed(options.signal);
      const upload = await storage.createUpload(file, options);
      return {
        chunkSize: upload.chunkSize,
        async put(offset, bytes, more) {
          await passed(more?.signal);
          await upload.put(offset, bytes, more);
        },
        commit: (more) => upload.commit(more),
        abort: () => upload.abort(),
        lasting: upload.lasting,
      };
    },
  });
  return {
    ...through,
    ...(through.copyFrom && {
      async copyFrom(source, to, options) {
        await passed(options?.signal);
        return storage.copyFrom?.(source, to, options) ?? 'refused';
      },
    }),
  };
}
