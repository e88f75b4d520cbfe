/**
 * What a program that is measured prints on its last line, as JSON.
 *
 * @module
 */

/** What one process measured; times are in milliseconds. */
export interface Result {
  /** The library with its version. */
  readonly library: string;
  /** What it computed on, in its own words. */
  readonly device: string;
  readonly threads: number | null;
  /** When its first training step was done, in milliseconds since 1970. */
  readonly firstStepAt: number;
  /** Losses of the first three steps: the work is the same if they are. */
  readonly losses: readonly number[];
  /** Of one training step each. */
  readonly step: readonly number[];
  /** Of one pass over the batch each, with its result read. */
  readonly score?: readonly number[];
  /** Of one generation of all responses each. */
  readonly generate?: readonly number[];
  /** The peak of the process's memory until after the training steps, MiB. */
  readonly memory: number | null;
  /** The most memory that the device had given it by then, MiB. */
  readonly deviceMemory?: number | null;
  /** The best GFLOP/s of a square product, by its size. */
  readonly products?: Readonly<Record<string, number>>;
  /** 10^9 bytes a second, read and written, of copying within the device. */
  readonly bandwidth?: number;
  /** What could not be measured, and why. */
  readonly notes?: readonly string[];
}

/** The peak of this process's memory, in MiB; null off Linux. */
export function peakMemory(): number | null {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    const found = /^VmHWM:\s+(\d+) kB/m.exec(status);
    return found === null ? null : Math.round(Number(found[1]) / 1024);
  } catch {
    return null;
  }
}
