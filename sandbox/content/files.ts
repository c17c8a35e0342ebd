import { parquetWriteBuffer } from 'hyparquet-writer';
import type { SeedFile } from './layout.ts';
import { png } from './png.ts';
import { createRandom, type Random } from './random.ts';

const types: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  md: 'text/markdown',
  txt: 'text/plain',
  py: 'text/x-python',
  yml: 'text/yaml',
  png: 'image/png',
  ipynb: 'application/json',
};

/** A file whose type follows from its name. */
export function file(path: string, content: string | Buffer): SeedFile {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { path, bytes, type: types[extension] ?? 'application/octet-stream' };
}

/** A file of JSON, indented as a person would. */
export function jsonFile(path: string, value: unknown): SeedFile {
  return file(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

const regions = ['north', 'south', 'east', 'west'] as const;
const products = ['bike', 'helmet', 'pump', 'lamp', 'lock', 'bag'] as const;

function day(offset: number): string {
  return new Date(Date.UTC(2025, 0, 1 + offset)).toISOString().slice(0, 10);
}

function salesRow(random: Random, order: number, date: string): string {
  const units = random.integer(1, 12);
  const price = (random.integer(500, 25_000) / 100).toFixed(2);
  return `${order},${date},${random.pick(regions)},${random.pick(products)},${units},${price},${(units * Number(price)).toFixed(2)}`;
}

/** Orders of a shop; about 45 bytes a row. */
export function salesCsv(path: string, rows: number, seed: number): SeedFile {
  const random = createRandom(seed);
  const lines = Array.from({ length: rows }, (_, index) =>
    salesRow(random, 100_000 + index, day(Math.floor((index * 365) / rows))),
  );
  return file(path, `order_id,date,region,product,units,unit_price,total\n${lines.join('\n')}\n`);
}

/** Hourly readings of a few sensors, as Parquet. */
export function sensorParquet(path: string, rows: number, seed: number): SeedFile {
  const random = createRandom(seed);
  const numbers = (make: (index: number) => number) =>
    Array.from({ length: rows }, (_, index) => make(index));
  const start = Date.UTC(2026, 0, 1);
  const columnData = [
    {
      name: 'sensor',
      data: Array.from({ length: rows }, (_, index) => `s-${String(index % 8).padStart(2, '0')}`),
      type: 'STRING' as const,
    },
    {
      name: 'at',
      data: Array.from({ length: rows }, (_, index) => new Date(start + index * 450_000)),
      type: 'TIMESTAMP' as const,
    },
    {
      name: 'temperature',
      data: numbers((index) => random.normal(20 + 4 * Math.sin(index / 190), 0.8)),
      type: 'DOUBLE' as const,
    },
    { name: 'humidity', data: numbers(() => random.normal(55, 6)), type: 'DOUBLE' as const },
    { name: 'battery', data: numbers(() => random.integer(20, 100)), type: 'INT32' as const },
  ];
  return file(path, Buffer.from(parquetWriteBuffer({ columnData })));
}

/** Customers and whether they left, as Parquet. */
export function customerParquet(path: string, rows: number, seed: number): SeedFile {
  const random = createRandom(seed);
  const column = <T>(make: () => T) => Array.from({ length: rows }, make);
  const columnData = [
    {
      name: 'customer',
      data: Array.from({ length: rows }, (_, index) => 10_000 + index),
      type: 'INT32' as const,
    },
    { name: 'region', data: column(() => random.pick(regions)), type: 'STRING' as const },
    { name: 'months', data: column(() => random.integer(1, 72)), type: 'INT32' as const },
    {
      name: 'spend',
      data: column(() => Math.round(random.normal(64, 18) * 100) / 100),
      type: 'DOUBLE' as const,
    },
    { name: 'left', data: column(() => random.next() < 0.17), type: 'BOOLEAN' as const },
  ];
  return file(path, Buffer.from(parquetWriteBuffer({ columnData })));
}

const openings = ['The frame', 'The saddle', 'Delivery', 'The lamp', 'Support'] as const;
const verdicts = [
  ['was better than I hoped.', 1],
  ['arrived a week late.', 0],
  ['does what it says.', 1],
  ['broke on the second day.', 0],
  ['is worth every cent.', 1],
] as const;

/** Reviews with a label, one JSON object a line. */
export function reviewsJsonl(path: string, rows: number, seed: number): SeedFile {
  const random = createRandom(seed);
  const lines = Array.from({ length: rows }, (_, index) => {
    const [verdict, label] = random.pick(verdicts);
    return JSON.stringify({ id: index + 1, text: `${random.pick(openings)} ${verdict}`, label });
  });
  return file(path, `${lines.join('\n')}\n`);
}

/** Bytes that do not compress, such as model weights. */
export function weights(path: string, length: number, seed: number): SeedFile {
  const random = createRandom(seed);
  const bytes = Buffer.alloc(length);
  for (let index = 0; index + 4 <= length; index += 4) bytes.writeFloatLE(random.normal(0, 0.05), index);
  return file(path, bytes);
}

const hues = {
  circle: [214, 73, 51],
  square: [58, 134, 196],
  triangle: [72, 160, 98],
  cross: [232, 174, 60],
} as const;
export const classes = ['circle', 'square', 'triangle', 'cross'] as const;

function inside(kind: (typeof classes)[number], x: number, y: number): boolean {
  switch (kind) {
    case 'circle':
      return x * x + y * y < 0.5;
    case 'square':
      return Math.abs(x) < 0.6 && Math.abs(y) < 0.6;
    case 'triangle':
      return y > -0.6 && y < 0.7 && Math.abs(x) < (y + 0.6) / 1.7;
    case 'cross':
      return (Math.abs(x) < 0.22 || Math.abs(y) < 0.22) && Math.abs(x) < 0.75 && Math.abs(y) < 0.75;
  }
}

/** A picture of a shape, 32 by 32 pixels. */
export function shapePng(path: string, kind: (typeof classes)[number], seed: number): SeedFile {
  const random = createRandom(seed);
  const [dx, dy, scale] = [random.normal(0, 0.12), random.normal(0, 0.12), 0.8 + random.next() * 0.4];
  const picture = png(32, (column, row) => {
    const [x, y] = [(column / 15.5 - 1 - dx) / scale, (row / 15.5 - 1 - dy) / scale];
    const noise = random.integer(-9, 9);
    const [red, green, blue] = inside(kind, x, y) ? hues[kind] : ([238, 236, 230] as const);
    const clamp = (value: number) => Math.max(0, Math.min(255, value + noise));
    return [clamp(red), clamp(green), clamp(blue)];
  });
  return file(path, picture);
}
