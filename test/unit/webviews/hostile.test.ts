import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { answer } from '../../../src/webviews/answer.ts';
import type { Handlers, ToPage } from '../../../src/webviews/channel.ts';
import { registerChecks } from '../../../src/webviews/register/arguments.ts';
import type { RegisterProtocol } from '../../../src/webviews/register/protocol.ts';
import { session } from './fixtures.ts';

const methods = Object.keys(registerChecks);
const tricks = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'prototype',
    'then',
    '',
    'receive',
  ],
  ...['__defineGetter__', 'length', 'call', 'apply', 'start\u0000', 'START'],
];

const anything = fc.anything({
  ...{ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true },
  ...{ withNullPrototype: true, withObjectString: true, maxDepth: 2 },
});
const ids = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('type', 'name', 'accountName') },
  fc.constantFrom('secret', ...tricks),
);
const answers = fc.dictionary(ids, fc.string(), { maxKeys: 3 });
const argument = fc.oneof(
  ...[anything, fc.constant(null), fc.string(), answers],
  fc.record({ answers, until: fc.constantFrom('where', 'review', 'never') }),
  fc.record({ text: fc.string(), answers }),
  fc.record({ field: fc.string(), answers }),
  fc.record({ answers, agreed: fc.oneof(fc.boolean(), anything) }),
  fc.record({ field: fc.string(), answers, extra: anything }),
);
const mostly = <T>(usual: fc.Arbitrary<T>, ...others: readonly fc.Arbitrary<unknown>[]) =>
  fc.oneof({ weight: 8, arbitrary: usual }, ...others);
const parts = {
  session: mostly(fc.constant(session), anything),
  kind: mostly(fc.constant('request'), fc.constantFrom('cancel', 'x'), anything),
  id: mostly(fc.uuid(), fc.constantFrom('a', ...tricks), anything),
  method: mostly(fc.constantFrom(...methods), fc.constantFrom(...tricks), anything),
  argument,
};
const message = fc.oneof(
  { weight: 5, arbitrary: fc.record(parts) },
  { weight: 1, arbitrary: fc.record(parts, { requiredKeys: [] }) },
);

const thrower = () => {
  throw new Error('a trap');
};
const trapped = (target: object) =>
  new Proxy(target, { get: thrower, has: thrower, getOwnPropertyDescriptor: thrower, ownKeys: thrower });
const withGetters = (given: object) =>
  Object.defineProperties(
    {},
    Object.fromEntries(Object.keys(given).map((name) => [name, { get: thrower, enumerable: true }])),
  );
const disguises: readonly ((given: object) => unknown)[] = [
  ...[trapped, withGetters],
  (given) => Object.create(given) as unknown,
  (given) => ({ ...given, argument: trapped({}) }),
  (given) => Object.freeze(given),
];
/** Four in ten are no plain objects; one in ten is no message at all. */
const hostile = fc
  .sample(fc.tuple(message, anything), { numRuns: 10_000, seed: 4 })
  .map(([given, other], index) =>
    index % 10 === 9 ? other : index % 10 < 5 ? given : disguises[(index % 10) - 5]?.(given),
  );

const isRequest = (given: unknown): given is { id: string } => {
  const own = (name: string) => Object.getOwnPropertyDescriptor(given, name)?.value as unknown;
  try {
    if (typeof given !== 'object' || given === null) return false;
    const [id, method] = [own('id'), own('method') ?? ''];
    const known = own('session') === session && own('kind') === 'request' && typeof method === 'string';
    return known && typeof id === 'string' && id !== '' && id.length <= 100;
  } catch {
    return false;
  }
};

/** Handlers that do nothing but say that they were called, each ending in a way of its own. */
function createHandlers(called: string[]): Handlers<RegisterProtocol> {
  const ends: readonly (() => unknown)[] = [
    () => null,
    () => Promise.resolve(null),
    () => Promise.reject(new Error('x')),
    thrower,
    () => 1n,
    () => undefined,
  ];
  const own = Object.fromEntries(
    methods.map((method, index) => [
      method,
      (given: unknown) => {
        called.push(method);
        const check = registerChecks[method as keyof RegisterProtocol];
        assert.ok(check(given), `${method} was called with what it does not take`);
        return ends[index % ends.length]?.();
      },
    ]),
  );
  const inherited = Object.create({ inherited: () => called.push('inherited') }) as object;
  return Object.assign(inherited, own) as unknown as Handlers<RegisterProtocol>;
}

describe('the editor’s side of a channel', () => {
  it('stands messages that ask for replies to what nobody has asked', async () => {
    const replies: ToPage[] = [];
    const answering = answer<RegisterProtocol>({
      ...{ session, handlers: createHandlers([]), checks: registerChecks, onError: () => {} },
      post: (reply) => replies.push(reply),
    });
    for (const id of tricks) answering.receive({ session, kind: 'resume', id });
    await setImmediate();
    assert.equal(replies.length, tricks.filter((id) => id !== '').length);
    assert.ok(replies.every(({ kind }) => kind === 'failure'));
  });

  it('stands 10,000 hostile messages: throws nothing, calls nothing else, and answers every request once', async () => {
    const called: string[] = [];
    const replies: ToPage[] = [];
    const answering = answer<RegisterProtocol>({
      ...{ session, handlers: createHandlers(called), checks: registerChecks, onError: () => {} },
      post(reply) {
        if (replies.length % 7 === 0) structuredClone(reply);
        else JSON.stringify(reply);
        replies.push(reply);
      },
    });
    const expected = new Set<string>();
    for (const [index, given] of hostile.entries()) {
      assert.doesNotThrow(() => answering.receive(given));
      if (isRequest(given)) expected.add(given.id);
      if (index % 500 === 0) await setImmediate();
    }
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    assert.deepEqual(replies.map(({ id }) => id).sort(), [...expected].sort());
    // Enough of them are what they should be, so all handlers are called, and nothing but them.
    assert.deepEqual([...new Set(called)].sort(), [...methods].sort());
  });
});
