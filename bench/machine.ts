/**
 * What the benchmarks run on.
 *
 * @module
 */

/** What is measured on, in words. */
export function machine(): Record<string, string | number> {
  let processor: string = Deno.build.arch;
  try {
    const info = Deno.readTextFileSync("/proc/cpuinfo");
    processor = /^model name\s*:\s*(.*)$/m.exec(info)?.[1] ?? processor;
  } catch {
    // Not Linux.
  }
  return {
    processor,
    cores: navigator.hardwareConcurrency,
    memoryGiB: Math.round(Deno.systemMemoryInfo().total / 2 ** 30),
    os: `${Deno.build.os} ${Deno.osRelease()}`,
    deno: Deno.version.deno,
    // Well above zero at the start, the figures are those of a busy machine.
    load: Number(Deno.loadavg()[0]!.toFixed(2)),
  };
}
