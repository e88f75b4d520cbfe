/**
 * What running stages were seen to tell since the page was opened: the server
 * has only what they told last.
 *
 * @module
 */

import type { StageNode } from "../../api.ts";

/** A metric over progress, or over seconds where a stage tells none. */
export interface SeenSeries {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

/** What was seen of one run. */
interface Seen {
  readonly startedAt: string | null;
  readonly series: Map<string, (readonly [number, number])[]>;
}

/** The most points that are kept of a metric; half of them go then. */
const most = 1000;

const seen = new Map<string, Seen>();

/** Takes what stages tell now. */
export function noteSeen(
  stages: Iterable<StageNode>,
  clock: () => number = () => Date.now(),
): void {
  for (const { name, status, startedAt, progress, told } of stages) {
    if (status !== "running" || told === undefined) continue;
    let run = seen.get(name);
    if (run?.startedAt !== startedAt) {
      seen.set(name, run = { startedAt, series: new Map() });
    }
    const since = (clock() - Date.parse(startedAt ?? "")) / 1000;
    const at = progress?.done ?? Math.round(since);
    for (const [metric, value] of Object.entries(told)) {
      const points = run.series.get(metric) ?? [];
      const last = points.at(-1);
      // What has not changed since is no point of its own.
      if (last !== undefined && (last[1] === value || last[0] > at)) continue;
      if (last?.[0] === at) points.pop();
      points.push([at, value]);
      const kept = points.length > most
        ? points.filter((_, i) => i % 2 === 1)
        : points;
      run.series.set(metric, kept);
    }
  }
}

/** What was seen of a stage's run that goes on. */
export function seenOf({ name, startedAt }: StageNode): SeenSeries[] {
  const run = seen.get(name);
  if (run === undefined || run.startedAt !== startedAt) return [];
  return [...run.series].map(([name, points]) => ({ name, points }));
}
