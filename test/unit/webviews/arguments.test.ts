import assert from 'node:assert/strict';
import { registerChecks } from '../../../src/webviews/register/arguments.ts';

const answers = { type: 'AzureBlob', name: 'images' };
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, '']));

describe('what the registration wizard sends', () => {
  it('is taken as the protocol has it', () => {
    assert.ok(registerChecks.start(null));
    assert.ok(registerChecks.look({ answers, until: 'where' }));
    assert.ok(registerChecks.picks({ field: 'accountName', answers }));
    assert.ok(registerChecks.giveSecret({ text: 'x'.repeat(100_000), answers }));
    assert.ok(registerChecks.register({ answers: many(100), agreed: false }));
    assert.ok(registerChecks.test(Object.assign(Object.create(null), answers)));
  });

  const refused: Readonly<Record<string, unknown>> = {
    'too many answers': many(101),
    'an answer that is too long': { name: 'x'.repeat(10_001) },
    'an answer that is no text': { name: 1 },
    'a field whose name is too long': { ['x'.repeat(101)]: '' },
    'a field that is called like a prototype': JSON.parse('{ "__proto__": "x" }') as unknown,
    'a secret among the answers': { secret: 'x' },
    'an answer that is worked out': {
      get name() {
        return 'images';
      },
    },
    'an instance of a class': new (class {
      name = 'images';
    })(),
    'answers that are inherited': Object.create(answers) as unknown,
    'a list': ['images'],
    nothing: null,
    'a symbol among the answers': { [Symbol('name')]: 'images' },
  };
  for (const [what, given] of Object.entries(refused)) {
    it(`is refused: ${what}`, () => assert.equal(registerChecks.test(given), false));
  }

  it('has no more and no fewer members than it says', () => {
    assert.equal(registerChecks.look({ answers, until: 'where', more: 1 }), false);
    assert.equal(registerChecks.look({ answers }), false);
    assert.equal(registerChecks.look({ answers, until: 'nowhere' }), false);
    assert.equal(registerChecks.register({ answers, agreed: 'yes' }), false);
    assert.equal(registerChecks.paste({ text: 'x'.repeat(100_001), answers }), false);
    assert.equal(registerChecks.copy(1), false);
    assert.equal(registerChecks.close(undefined), false);
  });
});
