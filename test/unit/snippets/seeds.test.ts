import assert from 'node:assert/strict';
import { standalone } from '../../../src/snippets/assemble.ts';
import { sampleCounts, seedSamples } from '../../fixtures/seedSamples.ts';
import { snippet, target } from './targets.ts';

describe('the samples of the documents', () => {
  for (const { document, shows, calls, snippets } of seedSamples)
    it(`document ${document}, ${shows}: all of its calls are in ${snippets.join(' and ')}`, () => {
      const texts = snippets.map((id) => standalone(snippet(id), target()).text);
      for (const call of calls)
        assert.ok(
          texts.some((text) => text.includes(call)),
          `${call} is not in\n${texts.join('\n')}`,
        );
    });

  it('are all there', () => {
    const counts = sampleCounts.map((_, at) => seedSamples.filter(({ document }) => document === at).length);
    assert.deepEqual(counts, sampleCounts);
  });
});
