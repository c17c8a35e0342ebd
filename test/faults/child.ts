/** A program that moves a tree until somebody ends it. It is told what to do on its standard input, as JSON. */
import { text } from 'node:stream/consumers';
import { Secret } from '../../src/common/secret.ts';
import { openLocal } from '../../src/storage/local.ts';
import { transfer } from '../../src/transfer/transfer.ts';
import type { Remote } from './remotes.ts';
import { openWay } from './ways.ts';
import type { Direction } from './points.ts';
import { requestFor } from './requests.ts';
import { cellFolder } from './tree.ts';

/** What the program is told. */
export interface Orders {
  readonly direction: Direction;
  readonly service: Remote['service'];
  readonly address: string;
  readonly account: string;
  readonly key: string;
  readonly caFile: string;
  readonly port: number;
  readonly dir: string;
  /** The name of the tree's folder in the remote. */
  readonly folder: string;
}

const orders = JSON.parse(await text(process.stdin)) as Orders;
const { direction, service, address, account, dir, folder } = orders;
const credential = { kind: 'accountKey', account, key: new Secret(orders.key) } as const;
const { storage } = await openWay(orders, { service, connection: { address, credential } });
const sides = { local: openLocal(dir), remote: storage, folder: cellFolder(folder) };
await transfer(requestFor(direction, sides));
