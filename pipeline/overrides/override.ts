/**
 * Overrides: what a person sets otherwise than a recipe's profile has it, for
 * one run and without an edit, as `--set NAME=VALUE` does.
 *
 * @module
 */

import { RecipeError } from "../errors.ts";
import type { Json } from "../identity/preimage.ts";
import { showValue } from "../show_value.ts";

/** What an override is of. */
export type OverrideTarget =
  /** A value of the profile, by the names and indices that lead to it. */
  | { readonly of: "profile"; readonly path: readonly string[] }
  /** A parameter of every stage that the pattern fits. */
  | {
    readonly of: "stages";
    readonly pattern: string;
    readonly path: readonly string[];
  };

/** One value that is set. */
export interface Override {
  /** The option that it was given by, for messages. */
  readonly option: "--set" | "--data";
  /** Its name as it was given: `sft.steps`, or `sft/*:warmup`. */
  readonly name: string;
  readonly target: OverrideTarget;
  readonly value: Json;
}

/** What is set cannot be: told apart, because the arguments are to blame. */
export class OverrideError extends RecipeError {}

/** A plain name of a profile: what stands before a first "=" is nothing else. */
const profileName = /^([\w-]+(?:\.[\w-]+)*)=(.*)$/s;
/** One with other characters, such as `settings.sft/compute.steps`. */
const looseName = /^([^\s=:]+)=(.*)$/s;
/** A pattern of stages and a parameter's name. */
const stageName = /^(.+?):([A-Za-z_][\w-]*(?:\.[\w-]+)*)=(.*)$/s;

/** JSON where it is that, else the text as it stands. */
function valueOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/**
 * Reads one `NAME=VALUE`. A name is a dotted path in the profile
 * (`settings.rft.beta`, `seeds.0`), or a pattern of stages, a colon and a
 * parameter (`sft/*:warmup`).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { target, value } = parseOverride("sft/*:warmup=20");
 * assert.deepEqual(target, {
 *   of: "stages",
 *   pattern: "sft/*",
 *   path: ["warmup"],
 * });
 * assert.equal(value, 20);
 * ```
 *
 * @throws OverrideError where it is neither.
 */
export function parseOverride(text: string): Override {
  const ofStages = profileName.test(text) ? null : stageName.exec(text);
  if (ofStages !== null) {
    const [, pattern = "", path = "", value = ""] = ofStages;
    return {
      option: "--set",
      name: `${pattern}:${path}`,
      target: { of: "stages", pattern, path: path.split(".") },
      value: valueOf(value),
    };
  }
  const ofProfile = looseName.exec(text);
  if (ofProfile !== null) {
    const [, name = "", value = ""] = ofProfile;
    const target = { of: "profile", path: name.split(".") } as const;
    return { option: "--set", name, target, value: valueOf(value) };
  }
  throw new OverrideError(
    `Cannot read ${
      showValue(text)
    } of --set: give NAME=VALUE, with a name of ` +
      'the profile such as "seeds=[1]", or a pattern of stages and a ' +
      'parameter such as "sft/*:warmup=20"',
  );
}

/** An override as it could be typed: `NAME=VALUE`, the value as JSON. */
export function overrideText({ name, value }: Override): string {
  return `${name}=${JSON.stringify(value)}`;
}

/** Whether what lies at a path is within what lies at another, or is it. */
export function isWithin(
  path: readonly string[],
  other: readonly string[],
): boolean {
  return other.every((step, i) => path[i] === step);
}

/**
 * Leaves out what is given more than once.
 *
 * @throws OverrideError where a name is given different values, and where a
 * value of the profile is set as a whole and in part: which of them held would
 * hang on their order.
 */
export function distinct(overrides: readonly Override[]): Override[] {
  const byName = new Map<string, Override>();
  for (const one of overrides) {
    const known = byName.get(one.name);
    if (known !== undefined && overrideText(known) !== overrideText(one)) {
      throw new OverrideError(
        `Cannot set "${one.name}" twice: to ${showValue(known.value)} by ` +
          `${known.option} and to ${showValue(one.value)} by ${one.option}; ` +
          "leave one out",
      );
    }
    byName.set(one.name, one);
  }
  const all = [...byName.values()];
  const ofProfile = all.filter(({ target }) => target.of === "profile");
  for (const part of ofProfile) {
    const whole = ofProfile.find((one) =>
      one !== part && isWithin(part.target.path, one.target.path)
    );
    if (whole === undefined) continue;
    throw new OverrideError(
      `Cannot set "${whole.name}" and "${part.name}", which is a part of it: ` +
        `leave one out, or write the whole "${whole.name}"`,
    );
  }
  return all;
}
