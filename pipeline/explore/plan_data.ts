/**
 * A plan as data, for another process to take.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { closureOf } from "../identity/closure.ts";
import type { ModuleGraph } from "../identity/graph.ts";
import type { Project } from "../project.ts";
import type { BuiltRecipe } from "../recipe.ts";
import type { Board } from "./board.ts";
import type { PlanAnswer, PlannedState } from "./plan_answer.ts";
import type { LoadedSubject, ShownKind } from "./subject.ts";

/** The files of a graph, also those that it could not find. */
export function graphFiles(
  root: string,
  graph: ModuleGraph | null,
): string[] {
  const files = new Set(
    ["deno.json", "deno.lock"].map((one) => join(root, one)),
  );
  for (const specifier of graph?.modules.keys() ?? []) {
    if (specifier.startsWith("file:")) files.add(fileURLToPath(specifier));
  }
  return [...files];
}

/** All files that a plan is made from: modules, and the files of programs. */
export function planFiles(
  { root }: Project,
  { stages }: BuiltRecipe,
  graph: ModuleGraph,
): string[] {
  const files = new Set(graphFiles(root, graph));
  for (const kind of new Set(stages.map(({ kind }) => kind))) {
    if (kind.local === true) continue;
    for (const path of Object.values(closureOf(graph, kind).paths)) {
      files.add(path);
    }
  }
  return [...files];
}

/** A plan as data. */
export function answerOf(
  { project, built }: LoadedSubject,
  { states, lock }: Board,
  graph: ModuleGraph,
): PlanAnswer {
  const kinds = new Map<string, ShownKind>();
  for (const { kind } of built.stages) {
    const { name, doc, outputs, determinism, accelerated, tolerance } = kind;
    kinds.set(name, {
      name,
      doc,
      outputs,
      determinism,
      ...accelerated === undefined ? {} : { accelerated },
      ...tolerance === undefined ? {} : { tolerance },
    });
  }
  const stages = [...states.values()].map((state): PlannedState => {
    const { stage, record } = state;
    return {
      name: stage.name,
      kind: stage.kind.name,
      params: stage.params,
      inputs: Object.fromEntries(
        Object.entries(stage.inputs)
          .map(([name, { stage, output }]) => [name, { stage, output }]),
      ),
      onAdapter: state.onAdapter,
      status: state.status as PlannedState["status"],
      why: state.why,
      key: state.key,
      record: record === null ? null : {
        key: record.key,
        startedAt: record.startedAt,
        seconds: record.seconds,
      },
    };
  });
  return {
    type: "plan",
    name: project.recipe.about?.name ?? null,
    kinds: [...kinds.values()],
    stages,
    result: built.result,
    lock,
    files: planFiles(project, built, graph),
  };
}
