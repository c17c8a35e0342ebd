/**
 * How Node is begun for a process that moves bytes. What moves thousands of small files leaves much behind for the garbage
 * collector, which lets this memory grow to three times 32 MB by itself; it is no faster for that. What has grown old it
 * collects later the more there may be: with a limit of 1 GiB, many times what is needed, a hundred thousand files of 4 KiB
 * come down with 100 MB less.
 */
export const nodeArguments: readonly string[] = ['--max-semi-space-size=8', '--max-old-space-size=1024'];

/**
 * glibc gives each of its threads memory of its own to allocate from, and what one has freed is no use to another: two of
 * them are as quick and hold a fifth less.
 */
export const nodeVariables: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '2' };
