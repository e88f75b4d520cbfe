/**
 * Arms: a method with its settings, written as a name. `irft/rounds=4/anchor`
 * is the method `irft` with four rounds and whatever `anchor` means for it.
 *
 * @module
 */

import { RecipeError } from "../../pipeline/errors.ts";
import { schemaFault } from "../../pipeline/schema_fault.ts";
import {
  type MethodName,
  type MethodSettings,
  methodSettings,
  type Settings,
} from "./settings.ts";

/**
 * Finds the method of an arm: the longest beginning of its name that is one.
 *
 * @throws {RecipeError} If no method has that name.
 */
export function methodOf<Name extends string>(
  arm: string,
  methods: Readonly<Record<Name, unknown>>,
): Name {
  const parts = arm.split("/");
  for (let count = parts.length; count > 0; count--) {
    const name = parts.slice(0, count).join("/");
    if (Object.hasOwn(methods, name)) return name as Name;
  }
  throw new RecipeError(
    `There is no method for the arm "${arm}": its name has to begin with one ` +
      `of ${Object.keys(methods).join(", ")}`,
  );
}

/**
 * The settings of an arm: those of its method, changed by each further part of
 * its name. A part may be a word that `variants` has under the method's name,
 * or `setting=value`, where the setting may be nested: `policy.rate=1e-3`.
 *
 * @throws {RecipeError} If a part is neither, or its value is refused.
 */
export function armSettings<Method extends MethodName>(
  settings: Settings,
  method: Method,
  arm: string,
): MethodSettings<Method> {
  let result: unknown = settings[method];
  for (const part of arm.split("/").slice(method.split("/").length)) {
    const variant = settings.variants[`${method}/${part}`];
    const [path = "", text] = part.split("=");
    if (text !== undefined) {
      result = merge(result, nested(path.split("."), valueOf(text)));
    } else if (variant === undefined) {
      throw new RecipeError(
        `The arm "${arm}" says "${part}", which means nothing for "${method}": ` +
          `say a word of the settings' variants, or "setting=value"`,
      );
    }
    if (variant !== undefined) result = merge(result, variant);
  }
  const parsed = methodSettings[method].safeParse(result);
  if (parsed.success) return parsed.data as MethodSettings<Method>;
  const [issue] = parsed.error.issues;
  const where = issue!.path.map((name) => `.${String(name)}`).join("");
  throw new RecipeError(
    `The arm "${arm}" sets "${method}${where}" to what it cannot be: ` +
      schemaFault(issue!),
  );
}

/** A setting's value in a name: a number, or else text. */
function valueOf(text: string): number | string {
  const number = Number(text);
  return text === "" || Number.isNaN(number) ? text : number;
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Puts changes into settings, at any depth. */
function merge(settings: unknown, changes: unknown): unknown {
  if (!isRecord(settings) || !isRecord(changes)) return changes;
  const result: Record<string, unknown> = { ...settings };
  for (const [name, change] of Object.entries(changes)) {
    result[name] = merge(settings[name], change);
  }
  return result;
}
