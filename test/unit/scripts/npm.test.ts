import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../../..');

/** Stands in for what a script runs: says that it runs, and ends when a signal asks for it. */
const program = `
const stay = setInterval(() => undefined, 1000);
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    console.log('ended by a signal');
    clearInterval(stay);
  });
console.log('running');
`;

describe('npm', () => {
  const dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-npm-'));
  let npm: ChildProcess | undefined;
  before(() => {
    mkdirSync(join(dir, 'scripts'));
    for (const name of ['package.json', 'scripts/run.mjs']) cpSync(join(root, name), join(dir, name));
    for (const name of ['package-lock.json', 'node_modules']) symlinkSync(join(root, name), join(dir, name));
    for (const name of ['start', 'test']) writeFileSync(join(dir, `scripts/${name}.ts`), program);
  });
  afterEach(() => {
    try {
      if (npm?.pid !== undefined) process.kill(-npm.pid, 'SIGKILL');
    } catch {
      // The whole process group is gone, as it should be.
    }
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  for (const [script, signal] of [
    ['start', 'SIGINT'],
    ['start', 'SIGTERM'],
    ['test', 'SIGTERM'],
  ] as const) {
    it(`${script} ends with all that it started when npm alone gets ${signal}`, async function () {
      this.timeout(20_000);
      npm = spawn('npm', [script, '--silent'], {
        cwd: dir,
        stdio: ['ignore', 'pipe', 'ignore'],
        detached: true,
      });
      const lines: string[] = [];
      const output = createInterface(npm.stdout!);
      // The output is closed when the last process that could write to it has ended.
      const closed = once(npm.stdout!, 'close');
      output.on('line', (line) => {
        lines.push(line);
        if (line === 'running') npm?.kill(signal);
      });
      await closed;
      assert.deepEqual(lines, ['running', 'ended by a signal']);
    });
  }
});
