/**
 * Several trainers as one, for what trains models side by side: kept in one
 * file and continued from it together.
 *
 * @module
 */

import type { Flat } from "../models/flat.ts";
import type { Standing } from "./reports.ts";

/** Training that can be kept and continued, such as a `Trainer`. */
export interface Resumable<S = unknown> {
  /** Where it stands, as JSON can hold it. */
  readonly standing: S;
  /** Memory that what follows depends on, by name. */
  readonly memory: Readonly<Record<string, Flat>>;
  /** Goes on from a standing whose memory has been written. */
  resume(standing: S): void;
}

/** Trainers as one, in the order of their names. */
export function together(
  trainers: Readonly<Record<string, Resumable<Standing>>>,
): Resumable<Readonly<Record<string, Standing>>> {
  const all = Object.entries(trainers);
  return {
    get standing() {
      return Object.fromEntries(
        all.map(([name, trainer]) => [name, trainer.standing]),
      );
    },
    get memory() {
      return Object.fromEntries(
        all.flatMap(([name, { memory }]) =>
          Object.entries(memory).map((
            [part, flat],
          ) => [`${name} ${part}`, flat])
        ),
      );
    },
    resume(standing) {
      for (const [name, trainer] of all) trainer.resume(standing[name]!);
    },
  };
}
