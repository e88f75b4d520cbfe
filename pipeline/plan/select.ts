/**
 * Selecting stages by patterns.
 *
 * @module
 */

import { RecipeError } from "../errors.ts";
import type { BuiltRecipe, Stage } from "../recipe.ts";
import { suggest } from "../suggest.ts";

/** A pattern as a test; `*` stands for any characters, `/` included. */
export function stageMatcher(pattern: string): (name: string) => boolean {
  const parts = pattern.split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join(".*")}$`, "u");
  return (name) => expression.test(name);
}

/**
 * The stages that any of the patterns fits, in the recipe's order.
 *
 * @throws RecipeError for a pattern that fits no stage, with the nearest names.
 */
export function selectStages(
  built: BuiltRecipe,
  patterns: readonly string[],
): Stage[] {
  const names = built.stages.map(({ name }) => name);
  const tests = patterns.map((pattern) => {
    const test = stageMatcher(pattern);
    if (!names.some(test)) {
      throw new RecipeError(
        `No stage of the profile "${built.profile}" is called "${pattern}"` +
          suggest(pattern.replaceAll("*", ""), names),
        { code: "unknown-stage" },
      );
    }
    return test;
  });
  return built.stages.filter(({ name }) => tests.some((test) => test(name)));
}

/** The stages and all that they are made from, in the recipe's order. */
export function withUpstream(
  built: BuiltRecipe,
  selected: readonly Stage[],
): Stage[] {
  const needed = new Set(selected.map(({ name }) => name));
  for (const stage of [...built.stages].reverse()) {
    if (!needed.has(stage.name)) continue;
    for (const ref of Object.values(stage.inputs)) needed.add(ref.stage);
  }
  return built.stages.filter(({ name }) => needed.has(name));
}
