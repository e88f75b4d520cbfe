/**
 * Rows that are left out: how many for each reason, and which.
 *
 * @module
 */

/** How many row numbers are listed for each reason. */
export const listed = 100;

/** The rows that one reason took. */
export interface LeftOut<Reason extends string> {
  readonly reason: Reason;
  readonly rows: number;
  /** The first hundred. */
  readonly numbers: readonly number[];
}

/** Every reason that took rows, with the numbers of the first five, in a line. */
export function leftOutText(all: readonly LeftOut<string>[]): string {
  return all.filter(({ rows }) => rows > 0)
    .map(({ reason, rows, numbers }) => {
      const first = numbers.slice(0, 5).join(", ");
      const which = rows === 1 ? `row ${first}` : `rows ${first}`;
      return `${reason}: ${rows} (${which}${rows > 5 ? ", ..." : ""})`;
    }).join("; ");
}
