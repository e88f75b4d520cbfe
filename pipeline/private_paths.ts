/**
 * Paths of a machine in what is handed to others. Where somebody's files lie,
 * and under which name they are logged in, is nobody else's business: a path
 * below the project is said from there, and of any other one the name alone.
 *
 * @module
 */

import { basename, dirname, isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Json } from "./identity/preimage.ts";
import { type Override, overrideText } from "./overrides/override.ts";
import type { BuiltRecipe, Stage } from "./recipe.ts";

/**
 * An absolute path as others see it.
 *
 * @param root The project's folder.
 */
export function sharedPath(path: string, root: string): string {
  const below = relative(root, path).split(sep).join("/");
  const isBelow = below !== "" && below !== ".." && !below.startsWith("../") &&
    !isAbsolute(below);
  return isBelow ? below : basename(path);
}

/** The folder of the person who is logged in, if the system says it. */
function homeFolder(): string[] {
  const home = Deno.env.get(
    Deno.build.os === "windows" ? "USERPROFILE" : "HOME",
  );
  return home === undefined || !isAbsolute(home) ? [] : [home];
}

/**
 * The folders of a machine that an export does not name: the project's, the
 * person's, and that of what was given by `--data`.
 */
export function privateFolders(
  root: string,
  overrides: readonly Override[] = [],
): string[] {
  const data = overrides.flatMap(({ option, value }) =>
    option === "--data" && typeof value === "string" && isAbsolute(value)
      ? [dirname(value)]
      : []
  );
  return [...new Set([root, ...homeFolder(), ...data])]
    // Everything is below a file system's root.
    .filter((folder) => dirname(folder) !== folder);
}

/** The path that a text is, as it stands or as a URL of a file; or null. */
function pathIn(text: string): string | null {
  if (isAbsolute(text)) return text;
  if (!text.startsWith("file:///")) return null;
  try {
    return fileURLToPath(text);
  } catch {
    return null;
  }
}

/** A value in which each text that is a path of such folders is shared. */
export function sharedValue(
  value: Json,
  root: string,
  folders: readonly string[],
): Json {
  if (typeof value === "string") {
    const path = pathIn(value);
    const isPrivate = path !== null &&
      folders.some((folder) =>
        path === folder || path.startsWith(folder + sep)
      );
    return isPrivate ? sharedPath(path, root) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((one: Json) => sharedValue(one, root, folders));
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, one]) => [name, sharedValue(one, root, folders)]),
  );
}

/** A recipe's DAG with its paths as others see them: to be shown, not run. */
export function sharedRecipe(built: BuiltRecipe, root: string): BuiltRecipe {
  const folders = privateFolders(root, built.overrides);
  const overrides = built.overrides.map((one): Override => ({
    ...one,
    value: sharedValue(one.value, root, folders),
  }));
  const stages = built.stages.map((stage): Stage => ({
    ...stage,
    params: sharedParams(stage, root, folders),
  }));
  return { ...built, overrides, stages };
}

function sharedParams(
  { kind, params }: Stage,
  root: string,
  folders: readonly string[],
): Json {
  const shared = sharedValue(params as Json, root, folders);
  const { path } = (params ?? {}) as { readonly path?: unknown };
  // Of a stage that brings files in, it is in no key, wherever they lie.
  return kind.local === true && typeof path === "string" && isAbsolute(path)
    ? { ...shared as object, path: sharedPath(path, root) }
    : shared;
}

/** What is set otherwise, each as `NAME=VALUE`, as others see it. */
export function sharedOverrides(built: BuiltRecipe, root: string): string[] {
  return sharedRecipe(built, root).overrides.map(overrideText);
}
