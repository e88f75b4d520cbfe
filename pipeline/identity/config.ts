/**
 * What of a project's configuration decides which code runs: the import map,
 * compiler options, unstable features, the lock of its packages.
 *
 * @module
 */

import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ClosureError, messageOf } from "../errors.ts";
import type { ImportMap } from "./import_map.ts";

/** What of deno.json reaches into how modules are loaded. */
export interface ProjectConfig {
  readonly imports?: Readonly<Record<string, string>>;
  readonly scopes?: ImportMap["scopes"];
  /** A file that holds the import map. */
  readonly importMap?: string;
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  readonly unstable?: readonly string[];
  readonly lock?: boolean | string | { readonly path?: string };
  readonly workspace?: unknown;
  readonly links?: readonly string[];
  readonly patch?: readonly string[];
}

/** The compiler options that change what code a module becomes. */
const emitOptions = [
  "emitDecoratorMetadata",
  "experimentalDecorators",
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "jsxPrecompilePropTypes",
  "jsxPrecompileSkipElements",
  "verbatimModuleSyntax",
];

/** The compiler options of a configuration that change what is emitted. */
export function emitOptionsOf(config: ProjectConfig): Record<string, unknown> {
  const { compilerOptions = {} } = config;
  return Object.fromEntries(
    emitOptions.filter((option) => option in compilerOptions)
      .map((option) => [option, compilerOptions[option]]),
  );
}

function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new ClosureError(`Cannot read "${path}": ${messageOf(error)}`);
  }
}

/**
 * Reads a project's deno.json.
 *
 * @throws ClosureError where it cannot be read, or lets code in that no key
 * could hold.
 */
export function readConfig(path: string): ProjectConfig {
  const config = readJson<ProjectConfig>(path) ?? {};
  for (const name of ["links", "patch"] as const) {
    if (config[name] === undefined) continue;
    throw new ClosureError(
      `Cannot plan with "${name}" in "${path}": it puts packages from other ` +
        "folders in the place of npm packages, which no key could hold; " +
        "import their files instead",
    );
  }
  return config;
}

/** A project's import map, which stands in deno.json or in a file of its own. */
export function importMapOf(config: ProjectConfig, path: string): ImportMap {
  const { imports, scopes, importMap } = config;
  const inside = imports !== undefined || scopes !== undefined;
  if (inside || importMap === undefined) {
    const base = pathToFileURL(path).href;
    return { base, imports: imports ?? {}, scopes: scopes ?? {} };
  }
  const file = resolve(dirname(path), importMap);
  const map = readJson<Pick<ProjectConfig, "imports" | "scopes">>(file);
  if (map === null) {
    throw new ClosureError(
      `Cannot read the import map "${importMap}" that "${path}" names: ` +
        "it is not a file of the project",
    );
  }
  const base = pathToFileURL(file).href;
  return { base, imports: map.imports ?? {}, scopes: map.scopes ?? {} };
}

/** Integrity of npm packages by their id, from the project's deno.lock. */
export function readIntegrity(
  config: ProjectConfig,
  root: string,
): Record<string, string> {
  const { lock } = config;
  const name = typeof lock === "string"
    ? lock
    : typeof lock === "object"
    ? lock.path ?? "deno.lock"
    : "deno.lock";
  const found = lock === false ? null : readJson<
    { npm?: Record<string, { integrity?: string }> }
  >(join(root, name));
  const integrity: Record<string, string> = {};
  for (const [id, entry] of Object.entries(found?.npm ?? {})) {
    if (entry.integrity !== undefined) integrity[id] = entry.integrity;
  }
  return integrity;
}

/**
 * `name@version` of an id of deno.lock, behind which may stand the peers that
 * the package was resolved with.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(plainId("@a/b@1.0.0_c@2.0.0"), "@a/b@1.0.0");
 * ```
 */
export function plainId(id: string): string {
  const at = id.indexOf("@", 1);
  const end = id.indexOf("_", at);
  return end < 0 ? id : id.slice(0, end);
}
