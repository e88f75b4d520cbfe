/**
 * Checking the parameters that a recipe gives a stage, by its kind's schema,
 * with what is set otherwise from outside.
 *
 * @module
 */

import { EncodingError, messageOf, RecipeError } from "./errors.ts";
import { encode } from "./identity/canonical.ts";
import type { Json } from "./identity/preimage.ts";
import type { ParamOverrides, Values } from "./overrides/params.ts";
import { schemaFault } from "./schema_fault.ts";
import { showValue, valueAt } from "./show_value.ts";
import type { StageKind } from "./stage.ts";
import { suggest } from "./suggest.ts";

function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

/** Leaves out properties that are undefined: JSON has no such thing. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (
    typeof value !== "object" || value === null ||
    Object.getPrototypeOf(value) !== Object.prototype
  ) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, v]) => v !== undefined)
      .map(([k, v]) => [k, withoutUndefined(v)]),
  );
}

/**
 * The parameters of a stage, checked and completed.
 *
 * @param given What the recipe gives.
 * @throws RecipeError naming the stage and the parameter.
 */
export function checkParams(
  name: string,
  kind: StageKind,
  given: unknown,
  overrides: ParamOverrides,
): Json {
  const who = `Stage "${name}" of kind "${kind.name}"`;
  const shape = (kind.params as { shape?: Record<string, unknown> }).shape;
  const known = shape === undefined ? null : Object.keys(shape);
  if (known !== null && typeof given === "object" && given !== null) {
    // Schemas drop names that they do not know, which would hide a slip of
    // the pen in a recipe behind a default.
    for (const key of Object.keys(given)) {
      if (known.includes(key)) continue;
      throw new RecipeError(
        `${who} has no parameter "${key}"${suggest(key, known)}`,
        { code: "unknown-parameter" },
      );
    }
  }
  const wanted = overrides.apply(
    name,
    known,
    given as Values,
    (values) => (kind.params.safeParse(values).data ?? values) as Values,
  );
  const parsed = kind.params.safeParse(wanted);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => {
      const path = pathText(issue.path) || "parameters";
      return `"${path}" = ${showValue(valueAt(wanted, issue.path))}: ${
        schemaFault(issue)
      }`;
    });
    throw new RecipeError(`${who} refuses ${faults.join("; ")}`, {
      code: "refused-parameter",
    });
  }
  const params = withoutUndefined(parsed.data);
  try {
    encode(params, "params/1");
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw new RecipeError(
      `${who} has parameters that are not JSON data: ${messageOf(error)}`,
    );
  }
  return params as Json;
}
