/**
 * What is related to a box of a drawing: what it goes back to, and what was
 * made from it.
 *
 * @module
 */

import { type Dag, reached } from "./dag.ts";
import type { Folded } from "./fold.ts";

/** Boxes by their numbers. */
export interface Related {
  readonly up: ReadonlySet<number>;
  readonly down: ReadonlySet<number>;
}

/** The boxes that have stages which some stages go back to, or lead to. */
export function relatedBoxes(
  dag: Dag,
  { boxOf }: Folded,
  stages: readonly number[],
  own: number,
): Related {
  const boxes = (edges: readonly (readonly number[])[]) => {
    const found = new Set<number>();
    for (const id of reached(edges, stages)) {
      const box = boxOf.get(id);
      if (box !== undefined && box !== own) found.add(box);
    }
    return found;
  };
  return { up: boxes(dag.inputs), down: boxes(dag.users) };
}
