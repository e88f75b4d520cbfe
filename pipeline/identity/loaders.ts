/**
 * What can load code that a module graph does not show, and the imports of
 * built-in modules that bring it.
 *
 * @module
 */

import type { Node } from "./syntax.ts";

/** Names whose use is refused, with what they are. */
export const refusals: Readonly<Record<string, string>> = {
  Worker: "a Worker that is not given as a data: literal",
  eval: "code made from text, by eval",
  Function: "code made from text, by Function",
  dlopen: "a native library, by dlopen",
  createRequire: "createRequire(), whose require() is not in the module graph",
  registerHooks: "registerHooks(), which changes what imports load",
  getBuiltinModule: "getBuiltinModule(), which is no import",
  require: "a computed require()",
};

/**
 * Built-in modules that export such a thing. As a whole, each but "process",
 * which is a global as well, is refused: what is taken out of an object by a
 * name that is put together cannot be seen.
 */
const loaders = /^(?:node:)?(module|process|vm|worker_threads)$/;

/** What of "module" tells something and loads nothing. */
const harmless = new Set(["builtinModules", "isBuiltin"]);

/** The short name of a built-in module that can load code, or null. */
export function loaderOf(source: Node | null | undefined): string | null {
  if (source?.type !== "StringLiteral") return null;
  return loaders.exec(source.value)?.[1] ?? null;
}

function whole(loader: string): string | null {
  if (loader === "process") return null;
  return loader === "vm"
    ? "code made from text, by node:vm"
    : `all of node:${loader}`;
}

/** What is wrong with importing a name from such a module; null if nothing. */
function ofName(loader: string, name: string, local: string): string | null {
  if (name === "default") return whole(loader);
  // Under its own name its uses are looked at, one by one.
  if (name === "Worker" && local === name) return null;
  if (Object.hasOwn(refusals, name)) return refusals[name]!;
  if (loader === "vm") return whole(loader);
  if (loader !== "module" || harmless.has(name)) return null;
  return `${name} of node:module`;
}

const text = (node: Node): string => node.name ?? node.value;

/** Imports and exports of such modules that are refused, and why. */
export function refusedImports(node: Node): [Node, string][] {
  const found: [Node, string | null][] = [];
  const loader = loaderOf(
    node.type === "CallExpression" ? node.arguments[0] : node.source,
  );
  if (loader === null) return [];
  switch (node.type) {
    case "CallExpression":
      if (node.callee.name === "require") found.push([node, whole(loader)]);
      break;
    case "ImportExpression":
      found.push([node, whole(loader)]);
      break;
    case "ExportAllDeclaration":
      if (node.exportKind !== "type") found.push([node, whole(loader)]);
      break;
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
      if (node.importKind === "type" || node.exportKind === "type") break;
      for (const one of node.specifiers) {
        if (one.importKind === "type" || one.exportKind === "type") continue;
        const name = one.type === "ImportSpecifier"
          ? text(one.imported)
          : one.type === "ExportSpecifier"
          ? text(one.local)
          : "default";
        // What is exported can be used where nobody looks at it.
        const local = one.type === "ImportSpecifier" ? text(one.local) : "";
        found.push([one, ofName(loader, name, local)]);
      }
  }
  return found.filter((one): one is [Node, string] => one[1] !== null);
}
