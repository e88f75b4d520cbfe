/**
 * The names that patterns and parameters bind, which are not the global ones.
 *
 * @module
 */

import { refusals } from "./loaders.ts";
import type { Node } from "./syntax.ts";

/**
 * Adds the names that a pattern binds.
 *
 * @param object What becomes of names that are taken out of an object. In a
 * declaration they may well be the global ones, as in
 * `const { Worker } = globalThis`, and are not counted as the module's own.
 */
export function bind(
  pattern: Node | null,
  names: Set<string>,
  object?: (name: string) => boolean,
): void {
  switch (pattern?.type) {
    case "Identifier":
      names.add(pattern.name);
      break;
    case "AssignmentPattern":
      bind(pattern.left, names, object);
      break;
    case "RestElement":
      bind(pattern.argument, names, object);
      break;
    case "TSParameterProperty":
      bind(pattern.parameter, names, object);
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) bind(element, names, object);
      break;
    case "ObjectPattern": {
      if (!object) return;
      const taken = new Set<string>();
      for (const property of pattern.properties) {
        bind(property.value ?? property.argument, taken, object);
      }
      for (const name of taken) if (object(name)) names.add(name);
    }
  }
}

/**
 * The parameters of a function, a method or a catch clause; null for others.
 * What can load code may come in an object, so it is looked at all the same.
 */
export function parametersOf(node: Node): Set<string> | null {
  const params: unknown = node.type === "CatchClause"
    ? [node.param]
    : node.params;
  if (!Array.isArray(params)) return null;
  const names = new Set<string>();
  const isHarmless = (name: string) => !Object.hasOwn(refusals, name);
  for (const param of params) bind(param ?? null, names, isHarmless);
  return names;
}
