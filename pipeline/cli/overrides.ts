/**
 * What `--set` and `--data` ask for, and what goes with neither.
 *
 * @module
 */

import { resolve } from "node:path";
import {
  type Override,
  overrideText,
  parseOverride,
} from "../overrides/override.ts";
import type { BuiltRecipe, Recipe } from "../recipe.ts";
import { storeError } from "../store/files.ts";
import type { TargetOptions } from "./options.ts";
import { UsageError } from "./usage.ts";

/** The field of a profile that `--data` sets. */
const field = "data";

/** Where the field is in a profile: a text, or null for no data yet. */
function takesData(profile: unknown): boolean {
  if (typeof profile !== "object" || profile === null) return false;
  if (!Object.hasOwn(profile, field)) return false;
  const value = (profile as Record<string, unknown>)[field];
  return value === null || typeof value === "string";
}

/** Refuses a file that no stage could read. */
function checkFile(path: string): void {
  const cannot = `Cannot take "${path}" by --data: `;
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(
        `${cannot}there is no such file; a path is taken from where the ` +
          "command is called",
      );
    }
    throw storeError(`read "${path}"`, error);
  }
  if (info.isFile) return;
  throw new UsageError(
    `${cannot}it is ${info.isDirectory ? "a folder" : "no file"}; give the ` +
      "file itself",
  );
}

/** The override that `--data` stands for. */
function dataOverride(
  { profiles }: Recipe,
  profile: string,
  path: string,
): Override {
  const file = resolve(path);
  checkFile(file);
  // That there is no such profile at all is told otherwise, by its name.
  const all = Object.keys(profiles).filter((name) => takesData(profiles[name]));
  if (!all.includes(profile)) {
    const known = all.map((name) => `"${name}"`).join(" or ");
    throw new UsageError(
      `Cannot take "${file}" by --data: the recipe has no profile ` +
        `"${profile}" with a text "${field}"\n` +
        (all.length > 0
          ? `Name one that has, with --profile: ${known}`
          : "No profile of this recipe takes own data"),
    );
  }
  return {
    option: "--data",
    name: field,
    target: { of: "profile", path: [field] },
    value: file,
  };
}

/**
 * All that is set otherwise than the profile has it.
 *
 * @throws JuiceError for what cannot be read, and for data that are not there.
 */
export function overridesOf(
  { set = [], data, profile }: TargetOptions,
  recipe: Recipe,
): Override[] {
  return [
    ...set.map(parseOverride),
    ...data === undefined ? [] : [dataOverride(recipe, profile, data)],
  ];
}

/**
 * Refuses options that cannot mean anything beside `--set` or `--data`.
 *
 * @param action What is asked for, as in `use --frozen`.
 * @param why Why that does not go.
 */
export function refuseOverrides(
  { set, data }: Pick<TargetOptions, "set" | "data">,
  action: string,
  why: string,
): void {
  if (set === undefined && data === undefined) return;
  const option = set === undefined ? "--data" : "--set";
  throw new UsageError(`Cannot ${action} with ${option}: ${why}`);
}

/** What is set otherwise, in one line; null where nothing is. */
export function alteredText({ overrides }: BuiltRecipe): string | null {
  if (overrides.length === 0) return null;
  const texts = overrides.map((one) =>
    one.option === "--data"
      ? `--data ${one.value}`
      : `--set ${overrideText(one)}`
  );
  return texts.join(", ");
}

/** What `--json` says of it: nothing where nothing is set otherwise. */
export function alteredJson(
  { overrides }: BuiltRecipe,
): { readonly altered?: readonly string[] } {
  if (overrides.length === 0) return {};
  return { altered: overrides.map(overrideText) };
}
