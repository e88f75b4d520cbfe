/**
 * What a stage's name stands for in an argument such as `comparison.results`:
 * what the stage puts out in the chosen profile now.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import { planRecipe } from "../plan/mod.ts";
import type { ExecutionRecord } from "../store/mod.ts";
import type { Session } from "./session.ts";

/** The usable records of the stages that a word may name, by stage. */
export async function plannedRecords(
  { project, built, device }: Session,
  word: string,
): Promise<Map<string, ExecutionRecord>> {
  const current = new Map<string, ExecutionRecord>();
  const meant = built.stages.map(({ name }) => name)
    .filter((name) => word === name || word.startsWith(`${name}.`));
  if (meant.length === 0) return current;
  const plan = await planRecipe(project, built, device, { only: meant });
  for (const { stage, record } of plan.stages) {
    if (record !== null) current.set(stage.name, record);
  }
  return current;
}

/**
 * Refuses a word that names a stage, or an output of one, that has not run.
 *
 * @param action What cannot be done, as in `tell where "page" comes from`.
 * @param hasRecord Whether there is any record of a stage.
 */
export function checkComputed(
  session: Session,
  word: string,
  action: string,
  hasRecord: (stage: string) => boolean,
): void {
  for (const { name, kind } of session.built.stages) {
    const outputs = Object.keys(kind.outputs).map((one) => `${name}.${one}`);
    if (word !== name && !outputs.includes(word)) continue;
    if (hasRecord(name)) continue;
    throw new JuiceError(
      `Cannot ${action}: it is not computed yet\n` +
        `To compute it:\n  ${session.command("stage", name)}`,
    );
  }
}
