/**
 * How much memory processes hold. On Linux the kernel tells it exactly in
 * `/proc`; elsewhere `ps` tells the resident memory.
 *
 * @module
 */

/** A process as far as its place among others goes. */
interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Memory in KiB, where it is known without another look. */
  readonly resident?: number;
}

function read(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    // The process has ended.
    return null;
  }
}

/** A process from its line in `/proc/<pid>/stat`. */
export function parseStat(text: string): ProcessEntry | null {
  // The program's name stands in parentheses and may hold some itself.
  const end = text.lastIndexOf(")");
  const [, parent, group] = text.slice(end + 2).split(" ");
  const pid = parseInt(text);
  return end < 0 || !(pid > 0)
    ? null
    : { pid, parent: Number(parent), group: Number(group) };
}

/** Processes from what `ps -axo pid=,ppid=,pgid=,rss=` prints. */
export function parsePs(text: string): ProcessEntry[] {
  return text.split("\n").flatMap((line) => {
    const [pid, parent, group, resident] = line.trim().split(/\s+/).map(Number);
    return pid! > 0 && resident !== undefined
      ? [{ pid: pid!, parent: parent!, group: group!, resident }]
      : [];
  });
}

/** All processes of the machine that this user can see. */
function listProcesses(): ProcessEntry[] {
  if (Deno.build.os === "linux") {
    return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
      const text = /^\d/.test(name) ? read(`/proc/${name}/stat`) : null;
      return (text === null ? null : parseStat(text)) ?? [];
    });
  }
  if (Deno.build.os === "windows") return [];
  const { stdout } = new Deno.Command("ps", {
    args: ["-axo", "pid=,ppid=,pgid=,rss="],
    stdin: "null",
    stderr: "null",
  }).outputSync();
  return parsePs(new TextDecoder().decode(stdout));
}

/** The processes that belong to a group or come from one of its processes. */
export function familyOf(
  group: number,
  all: readonly ProcessEntry[],
): ProcessEntry[] {
  const family = new Set(
    all.filter((one) => one.group === group).map(({ pid }) => pid),
  );
  for (let before = -1; before !== family.size;) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid));
}

/** The sum of some of a `/proc` file's fields, in KiB. */
function sum(text: string, fields: RegExp): number {
  let total = 0;
  for (const [, value] of text.matchAll(fields)) total += Number(value);
  return total;
}

/** Memory of a process that is its own, not a file's: in RAM or swapped out. */
function ownMemory(pid: number): number {
  const text = read(`/proc/${pid}/status`);
  return text === null
    ? 0
    : sum(text, /^(?:RssAnon|RssShmem|VmSwap):\s*(\d+)/gm);
}

/** As above, where what several processes share is divided among them. */
function sharedMemory(pid: number): number | null {
  const text = read(`/proc/${pid}/smaps_rollup`);
  return text === null
    ? null
    : sum(text, /^(?:Pss_Anon|Pss_Shmem|SwapPss):\s*(\d+)/gm);
}

/**
 * The memory that a process group and all that it has started hold, in MiB;
 * null where the system does not tell.
 *
 * @param alone True for a group that cannot start processes.
 * @param limit Where processes share memory, the sum over them is too much. It
 * is found out exactly, which takes longer, only where it is above this.
 */
export function memoryOf(
  group: number,
  alone: boolean,
  limit: number,
): number | null {
  if (Deno.build.os === "linux" && alone) return ownMemory(group) / 1024;
  const family = familyOf(group, listProcesses());
  if (Deno.build.os !== "linux") {
    if (family.length === 0) return null;
    return family.reduce((all, one) => all + one.resident!, 0) / 1024;
  }
  const simple = family.map(({ pid }) => ownMemory(pid));
  const total = simple.reduce((all, one) => all + one, 0) / 1024;
  if (total <= limit || family.length === 1) return total;
  const exact = family.map(({ pid }, i) => sharedMemory(pid) ?? simple[i]!);
  return exact.reduce((all, one) => all + one, 0) / 1024;
}
