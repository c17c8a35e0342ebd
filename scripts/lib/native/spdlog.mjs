/**
 * Takes the place of VS Code's logger, a native module that is not compiled here: without one the output
 * channels of extensions stay empty. Writes the same lines to the same files.
 */
import { Buffer } from 'node:buffer';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

export const version = 0;
export function setLevel() {}
export function setFlushOn() {}

function timestamp() {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return local.toISOString().replace('T', ' ').replace('Z', '');
}

function createLogger(file, maxBytes) {
  let threshold = 2;
  let plain = false;
  let bytes = 0;
  const log = (level) => (message) => {
    if (level < threshold) return;
    const line = plain ? message : `${timestamp()} [${names[level]}] ${message}\n`;
    bytes += Buffer.byteLength(line);
    if (bytes <= maxBytes) return appendFileSync(file, line);
    bytes = 0;
    writeFileSync(file, line);
  };
  return {
    ...{ trace: log(0), debug: log(1), info: log(2), warn: log(3), error: log(4), critical: log(5) },
    getLevel: () => threshold,
    setLevel: (level) => (threshold = level),
    clearFormatters: () => (plain = true),
    setPattern() {},
    flush() {},
    drop() {},
  };
}

export async function createRotatingLogger(_name, file, maxBytes) {
  mkdirSync(dirname(file), { recursive: true });
  return createLogger(file, maxBytes);
}

export const createAsyncRotatingLogger = createRotatingLogger;
