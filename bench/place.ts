import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, truncateSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Where the files are that go up and come down. */
export interface Place {
  /** Holds the folder `files`, whose files go up. */
  readonly source: string;
  /** Holds what comes down. */
  readonly target: string;
  /** What a reader of the results has to know about them. */
  readonly sentence: string;
  /** Keeps large downloads in `dir` from filling the disk while they run, until the returned function is called. */
  readonly drain: (dir: string) => () => void;
}

/** System call numbers of `fallocate` on Linux. */
const fallocate: Readonly<Record<string, number>> = { x64: 285, arm64: 47 };
const perl = '/usr/bin/perl';

/**
 * What comes down is zeros, so a hole in a file reads as what was written there. Holes punched behind the client drop its
 * bytes from the cache before they are written: neither room on the disk nor its speed decides how long a client takes.
 */
const puncher = `
my ($dir, $call, $parent) = @ARGV;
sub visit { my ($at) = @_; opendir(my $d, $at) or return;
  for (readdir $d) { next if /^\\.\\.?$/; my $path = "$at/$_"; my @s = lstat $path or next;
    if (-d _) { visit($path) } elsif (-f _ && $s[12] > 2048) { open(my $f, "+<", $path) or next;
      my $held = $s[12] * 512; syscall($call + 0, fileno($f), 3, 0, $held > $s[7] ? $held : $s[7] + 0); close $f } } }
while (getppid() == $parent) { visit($dir); select(undef, undef, undef, 0.25) }
`;

/** Free bytes of the file system that holds `dir`. */
export function freeBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}

/** What goes up is in memory where there is room, what comes down on the disk, as with users; `asked` is preferred for both. */
export function choosePlace(asked?: string): Place {
  const memory = '/dev/shm';
  const inMemory = asked === undefined && existsSync(memory) && freeBytes(memory) > 4 * 2 ** 30;
  const target = temporaryIn(asked ?? tmpdir());
  const source = inMemory ? temporaryIn(memory) : target;
  const call = existsSync(perl) ? fallocate[arch()] : undefined;
  const up = `what goes up is ${inMemory ? 'in memory' : 'on a disk'}, sparse from 1 MiB on`;
  const drained = call === undefined ? 'deleted after each run' : 'of large files dropped while they arrive';
  return {
    source,
    target,
    sentence: `${up}; what comes down is written to a disk, ${drained}`,
    drain: (dir) => (call === undefined ? () => undefined : punchHoles(dir, call)),
  };
}

/** A folder that goes with this process. */
function temporaryIn(parent: string): string {
  const dir = mkdtempSync(join(parent, 'azureml-datastores-bench-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }));
  return dir;
}

/** In seconds, and a little more: ext4 passes over inodes freed within six minutes, one by one, whenever it looks for a free one. */
const remembered = 390;

/** Waits, before many files are made, until nobody pays for what was deleted before this bench began. */
export async function settled(
  { files }: { readonly files: number },
  say: (sentence: string) => void,
): Promise<void> {
  const left = remembered - process.uptime();
  if (files < 10_000 || left <= 0) return;
  say(`Waiting for ${Math.ceil(left)} s, until the disk has forgotten what was deleted before.`);
  await wait(left * 1000);
}

function punchHoles(dir: string, call: number): () => void {
  const child = spawn(perl, ['-e', puncher, dir, String(call), String(process.pid)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return () => void child.kill();
}

/** The paths of all files below `dir`. */
function* filesBelow(dir: string): Generator<string> {
  for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) yield join(entry.parentPath, entry.name);
}

/** The files below `dir`, and their bytes. */
export function countFiles(dir: string): { files: number; bytes: number } {
  const found = { files: 0, bytes: 0 };
  for (const path of filesBelow(dir)) {
    found.files += 1;
    found.bytes += statSync(path).size;
  }
  return found;
}

export function emptyFiles(dir: string): void {
  for (const path of filesBelow(dir)) truncateSync(path);
}
