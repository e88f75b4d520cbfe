/**
 * Arms: a method with its settings, written as a name. `irft/rounds=4/anchor`
 * is the method `irft` with four rounds and whatever `anchor` means for it.
 *
 * @module
 */

import type { MethodName, Settings } from "../settings.ts";

/** A setting's value in a name: a number, or else text. */
function valueOf(text: string): number | string {
  const number = Number(text);
  return text === "" || Number.isNaN(number) ? text : number;
}

/**
 * Finds the method of an arm: the longest beginning of its name that is one.
 *
 * @throws {RangeError} If no method has that name.
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
  throw new RangeError(
    `There is no method for the arm "${arm}"; it has to begin with one of ` +
      Object.keys(methods).join(", "),
  );
}

/**
 * The settings of an arm: those of its method, changed by each further part of
 * its name. A part may be a word that `variants` has under the method's name,
 * or `setting=value`, where the setting may be nested: `policy.rate=1e-3`.
 *
 * @throws {RangeError} If a part is neither.
 */
export function armSettings<Method extends MethodName>(
  settings: Settings,
  method: Method,
  arm: string,
): Settings[Method] {
  let result: unknown = settings[method];
  for (const part of arm.split("/").slice(method.split("/").length)) {
    const variant = settings.variants[`${method}/${part}`];
    const [path = "", text] = part.split("=");
    if (text !== undefined) {
      result = merge(result, nested(path.split("."), valueOf(text)), arm);
    } else if (variant === undefined) {
      throw new RangeError(
        `The arm "${arm}" says "${part}", which the variants of "${method}" ` +
          `do not have; name one that they have, or "setting=value"`,
      );
    }
    if (variant !== undefined) result = merge(result, variant, arm);
  }
  return result as Settings[Method];
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Puts changes into settings, which must have them already. */
function merge(settings: unknown, changes: unknown, arm: string): unknown {
  if (!isRecord(settings) || !isRecord(changes)) return changes;
  const result: Record<string, unknown> = { ...settings };
  for (const [name, change] of Object.entries(changes)) {
    if (!Object.hasOwn(settings, name)) {
      throw new RangeError(
        `The arm "${arm}" sets "${name}", which its method does not have; it ` +
          `has ${Object.keys(settings).join(", ")}`,
      );
    }
    result[name] = merge(settings[name], change, arm);
  }
  return result;
}
