/**
 * Series that swing from step to step, brought to what they do over several.
 *
 * @module
 */

/** Pairs of step and value, in ascending order of steps. */
export type Series = readonly (readonly [step: number, value: number])[];

/** Each run of so many neighbours brought to one number, at its last step. */
function overRuns(
  points: Series,
  length: number,
  bring: (values: number[]) => number,
): [number, number][] {
  const result: [number, number][] = [];
  for (let end = length; end <= points.length; end++) {
    const run = points.slice(end - length, end);
    result.push([run.at(-1)![0], bring(run.map(([, value]) => value))]);
  }
  return result;
}

/** Means of so many neighbouring points. */
export function averages(points: Series, length: number): [number, number][] {
  return overRuns(
    points,
    length,
    (values) => values.reduce((sum, value) => sum + value, 0) / length,
  );
}

/** Medians of so many: one large value among small ones is no growth. */
export function medians(points: Series, length: number): [number, number][] {
  return overRuns(
    points,
    length,
    (values) => values.sort((a, b) => a - b)[length >> 1]!,
  );
}
