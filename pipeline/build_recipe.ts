/**
 * Building a recipe: its function adds stages, and each is checked as it is
 * added, so that whatever does not hold together is refused before it runs.
 *
 * @module
 */

import { checkInputs, checkRef } from "./check_inputs.ts";
import { checkKind } from "./check_kind.ts";
import { checkParams } from "./check_params.ts";
import { messageOf, RecipeError } from "./errors.ts";
import {
  distinct,
  type Override,
  OverrideError,
  overrideText,
} from "./overrides/override.ts";
import { ParamOverrides } from "./overrides/params.ts";
import { overrideProfile } from "./overrides/profile.ts";
import type {
  Add,
  BuiltRecipe,
  Recipe,
  RecipeResult,
  Ref,
  Stage,
} from "./recipe.ts";
import { showValue } from "./show_value.ts";
import { isStageKind, type StageKind } from "./stage.ts";
import { suggest } from "./suggest.ts";

/** A name reads as a path: `policy/rft/early/ratio=0.5/seed=1`. */
const segment = "[A-Za-z0-9](?:[A-Za-z0-9._=+,:@-]*)";
const namePattern = new RegExp(`^${segment}(?:/${segment})*$`);

/**
 * Builds the DAG of a profile.
 *
 * @param overrides What is set otherwise than the profile has it; the profile
 * itself stays as it is.
 * @throws RecipeError naming the stage and what is wrong with it.
 */
export function buildRecipe<Profile>(
  recipe: Recipe<Profile>,
  profile: string,
  overrides: readonly Override[] = [],
): BuiltRecipe {
  if (!Object.hasOwn(recipe.profiles, profile)) {
    const known = Object.keys(recipe.profiles);
    throw new RecipeError(
      `There is no profile "${profile}"${suggest(profile, known)}`,
      { code: "unknown-profile" },
    );
  }
  if (overrides.length === 0) return build(recipe, profile, []);
  try {
    return build(recipe, profile, distinct(overrides));
  } catch (error) {
    if (error instanceof OverrideError) throw error;
    const set = overrides.filter(({ option }) => option === "--set");
    if (set.length === 0) throw error;
    // A recipe that is wrong without them, too, is no fault of theirs.
    build(recipe, profile, overrides.filter((one) => !set.includes(one)));
    const given = set.map((one) => `--set ${overrideText(one)}`);
    throw new OverrideError(
      `${messageOf(error)}\nThat comes of ${given.join(" and ")}; without, ` +
        `the profile "${profile}" holds together`,
      { cause: error },
    );
  }
}

function build<Profile>(
  recipe: Recipe<Profile>,
  profile: string,
  overrides: readonly Override[],
): BuiltRecipe {
  const values = overrideProfile(
    recipe.profiles[profile]!,
    profile,
    overrides,
  );
  const params = new ParamOverrides(overrides);
  const stages = new Map<string, Stage>();
  const kinds = new Map<string, StageKind>();
  const add = (
    name: string,
    kind: StageKind,
    given: unknown,
    inputs: Readonly<Record<string, unknown>> | undefined,
  ): Record<string, Ref> => {
    const stage = checkStage(name, kind, given, inputs ?? {}, stages, params);
    const other = kinds.get(kind.name);
    if (other !== undefined && other !== kind) {
      throw new RecipeError(
        other.module === kind.module
          ? `The module "${kind.module}" declares two stage kinds; a module ` +
            "declares one, give the other a file of its own"
          : `Two stage kinds are named "${kind.name}": "${other.module}" and ` +
            `"${kind.module}"; a kind is named after its file, rename one`,
      );
    }
    kinds.set(kind.name, kind);
    stages.set(name, stage);
    return Object.fromEntries(
      Object.entries(kind.outputs).map((
        [output, type],
      ) => [output, { stage: name, output, type }]),
    );
  };
  const changed = overrides.filter(({ option }) => option === "--set")
    .map(overrideText);
  // The public type of `add` ties references to a kind's declaration at
  // compile time; here the same is checked at run time for every kind.
  const result = checkResult(
    recipe.build(values, add as unknown as Add, { changed }),
    stages,
  );
  params.checkUsed(profile, [...stages.keys()]);
  return { profile, overrides, stages: [...stages.values()], result };
}

/** What a recipe may give back. */
const resultNames = ["results", "report"];

/** Checks what a recipe gives back; nothing at all is nothing to show. */
function checkResult(
  given: unknown,
  stages: ReadonlyMap<string, Stage>,
): RecipeResult {
  if (given === undefined || given === null) return {};
  if (typeof given !== "object" || given instanceof Promise) {
    const what = given instanceof Promise ? "a promise" : showValue(given);
    throw new RecipeError(
      `The recipe's "build" gives back ${what}: it must be ` +
        "{ results?, report? }, and no promise of it",
    );
  }
  for (const [what, ref] of Object.entries(given)) {
    if (!resultNames.includes(what)) {
      throw new RecipeError(
        `The recipe's "build" gives back "${what}", which nothing shows${
          suggest(what, resultNames)
        }`,
      );
    }
    if (ref !== undefined) checkRef(`The recipe's ${what}`, ref, stages);
  }
  return given;
}

function checkStage(
  name: string,
  kind: StageKind,
  params: unknown,
  inputs: Readonly<Record<string, unknown>>,
  earlier: ReadonlyMap<string, Stage>,
  overrides: ParamOverrides,
): Stage {
  if (!namePattern.test(name)) {
    throw new RecipeError(
      `Cannot name a stage "${name}": a name is made of letters, digits and ` +
        '"._=+,:@-", in parts that are set apart by "/"',
    );
  }
  if (earlier.has(name)) {
    throw new RecipeError(`Two stages are named "${name}"; rename one`);
  }
  if (!isStageKind(kind)) {
    throw new RecipeError(
      `Stage "${name}" is of no stage kind: what a recipe adds is made by ` +
        '"stage(import.meta, ...)"',
    );
  }
  checkKind(kind);
  return {
    name,
    kind,
    params: checkParams(name, kind, params, overrides),
    inputs: checkInputs(name, kind, inputs, earlier),
  };
}
