import assert from 'node:assert/strict';
import {
  arrange,
  everything,
  filterMessage,
  isFiltered,
  matches,
  parseShown,
  withAdded,
  withDeclined,
  withFilter,
  withHidden,
  withoutAdded,
  withoutFilters,
  withPinned,
  withVisible,
} from '../../../src/tree/shown.ts';
import { keyOf } from '../../../src/azureml/workspaceReference.ts';
import { workspaceNamed } from './fixtures.ts';

const [churn, forecast, vision] = ['churn', 'forecast', 'vision'].map((name) => workspaceNamed(name)) as [
  ReturnType<typeof workspaceNamed>,
  ReturnType<typeof workspaceNamed>,
  ReturnType<typeof workspaceNamed>,
];
const all = [vision, churn, forecast];
const names = (workspaces: readonly { name: string }[]) => workspaces.map(({ name }) => name);

describe('the filter by name', () => {
  const cases: [string, string, boolean][] = [
    ['', 'anything', true],
    ['  ', 'anything', true],
    ['sion', 'Vision-Research', true],
    ['VISION', 'vision', true],
    ['visoin', 'vision', false],
    ['team*ws', 'team-01-ws-02', true],
    ['ws*team', 'team-01-ws-02', false],
    ['*', 'x', true],
    ['a*a', 'a', false],
    ['a.c', 'abc', false],
    ['(', 'a(b', true],
  ];
  for (const [text, name, expected] of cases) {
    it(`“${text}” ${expected ? 'keeps' : 'drops'} ${name}`, () => {
      assert.equal(matches(text, name), expected);
    });
  }
});

describe('what is shown of the workspaces', () => {
  it('is all of them by name, if nothing is chosen', () => {
    assert.deepEqual(names(arrange(all, everything)), ['churn', 'forecast', 'vision']);
    assert.equal(isFiltered(everything), false);
  });

  it('begins with the pinned ones', () => {
    const shown = withPinned(everything, [vision], true);
    assert.deepEqual(names(arrange(all, shown)), ['vision', 'churn', 'forecast']);
    assert.deepEqual(withPinned(shown, [vision], false), everything);
    assert.equal(withPinned(shown, [vision], true).pinned.length, 1);
  });

  it('lacks the hidden ones, which are pinned no longer', () => {
    const shown = withHidden(withPinned(everything, [vision], true), [vision, churn]);
    assert.deepEqual(names(arrange(all, shown)), ['forecast']);
    assert.deepEqual(shown.pinned, []);
    assert.equal(isFiltered(shown), false);
  });

  it('can be made to hold a certain one', () => {
    const shown = withFilter(withHidden(everything, [vision]), 'cast');
    assert.deepEqual(names(arrange(all, withVisible(shown, vision))), names(arrange(all, everything)));
    const kept = withVisible(withFilter(everything, 'vis'), vision);
    assert.equal(kept.text, 'vis', 'a filter that lets it through stays');
  });

  it('knows a workspace whatever the case of its id, by its name or as it is', () => {
    const name = { subscriptionId: 'S', resourceGroup: 'G', workspace: 'Vision' };
    assert.equal(keyOf(name), keyOf(vision));
    assert.equal(keyOf(vision), vision.id.toLowerCase());
  });

  it('has those added by hand once each, and without those taken away', () => {
    const name = { subscriptionId: 's', resourceGroup: 'g', workspace: 'vision', tenantId: 't' };
    const twice = withAdded(withAdded(everything, name), { ...name, workspace: 'VISION' });
    assert.equal(twice.added.length, 1);
    assert.deepEqual(withoutAdded(twice, vision), everything);
    const declined = withDeclined(withDeclined(everything, name), name);
    assert.deepEqual(declined.declined, [keyOf(vision)]);
  });
});

describe('the sentence on what is filtered', () => {
  const counts = { visible: 12, known: 250 };
  const cases: [Parameters<typeof filterMessage>, string | undefined][] = [
    [[everything, counts], undefined],
    [[withHidden(everything, all), counts], undefined],
    [[withFilter(everything, ' vision '), counts], 'Showing 12 of 250 workspaces: “vision”.'],
    [
      [{ ...withFilter(everything, 'vision'), subscriptions: ['a', 'b'] }, counts],
      'Showing 12 of 250 workspaces: “vision”, 2 subscriptions.',
    ],
    [[{ ...everything, subscriptions: ['a'] }, counts], 'Only 1 subscription is listed.'],
    [[{ ...everything, subscriptions: ['a', 'b'] }, counts], 'Only 2 subscriptions are listed.'],
  ];
  for (const [given, expected] of cases) {
    it(expected === undefined ? 'is none without a filter' : `may be: ${expected}`, () => {
      assert.equal(filterMessage(...given), expected);
    });
  }

  it('is gone when the filters are cleared, and what is hidden stays hidden', () => {
    const shown = withoutFilters({
      ...withFilter(withHidden(everything, [vision]), 'x'),
      subscriptions: ['a'],
    });
    assert.equal(filterMessage(shown, counts), undefined);
    assert.deepEqual(shown.hidden, [keyOf(vision)]);
  });
});

describe('what a window remembers', () => {
  it('is read again as it was', () => {
    const name = { subscriptionId: 's', resourceGroup: 'g', workspace: 'vision', tenantId: 't' };
    const shown = withAdded(
      withDeclined(withPinned(withHidden(withFilter(everything, 'x'), [churn]), [vision], true), name),
      name,
    );
    assert.deepEqual(parseShown(JSON.parse(JSON.stringify({ ...shown, subscriptions: ['a'] }))), {
      ...shown,
      subscriptions: ['a'],
    });
  });

  it('is left out where it is not understood', () => {
    for (const kept of [
      undefined,
      null,
      7,
      'x',
      [],
      { text: 1, hidden: 'x', pinned: [1], added: [{}, null] },
    ])
      assert.deepEqual(parseShown(kept), everything);
  });
});
