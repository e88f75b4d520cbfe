/**
 * Runs a whole recipe in this process, for tests: every stage by `execute`, in
 * the recipe's order, without keys, store or sandbox.
 *
 * @module
 */

import { buildRecipe } from "../../pipeline/build_recipe.ts";
import type { Recipe } from "../../pipeline/recipe.ts";
import type { InputSlot } from "../../pipeline/artifact.ts";
import { execute, type Execution } from "./context.ts";

/** What all stages of a recipe left. Removes their folders when disposed of. */
export interface RecipeRun extends AsyncDisposable {
  /** What each stage left, by its name, files brought in not among them. */
  readonly stages: ReadonlyMap<string, Execution<Record<string, never>>>;
  /** The path of an output. */
  path(stage: string, output: string): string;
}

/** Runs all stages that a profile has. */
export async function runRecipe<Profile>(
  recipe: Recipe<Profile>,
  profile: Profile,
): Promise<RecipeRun> {
  const { stages } = buildRecipe(
    { ...recipe, profiles: { only: profile } },
    "only",
  );
  const done = new Map<string, Execution<Record<string, never>>>();
  const brought = new Map<string, string>();
  const path = (stage: string, output: string): string => {
    const given = brought.get(stage) ??
      (done.get(stage)?.outputs as Record<string, string>)?.[output];
    if (given === undefined) throw new Error(`No "${output}" of "${stage}"`);
    return given;
  };
  const dispose = async () => {
    for (const one of done.values()) await one[Symbol.asyncDispose]();
  };
  try {
    for (const { name, kind, params, inputs } of stages) {
      if (kind.local) {
        brought.set(name, (params as { path: string }).path);
        continue;
      }
      const given: Record<string, unknown> = {};
      for (const [input, slot] of Object.entries(kind.inputs)) {
        if ((slot as InputSlot).arity !== "many") {
          const ref = inputs[input];
          given[input] = ref && path(ref.stage, ref.output);
          continue;
        }
        given[input] = Object.fromEntries(
          Object.entries(inputs)
            .filter(([label]) => label.startsWith(`${input}/`))
            .map(([label, ref]) => [
              label.slice(input.length + 1),
              path(ref.stage, ref.output),
            ]),
        );
      }
      done.set(name, await execute(kind, { params, inputs: given as never }));
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return { stages: done, path, [Symbol.asyncDispose]: dispose };
}
