/**
 * Following a run: what changes is told piece by piece, and now and then the
 * graph is read anew. What is told while it is on its way must not be lost to
 * an answer that was made before.
 *
 * @module
 */

import type { Graph, StageNode } from "../../api.ts";
import { withStages } from "../model/dag.ts";
import type { Source } from "../source.ts";

/** Who is told. */
export interface Follower {
  /** Stages are otherwise than before. */
  changed(stages: readonly StageNode[]): void;
  /** The graph is this one from now on; it may have other stages. */
  replaced(graph: Graph): void;
  /** Whether changes are still told. Only told where that changes. */
  connected(is: boolean): void;
  failed(message: string): void;
}

/** Follows from now on. */
export function follow(source: Source, follower: Follower): void {
  let reading = false;
  let again = false;
  let meanwhile: StageNode[] = [];
  let isLive = true;

  function read(): void {
    again = reading;
    if (reading) return;
    reading = true;
    meanwhile = [];
    source.graph().then(
      (graph) => follower.replaced(withStages(graph, meanwhile)),
      ({ message }) => follower.failed(message),
    ).finally(() => {
      reading = false;
      if (again) read();
    });
  }

  source.updates(({ stages, reload }) => {
    if (reading) meanwhile.push(...stages);
    follower.changed(stages);
    if (reload) read();
  }, (is) => {
    if (is === isLive) return;
    isLive = is;
    follower.connected(is);
    if (is) read();
  });
}
