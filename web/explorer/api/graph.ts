/**
 * The whole graph, and what is told of it while a run goes on.
 *
 * @module
 */

import type { ResultEntry, ResultTable } from "./results.ts";
import type { StageNode } from "./stage.ts";

/** What keeps the explorer from knowing how things stand. */
export interface Problem {
  /** What is wrong, in one or more lines. */
  readonly message: string;
  /** Where, as `stages/sweep.ts:12`; null where that is not known. */
  readonly place: string | null;
}

/** The whole graph. Answer to `api/graph`. */
export interface Graph {
  readonly version: 1;
  /** The project's name. */
  readonly project: string;
  readonly profile: string;
  /** `wasm`, or `webgpu:` and the adapter. */
  readonly device: string;
  /** What is set otherwise than the profile has it, each as `NAME=VALUE`. */
  readonly altered: readonly string[];
  /** In the recipe's order: each after its inputs. */
  readonly stages: readonly StageNode[];
  readonly table: ResultTable | null;
  readonly results: readonly ResultEntry[];
  /** The stage and output of the report; null where there is none. */
  readonly report:
    | {
      readonly stage: string;
      readonly output: string;
      /** Its page from the explorer's, where that is known and not usual. */
      readonly at?: string;
    }
    | null;
  /** Set while the recipe cannot be planned: the rest is as it was before. */
  readonly problem?: Problem | null;
}

/**
 * What the server tells while a run goes on, as server-sent events of
 * `api/events`: stages that are other than before, whole.
 */
export interface GraphUpdate {
  readonly stages: readonly StageNode[];
  /** True where results or the DAG changed, too: the graph is to be read anew. */
  readonly reload: boolean;
}
