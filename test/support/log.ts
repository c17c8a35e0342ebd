import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { redacting, type Log } from '../../src/common/log.ts';

const lines: string[] = [];
const file = process.env.ARTIFACTS === undefined ? undefined : join(process.env.ARTIFACTS, 'trace.log');

function flush(): void {
  if (file !== undefined && lines.length > 0) appendFileSync(file, lines.splice(0).join(''));
}

function write(level: string) {
  return (message: string): void => {
    lines.push(`${new Date().toISOString()} [${level}] ${message}\n`);
    if (lines.length >= 1000) flush();
  };
}

process.once('exit', flush);

/** Logs all there is, redacted as the extension does it, to `trace.log` among the artifacts; without those, nowhere. */
export const traceLog: Log = redacting({
  traces: true,
  trace: write('trace'),
  debug: write('debug'),
  info: write('info'),
  warn: write('warning'),
  error: write('error'),
});
