/**
 * The module graph of a project, as Deno itself resolves it.
 *
 * @module
 */

import { join } from "node:path";
import { denoFolder } from "../deno_folder.ts";
import { ClosureError } from "../errors.ts";
import {
  importMapOf,
  type ProjectConfig,
  readConfig,
  readIntegrity,
} from "./config.ts";
import type { ImportMap } from "./import_map.ts";

/** A module as `deno info --json` describes it. */
export interface GraphModule {
  readonly specifier: string;
  /** `esm`, `asserted` (JSON), `external` (text, bytes, Wasm), `npm`, `node`. */
  readonly kind?: string;
  readonly mediaType?: string;
  /** Bytes, of modules that Deno read. */
  readonly size?: number;
  readonly npmPackage?: string;
  readonly error?: string;
  readonly dependencies?: readonly GraphDependency[];
}

/** An import of a module. One that is for types only has no `code`. */
interface GraphDependency {
  readonly specifier: string;
  readonly isDynamic?: boolean;
  readonly code?: {
    readonly specifier?: string;
    readonly error?: string;
    readonly span?: { readonly start: { readonly line: number } };
  };
}

/** An npm package as resolved, with the packages that it depends on. */
interface GraphPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly localPath?: string;
}

/** The module graph, the project's configuration and its packages' integrity. */
export interface ModuleGraph {
  readonly root: string;
  readonly modules: ReadonlyMap<string, GraphModule>;
  readonly redirects: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, GraphPackage>>;
  readonly config: ProjectConfig;
  readonly importMap: ImportMap;
  /** Integrity by package, from deno.lock. */
  readonly integrity: Readonly<Record<string, string>>;
}

/** The folder of the engine, whose child runtime is in every closure. */
export const engineUrl = new URL("../", import.meta.url).href;

/** What runs in the process of every stage beside its kind. */
export const runtimeModules: readonly string[] = [
  new URL("run/child.ts", engineUrl).href,
  new URL("run/sandbox.ts", engineUrl).href,
];

/** Variables that change how Deno and its Node layer resolve or run code. */
const resolving = /^(DENO|NODE)_/;
/** Of these, those that are only about where things are fetched. */
const fetching =
  /^(DENO_(DIR|CERT|TLS_CA_STORE|AUTH_TOKENS)|NODE_EXTRA_CA_CERTS)$/;

/**
 * The environment in which Deno is asked: a stage's process has no variables
 * that change how modules are resolved, so neither may this one.
 */
function environment(): Record<string, string> {
  const env = { ...Deno.env.toObject(), ...denoFolder() };
  for (const name of Object.keys(env)) {
    if (resolving.test(name) && !fetching.test(name)) delete env[name];
  }
  return { ...env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
}

/**
 * Asks Deno for the graph of a recipe, and of what runs beside every stage, in
 * one call.
 *
 * @throws ClosureError where Deno cannot tell.
 */
export async function loadGraph(
  recipeUrl: string,
  root: string,
): Promise<ModuleGraph> {
  const configPath = join(root, "deno.json");
  const config = readConfig(configPath);
  const roots = [recipeUrl, ...runtimeModules];
  const entry = "data:application/javascript," +
    encodeURIComponent(
      roots.map((url) => `import ${JSON.stringify(url)};`).join(""),
    );
  const command = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-remote", "--config", configPath, entry],
    cwd: root,
    clearEnv: true,
    env: environment(),
    stdin: "null",
  });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (!success) {
    const said = decoder.decode(stderr)
      .replace(/^error: /, "").replace(/\n\s*Stack backtrace:.*/s, "").trim();
    throw new ClosureError(`Cannot find out the module graph: ${said}`);
  }
  const info = JSON.parse(decoder.decode(stdout)) as {
    modules: GraphModule[];
    redirects: Record<string, string>;
    npmPackages?: Record<string, GraphPackage>;
  };
  return {
    root,
    modules: new Map(info.modules.map((module) => [module.specifier, module])),
    redirects: info.redirects,
    packages: info.npmPackages ?? {},
    config,
    importMap: importMapOf(config, configPath),
    integrity: readIntegrity(config, root),
  };
}
