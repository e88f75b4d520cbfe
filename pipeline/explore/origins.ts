/**
 * Which execution made what another one read, for comparing: from the DAG for
 * what stands now, and from all records of the store for what stood before.
 *
 * @module
 */

import { join } from "node:path";
import {
  type OriginOf,
  standingOrigins,
} from "../../web/explorer/compare/mod.ts";
import { originsBy } from "../diff/causes.ts";
import { connectionsOf, Producers } from "../lineage/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Board, Subject } from "./board.ts";
import { FileWatch } from "./watch.ts";

/** Finds the origins of inputs. */
export class Origins {
  readonly #history = new FileWatch();
  #producers: Producers | null = null;

  /** How they are found as things stand now. */
  of(
    { project: { store }, built }: Subject,
    board: Board,
  ): OriginOf<ExecutionRecord> {
    const standing = standingOrigins(
      [...board.states].map(([name, { stage, record }]) => ({
        name,
        execution: record,
        inputs: stage.inputs,
      })),
    );
    let before: OriginOf<ExecutionRecord> | null = null;
    return (record, input, digest) => {
      const origin = standing(record, input, digest);
      if (origin !== null) return origin;
      // All records are read when one is asked for that does not stand now, and
      // again only when others have come.
      before ??= originsBy(this.#read(store), connectionsOf(built.stages));
      return before(record, input, digest);
    };
  }

  #read(store: Subject["project"]["store"]): Producers {
    if (this.#history.hasChanged([join(store.root, "history")])) {
      this.#producers = null;
    }
    return this.#producers ??= new Producers(store.allRecords());
  }
}
