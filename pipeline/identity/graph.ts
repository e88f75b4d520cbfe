/**
 * The module graph of a project, as Deno itself resolves it.
 *
 * @module
 */

import { join } from "node:path";
import { denoFolder } from "../deno_folder.ts";
import { ClosureError, messageOf } from "../errors.ts";

/** A module as `deno info --json` describes it. */
export interface GraphModule {
  readonly specifier: string;
  /** `esm`, `asserted` (JSON), `external` (text, bytes, Wasm), `npm`, `node`. */
  readonly kind?: string;
  readonly mediaType?: string;
  readonly npmPackage?: string;
  readonly error?: string;
  readonly dependencies?: readonly GraphDependency[];
}

/** An import of a module. One that is for types only has no `code`. */
export interface GraphDependency {
  readonly specifier: string;
  readonly code?: {
    readonly specifier?: string;
    readonly error?: string;
    readonly span?: { readonly start: { readonly line: number } };
  };
}

/** An npm package as resolved, with the packages that it depends on. */
export interface GraphPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly localPath?: string;
}

/** What of deno.json reaches into how modules are loaded. */
export interface ProjectConfig {
  readonly imports?: Readonly<Record<string, string>>;
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  readonly unstable?: readonly string[];
}

/** The module graph, the project's configuration and its packages' integrity. */
export interface ModuleGraph {
  readonly root: string;
  readonly modules: ReadonlyMap<string, GraphModule>;
  readonly redirects: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, GraphPackage>>;
  readonly config: ProjectConfig;
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

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new ClosureError(`Cannot read "${path}": ${messageOf(error)}`);
  }
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
  const config = join(root, "deno.json");
  const roots = [recipeUrl, ...runtimeModules];
  const entry = "data:application/javascript," +
    encodeURIComponent(
      roots.map((url) => `import ${JSON.stringify(url)};`).join(""),
    );
  const command = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-remote", "--config", config, entry],
    cwd: root,
    env: { ...denoFolder(), NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
  });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (!success) {
    const said = decoder.decode(stderr).trim();
    throw new ClosureError(`Cannot find out the module graph: ${said}`);
  }
  const info = JSON.parse(decoder.decode(stdout)) as {
    modules: GraphModule[];
    redirects: Record<string, string>;
    npmPackages?: Record<string, GraphPackage>;
  };
  const lock = await readJson<
    { npm?: Record<string, { integrity?: string }> }
  >(join(root, "deno.lock"));
  const integrity: Record<string, string> = {};
  for (const [name, entry] of Object.entries(lock?.npm ?? {})) {
    if (entry.integrity !== undefined) integrity[name] = entry.integrity;
  }
  return {
    root,
    modules: new Map(info.modules.map((module) => [module.specifier, module])),
    redirects: info.redirects,
    packages: info.npmPackages ?? {},
    config: await readJson<ProjectConfig>(config) ?? {},
    integrity,
  };
}
