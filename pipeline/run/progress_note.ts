/**
 * How far a stage has come, left in its work folder for whoever looks at the
 * store meanwhile. It matters to no result: what cannot be written is left out.
 *
 * @module
 */

import { join } from "node:path";

/** Progress of a stage that runs. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
}

/** The files in a work folder that have it, and what was measured. */
const fileName = "progress.json", metricsName = "told.json";

/** How often it is written at most, in milliseconds; of a short run never. */
const interval = 1000;

/**
 * Takes progress as a stage reports it, and writes it now and then.
 *
 * @param clock Milliseconds since any time.
 */
export function progressWriter(
  folder: string,
  clock: () => number = () => performance.now(),
): (progress: Progress) => void {
  const path = join(folder, fileName);
  let written = clock();
  return ({ done, total, unit }) => {
    const now = clock();
    if (now - written < interval) return;
    written = now;
    try {
      Deno.writeTextFileSync(path, JSON.stringify({ done, total, unit }));
    } catch {
      // A full disk fails the stage itself, which says so.
    }
  };
}

/** What a work folder tells of its stage's progress; null for nothing. */
export function readProgress(folder: string): Progress | null {
  try {
    const { done, total, unit } = JSON.parse(
      Deno.readTextFileSync(join(folder, fileName)),
    );
    const isWhole = Number.isFinite(done) && Number.isFinite(total) &&
      typeof unit === "string";
    return isWhole ? { done, total, unit } : null;
  } catch {
    // There is none yet, or it is just being written.
    return null;
  }
}

/**
 * Takes metrics as a stage tells them, and writes now and then those told so
 * far.
 *
 * @param clock Milliseconds since any time.
 */
export function metricsWriter(
  folder: string,
  clock: () => number = () => performance.now(),
): (name: string, value: number) => void {
  const path = join(folder, metricsName);
  const start = clock();
  const told: Record<string, number> = {};
  // Those that are told together, now and then, are all written.
  const written = new Map<string, number>();
  return (name, value) => {
    told[name] = value;
    const now = clock();
    if (now - (written.get(name) ?? start) < interval) return;
    written.set(name, now);
    try {
      Deno.writeTextFileSync(path, JSON.stringify(told));
    } catch {
      // A full disk fails the stage itself, which says so.
    }
  };
}

/** The metrics that a work folder tells of so far. */
export function readTold(folder: string): Readonly<Record<string, number>> {
  try {
    const told = JSON.parse(Deno.readTextFileSync(join(folder, metricsName)));
    return Object.fromEntries(
      Object.entries(told).filter(([, value]) => Number.isFinite(value)),
    ) as Record<string, number>;
  } catch {
    // There are none yet, or they are just being written.
    return {};
  }
}
