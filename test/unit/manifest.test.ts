import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import {
  connectionSettings,
  settingsSection,
  type Settings,
  viewId,
  type TreeState,
} from '../../src/contributions.ts';
import { datastoreKinds } from '../../src/datastores/index.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;

describe('package.json', () => {
  it('takes every text from package.nls.json, which holds no other', () => {
    const used = new Set(
      [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? ''),
    );
    assert.deepEqual([...used].sort(), Object.keys(texts).sort());
  });

  it('takes from no opened folder what says whom to talk to, as whom, and with which credential', () => {
    const { contributes, capabilities } = manifest as unknown as {
      contributes: { configuration: { properties: Record<string, { scope?: string }> } };
      capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
    };
    const { properties } = contributes.configuration;
    const restricted = capabilities.untrustedWorkspaces.restrictedConfigurations;
    const telling = /cloud|auth|sign|access|tenant|account|credential|endpoint|proxy/i;
    const names = Object.keys(properties).filter((name) => telling.test(name));
    for (const name of connectionSettings) assert.ok(names.includes(`${settingsSection}.${name}`), name);
    for (const name of names) {
      assert.equal(properties[name]?.scope, 'machine', name);
      assert.ok(restricted.includes(name), `${name} in restrictedConfigurations`);
    }
  });

  it('has an icon in both themes for every datastore type, alike but for the colour', () => {
    const shape = (theme: string, name: string) =>
      read(`media/datastores/${theme}/${name}.svg`).replace(/stroke="#\w+"/, '');
    for (const name of [...datastoreKinds.map(({ type }) => type), 'workspace', 'unknown']) {
      assert.equal(shape('light', name), shape('dark', name));
    }
  });

  it('points to files that exist', () => {
    for (const path of [...JSON.stringify(manifest).matchAll(/"(media\/[^"]+)"/g)].map(
      (match) => match[1] ?? '',
    )) {
      assert.ok(existsSync(new URL(`../../${path}`, import.meta.url)), path);
    }
  });

  describe('has one welcome text', () => {
    const { viewsWelcome } = manifest['contributes'] as {
      viewsWelcome: readonly { view: string; when?: string }[];
    };
    const shown = (state: string, authentication: string) =>
      viewsWelcome.filter(
        ({ view, when = '' }) =>
          view === viewId &&
          when
            .split(' && ')
            .every((test) =>
              [
                `azuremlDatastores.state == ${state}`,
                `config.azuremlDatastores.authentication == ${authentication}`,
              ].includes(test),
            ),
      );
    // Whoever adds a state, or a way to sign in, is told by the compiler to add it here.
    const empty: Record<Exclude<TreeState, 'ready'>, true> = {
      signedOut: true,
      noWorkspace: true,
      unreachable: true,
      refused: true,
      failed: true,
    };
    const ways: Record<Settings['authentication'], true> = {
      vscode: true,
      azureCli: true,
      environment: true,
      managedIdentity: true,
    };
    for (const state of Object.keys(empty))
      for (const way of Object.keys(ways)) {
        it(`for the state ${state} of somebody who signs in by ${way}`, () => {
          assert.equal(shown(state, way).length, 1);
        });
      }
  });
});
