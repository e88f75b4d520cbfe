/**
 * Taking a plan that another process has made: its data become a subject and a
 * board. Records are those that are known already, or read from the store.
 *
 * @module
 */

import type { ExecutionRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { type Board, boardOf, type StageState } from "./board.ts";
import type { PlanAnswer, RecordId } from "./plan_answer.ts";
import type { ShownKind, ShownRecipe, Subject } from "./subject.ts";

function isThat(record: ExecutionRecord | undefined, id: RecordId): boolean {
  return record?.startedAt === id.startedAt && record.seconds === id.seconds;
}

/** The record of an id; null where it has been removed or damaged since. */
function recordOf(
  store: Store,
  known: Board,
  id: RecordId,
): ExecutionRecord | null {
  const current = known.current.get(id.key);
  if (isThat(current, id)) return current!;
  return store.readRecords(id.key).find((one) => isThat(one, id)) ?? null;
}

/** What the recipe is now. */
function recipeOf(
  { kinds, stages, result }: PlanAnswer,
  { profile, overrides }: ShownRecipe,
): ShownRecipe {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  return {
    profile,
    overrides,
    stages: stages.map(({ name, kind, params, inputs }) => ({
      name,
      kind: byName.get(kind) as ShownKind,
      params,
      inputs,
    })),
    result,
  };
}

/**
 * The subject and the board of a plan.
 *
 * @param known What is known already.
 */
export function adoptPlan(
  { project, device, built: before }: Subject,
  known: Board,
  answer: PlanAnswer,
): { readonly subject: Subject; readonly board: Board } {
  const built = recipeOf(answer, before);
  const states = answer.stages.map((planned, i): [string, StageState] => {
    const { name, onAdapter, why, key, record: id } = planned;
    const record = id === null ? null : recordOf(project.store, known, id);
    const isGone = id !== null && record === null;
    return [name, {
      stage: built.stages[i]!,
      onAdapter,
      status: isGone ? "to run" : planned.status,
      why: isGone ? "no record" : why,
      record,
      key,
      startedAt: null,
      log: null,
      progress: null,
    }];
  });
  const recipe = answer.name === null ? {} : { about: { name: answer.name } };
  return {
    subject: { project: { ...project, recipe }, built, device },
    board: boardOf(answer.lock, new Map(states)),
  };
}

/** All by which a page is drawn that is in no stage's state. */
export function shapeOf({ project, built }: Subject): string {
  return JSON.stringify([
    project.recipe.about?.name ?? null,
    built.result,
    built.stages.map(({ name, kind, params, inputs }) => [
      name,
      kind.name,
      kind.doc,
      kind.outputs,
      params,
      Object.entries(inputs).map(([input, { stage, output }]) => [
        input,
        stage,
        output,
      ]),
    ]),
  ]);
}
