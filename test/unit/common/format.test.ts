import assert from 'node:assert/strict';
import { duration, fileSize } from '../../../src/common/format.ts';

describe('fileSize', () => {
  for (const [bytes, text] of [
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1023 bytes'],
    [1024, '1.0 KB'],
    [3.4 * 1024 * 1024, '3.4 MB'],
    [340 * 1024 * 1024, '340 MB'],
    [5 * 1024 ** 4, '5.0 TB'],
  ] as const) {
    it(`prints ${String(bytes)} as ${text}`, () => assert.equal(fileSize(bytes), text));
  }
});

describe('duration', () => {
  for (const [seconds, text] of [
    [0.2, '1 s'],
    [40, '40 s'],
    [200, '3 min'],
    [7500, '2 h 5 min'],
  ] as const) {
    it(`prints ${String(seconds)} seconds as ${text}`, () => assert.equal(duration(seconds), text));
  }
});
