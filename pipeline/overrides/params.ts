/**
 * Overriding parameters of stages, whatever the recipe gives them.
 *
 * @module
 */

import type { Json } from "../identity/preimage.ts";
import { isObject } from "../is_object.ts";
import { stageMatcher } from "../plan/select.ts";
import { showValue } from "../show_value.ts";
import { suggest } from "../suggest.ts";
import {
  isWithin,
  type Override,
  OverrideError,
  type OverrideTarget,
} from "./override.ts";

/** An override of stages' parameters. */
interface StageOverride extends Pick<Override, "name" | "value"> {
  readonly target: Extract<OverrideTarget, { of: "stages" }>;
  readonly fits: (stage: string) => boolean;
}

/** Parameters by name. */
export type Values = Readonly<Record<string, unknown>>;

/** A copy in which one value is another one; undefined where there is none. */
function replaced(
  whole: unknown,
  path: readonly string[],
  value: Json,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (!isObject(whole) || !Object.hasOwn(whole, step)) return undefined;
  const inside = replaced(whole[step], rest, value);
  return inside === undefined ? undefined : { ...whole, [step]: inside };
}

/**
 * Whether what two overrides make of a stage hangs on their order: both are of
 * one parameter, or one of a part of the other's.
 */
function clash(one: StageOverride, other: StageOverride): boolean {
  const a = one.target.path, b = other.target.path;
  if (a.length !== b.length) return isWithin(a, b) || isWithin(b, a);
  return isWithin(a, b) &&
    JSON.stringify(one.value) !== JSON.stringify(other.value);
}

/** The end of a message about a pattern that fits nothing. */
function suggestPattern(
  { pattern }: StageOverride["target"],
  names: readonly string[],
): string {
  const wider = `*${pattern}`, fits = stageMatcher(wider);
  const first = names.find(fits);
  return first === undefined
    ? suggest(pattern.replaceAll("*", ""), names)
    : `; did you mean "${wider}", which fits "${first}"?`;
}

/** What is set of the stages of one recipe while it is built. */
export class ParamOverrides {
  readonly #overrides: readonly StageOverride[];
  readonly #used = new Set<string>();

  /** @param overrides All that is set; what is of the profile is left out. */
  constructor(overrides: readonly Override[]) {
    this.#overrides = overrides.flatMap(({ name, target, value }) =>
      target.of === "stages"
        ? [{ name, target, value, fits: stageMatcher(target.pattern) }]
        : []
    );
  }

  /**
   * A stage's parameters with what is set of them.
   *
   * @param name The stage's name.
   * @param known The names of its kind's parameters; null where they cannot be
   * told.
   * @param given What the recipe gives.
   * @param complete Adds the schema's defaults.
   * @throws OverrideError for a parameter that the kind does not have.
   */
  apply(
    name: string,
    known: readonly string[] | null,
    given: Values,
    complete: (given: Values) => Values,
  ): Values {
    const applied: StageOverride[] = [];
    let result = given;
    for (const one of this.#overrides) {
      if (!one.fits(name)) continue;
      this.#used.add(one.name);
      const { path } = one.target, [first = ""] = path;
      if (known !== null && !known.includes(first)) {
        throw new OverrideError(
          `Cannot set "${one.name}" by --set: the stage "${name}" has no ` +
            `parameter "${first}"${suggest(first, known)}`,
        );
      }
      const other = applied.find((earlier) => clash(earlier, one));
      if (other !== undefined) {
        throw new OverrideError(
          `Cannot set "${first}" of the stage "${name}" twice: to ` +
            `${showValue(other.value)} by "${other.name}" and to ` +
            `${showValue(one.value)} by "${one.name}"; leave one out`,
        );
      }
      applied.push(one);
      // What lies deeper may be there by a default of the schema alone.
      const before = path.length > 1 ? complete(result)[first] : undefined;
      const changed = replaced(before, path.slice(1), one.value);
      if (changed === undefined) {
        throw new OverrideError(
          `Cannot set "${one.name}" by --set: the parameter "${first}" of ` +
            `the stage "${name}" is ${showValue(before)}, which has no ` +
            `"${path.slice(1).join(".")}"`,
        );
      }
      result = { ...result, [first]: changed };
    }
    return result;
  }

  /**
   * Refuses a pattern that fitted no stage of the recipe.
   *
   * @param profile The profile's name, for the message.
   * @param names Of all stages.
   */
  checkUsed(profile: string, names: readonly string[]): void {
    for (const { name, target } of this.#overrides) {
      if (this.#used.has(name)) continue;
      throw new OverrideError(
        `Cannot set "${name}" by --set: no stage of the profile "${profile}" ` +
          `is called "${target.pattern}"${suggestPattern(target, names)}`,
      );
    }
  }
}
