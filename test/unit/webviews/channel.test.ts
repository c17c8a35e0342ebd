import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { Failure } from '../../../src/common/failure.ts';
import { createClient, Refusal, type Handlers, type ToEditor } from '../../../src/webviews/channel.ts';
import { createLine, session, type Small } from './fixtures.ts';

const forever = () => new Promise<string>(() => {});
const plain: Handlers<Small> = { double: (value) => 2 * value, wait: forever };
const refusedWith = (word: string) => (error: unknown) => error instanceof Refusal && error.word === word;

describe('a channel between a page and the editor', () => {
  it('brings back what the handler returns', async () => {
    const { client } = createLine(plain);
    assert.equal(await client.double(21), 42);
  });

  it('sends of a failure its word and its sentence, and of another error neither', async () => {
    const cause = new Error('inner');
    const failing = createLine({
      double: () => Promise.reject(new Failure('notFound', 'There is no such thing.', { cause })),
      wait: () => {
        throw new TypeError('inner');
      },
    });
    await assert.rejects(failing.client.double(1), { word: 'notFound', message: 'There is no such thing.' });
    await assert.rejects(failing.client.wait(null), refusedWith('unexpected'));
    assert.doesNotMatch(JSON.stringify(failing.replies), /inner/);
    assert.equal(failing.errors.length, 2);
  });

  it('calls no handler with another argument than its own, and none that is not there', async () => {
    const { client } = createLine(plain);
    await assert.rejects(client.double('21' as unknown as number), refusedWith('invalidInput'));
    for (const method of ['toString', 'constructor', '__proto__', 'hasOwnProperty', 'absent']) {
      const ask = (client as unknown as Record<string, (argument: unknown) => Promise<unknown>>)[method];
      await assert.rejects(ask!(null), refusedWith('unsupported'), method);
    }
  });

  it('answers with a failure where the answer cannot be sent', async () => {
    const line = createLine({ ...plain, double: () => (() => 1) as unknown as number });
    await assert.rejects(line.client.double(1), refusedWith('unexpected'));
    assert.equal(line.errors.length, 1);
  });

  it('is no promise itself, so that it can be waited for', async () => {
    const { client } = createLine(plain);
    assert.equal(await Promise.resolve(client), client);
  });

  describe('when a request is taken back', () => {
    it('rejects at once, tells the handler, and hears no late answer', async () => {
      let heard: AbortSignal | undefined;
      let end: (text: string) => void = () => {};
      const line = createLine({
        ...plain,
        wait: (_, signal) => {
          heard = signal;
          return new Promise((resolve) => (end = resolve));
        },
      });
      const stop = new AbortController();
      const waiting = line.client.wait(null, stop.signal);
      await setImmediate();
      stop.abort();
      await assert.rejects(waiting, refusedWith('cancelled'));
      assert.equal(heard?.aborted, true);
      end('late');
      await setImmediate();
      assert.equal(line.replies.length, 1);
    });

    it('sends nothing where it was taken back before', async () => {
      const line = createLine(plain);
      await assert.rejects(line.client.wait(null, AbortSignal.abort()), refusedWith('cancelled'));
      assert.equal(line.replies.length, 0);
    });
  });

  it('leaves nobody waiting when it is disposed, on either side', async () => {
    let heard: AbortSignal | undefined;
    const line = createLine({ ...plain, wait: (_, signal) => ((heard = signal), forever()) });
    const waiting = line.client.wait(null);
    await setImmediate();
    line.dispose();
    line.answering.dispose();
    await assert.rejects(waiting, refusedWith('cancelled'));
    await assert.rejects(line.client.double(1), refusedWith('cancelled'));
    assert.equal(heard?.aborted, true);
  });

  it('hears nothing of another session', async () => {
    const line = createLine(plain);
    const other = createClient<Small>('another', (message) => line.answering.receive(message));
    void other.client.double(1).catch(() => undefined);
    await setImmediate();
    assert.equal(line.replies.length, 0);
  });

  describe('when the page was loaded anew', () => {
    for (const early of [true, false]) {
      it(`gives the answer that ${early ? 'is still to come' : 'was missed'}`, async () => {
        let end: (text: string) => void = () => {};
        const line = createLine({ ...plain, wait: () => new Promise((resolve) => (end = resolve)) });
        void line.client.wait(null).catch(() => undefined);
        const [id = ''] = line.ids;
        await setImmediate();
        const page = line.reload();
        if (!early) end('done');
        await setImmediate();
        const waiting = page.resume('wait', id);
        if (early) end('done');
        assert.equal(await waiting, 'done');
      });
    }

    it('can still take back what it goes on with', async () => {
      let heard: AbortSignal | undefined;
      const line = createLine({ ...plain, wait: (_, signal) => ((heard = signal), forever()) });
      void line.client.wait(null).catch(() => undefined);
      const stop = new AbortController();
      const waiting = line.reload().resume('wait', line.ids[0] ?? '', stop.signal);
      stop.abort();
      await assert.rejects(waiting, refusedWith('cancelled'));
      assert.equal(heard?.aborted, true);
    });

    it('says so where nothing is known of the request', async () => {
      await assert.rejects(createLine(plain).resume('wait', 'gone'), refusedWith('notFound'));
    });
  });

  it('settles every request once and with its own answer, whatever overtakes what', async () => {
    const step = fc.record({ ask: fc.nat(9), cancel: fc.boolean(), answerFirst: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const open: (() => void)[] = [];
        const line = createLine({
          ...plain,
          double: (value) => new Promise((resolve) => open.push(() => resolve(2 * value))),
        });
        const ends = steps.map(async ({ ask, cancel, answerFirst }, index) => {
          const stop = new AbortController();
          const waiting = line.client.double(ask, stop.signal).then(
            (value) => assert.equal(value, 2 * ask),
            (error: unknown) => assert.ok(cancel && refusedWith('cancelled')(error)),
          );
          await setImmediate();
          if (answerFirst) open[index]?.();
          if (cancel) stop.abort();
          open[index]?.();
          return waiting;
        });
        await Promise.all(ends);
      }),
      { numRuns: 100 },
    );
  });

  it('gives a request of the same id one answer', async () => {
    const line = createLine(plain);
    const twice: ToEditor = { session, kind: 'request', id: 'a', method: 'double', argument: 1 };
    line.answering.receive(twice);
    line.answering.receive(twice);
    await setImmediate();
    line.answering.receive(twice);
    await setImmediate();
    assert.equal(line.replies.length, 1);
  });
});
