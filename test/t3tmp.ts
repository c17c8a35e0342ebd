import { sandbox } from './support/sandbox.ts';
import { blobClient, accountKey, tokenFrom } from './sandbox/support.ts';
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { execSync } from 'node:child_process';
import { generateAccountSASQueryParameters, AccountSASPermissions, AccountSASResourceTypes, AccountSASServices } from '@azure/storage-blob';
const s = await sandbox();
const k = blobClient(s, accountKey(s)).getContainerClient('bench'); await k.create();
const sas = generateAccountSASQueryParameters({ permissions: AccountSASPermissions.parse('rwdlac'), services: AccountSASServices.parse('b').toString(), resourceTypes: AccountSASResourceTypes.parse('sco').toString(), expiresOn: new Date(Date.now() + 3600e3) }, accountKey(s)).toString();
const pid = (s as any).pid;
const az = Number(execSync(`pgrep -P ${pid}`).toString().trim().split('\n')[0]);
const azPort = Number(/--blobPort\0(\d+)/.exec(readFileSync(`/proc/${az}/cmdline`, 'utf8'))![1]);
const cpu = (p: number) => { const f = readFileSync(`/proc/${p}/stat`, 'utf8').split(') ')[1]!.split(' '); return (Number(f[11]) + Number(f[12])) / 100; };
const agent = new http.Agent({ keepAlive: true });
const token = await tokenFrom(s, { principal: 'user' });
async function run(label: string, n: number, conc: number, size: number, direct: boolean, auth: 'sas' | 'bearer', method = 'PUT') {
  const body = Buffer.alloc(size, 1);
  const [c0, a0, w0, me0] = [cpu(pid), cpu(az), performance.now(), process.cpuUsage()];
  let i = 0;
  const worker = async () => { while (i < n) { const id = i++; await new Promise<void>((res, rej) => {
    const headers: any = { 'x-ms-version': '2024-11-04', ...(method === 'PUT' ? { 'x-ms-blob-type': 'BlockBlob', 'content-length': size } : {}), ...(auth === 'bearer' && !direct ? { authorization: `Bearer ${token}` } : {}) };
    const q = auth === 'sas' || direct ? `?${sas}` : '';
    const name = method === 'PUT' ? label + id : label.replace('-get', '') + id;
    const r = direct ? http.request({ host: '127.0.0.1', port: azPort, agent, method, path: `/contosodata/bench/${name}${q}`, headers }) : https.request({ host: 'contosodata.blob.core.windows.net.localhost', agent: s.agent, method, path: `/bench/${name}${q}`, headers });
    r.on('response', (x) => { if (x.statusCode! > 201) { rej(new Error(String(x.statusCode))); } x.resume(); x.on('end', res); }); r.on('error', rej); r.end(method === 'PUT' ? body : undefined); }); } };
  await Promise.all(Array.from({ length: conc }, worker));
  const me = process.cpuUsage(me0);
  console.log(label, n, 'x', size, 'wall', ((performance.now() - w0) / 1000).toFixed(2), 'front', (cpu(pid) - c0).toFixed(2), 'azurite', (cpu(az) - a0).toFixed(2), 'client', ((me.user + me.system) / 1e6).toFixed(2));
}
await run('warm', 500, 16, 4096, false, 'sas');
await run('direct', 4000, 32, 4096, true, 'sas');
await run('front', 4000, 32, 4096, false, 'sas');
await run('bearer', 4000, 32, 4096, false, 'bearer');
await run('front-get', 4000, 32, 4096, false, 'sas', 'GET');
await run('directbig', 32, 8, 16e6, true, 'sas');
await run('frontbig', 32, 8, 16e6, false, 'sas');
await run('frontbig-get', 32, 8, 16e6, false, 'sas', 'GET');
process.exit();
