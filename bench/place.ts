import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the files are that go up and come down. */
export interface Place {
  readonly dir: string;
  /** What a reader of the results has to know about it. */
  readonly sentence: string;
  /** Gives back what large downloads take while they run, until the returned function is called. */
  readonly drain: (dir: string) => () => void;
}

/** System call numbers of `fallocate` on Linux. */
const fallocate: Readonly<Record<string, number>> = { x64: 285, arm64: 47 };

/**
 * What comes down is zeros, so a hole in a file reads as what was written there: with holes punched behind the client,
 * tens of gibibytes fit into memory, and neither a disk nor its cache decides how long a client takes.
 */
const puncher = `
my ($dir, $call, $parent) = @ARGV;
sub visit { my ($at) = @_; opendir(my $d, $at) or return;
  for (readdir $d) { next if /^\\.\\.?$/; my $path = "$at/$_"; my @s = lstat $path or next;
    if (-d _) { visit($path) } elsif (-f _ && $s[12] > 2048) { open(my $f, "+<", $path) or next;
      syscall($call + 0, fileno($f), 3, 0, $s[7] + 0); close $f } } }
while (getppid() == $parent) { visit($dir); select(undef, undef, undef, 0.4) }
`;

/** Free bytes of the file system that holds `dir`. */
export function freeBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}

/** Memory where there is enough of it, else the disk; `asked` is a folder that somebody prefers. It goes with the process. */
export function choosePlace(asked?: string): Place {
  const memory = '/dev/shm';
  const call = fallocate[arch()];
  const inMemory =
    asked === undefined &&
    call !== undefined &&
    existsSync('/usr/bin/perl') &&
    existsSync(memory) &&
    freeBytes(memory) > 4 * 2 ** 30;
  const dir = mkdtempSync(join(asked ?? (inMemory ? memory : tmpdir()), 'azureml-datastores-bench-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }));
  if (!inMemory)
    return { dir, sentence: 'files on a disk, deleted after each run', drain: () => () => undefined };
  const sentence =
    'files in memory (tmpfs); those from 1 MiB on are sparse, and what comes down is made sparse again while it arrives';
  return { dir, sentence, drain: (target) => punchHoles(target, call) };
}

function punchHoles(dir: string, call: number): () => void {
  const child = spawn('/usr/bin/perl', ['-e', puncher, dir, String(call), String(process.pid)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return () => void child.kill();
}

/** The files below `dir`, and their bytes. */
export function countFiles(dir: string): { files: number; bytes: number } {
  const found = { files: 0, bytes: 0 };
  for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    found.files += 1;
    found.bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return found;
}
