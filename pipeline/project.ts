/**
 * A project: the folder with deno.json, the recipe, the store and the lock.
 *
 * @module
 */

import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf, ProjectError } from "./errors.ts";
import { loadGraph, type ModuleGraph } from "./identity/graph.ts";
import type { Recipe } from "./recipe.ts";
import { exists } from "./store/files.ts";
import { openStore, type Store } from "./store/mod.ts";

/** Where a project's things are. */
export interface ProjectPlaces {
  /** The folder that holds deno.json. */
  readonly root: string;
  readonly recipePath: string;
  readonly store: Store;
  /** `<root>/lock.json`; of another recipe, `<recipe>.lock.json` beside it. */
  readonly lockPath: string;
  /** `<root>/report`; of another recipe, `<recipe>.report` beside it. */
  readonly reportPath: string;
}

/** A project that is open. */
export interface Project extends ProjectPlaces {
  readonly recipeUrl: string;
  readonly recipe: Recipe;
  /** The module graph of the recipe and of what runs beside every stage. */
  readonly graph: Promise<ModuleGraph>;
}

/** Where things are, if not at their usual places. */
export interface ProjectOptions {
  /** The recipe's module; `<root>/stages/recipe.ts` by default. */
  readonly recipe?: string | undefined;
  /** The store; by default `JUICE_STORE`, else `<root>/.juice`. */
  readonly store?: string | undefined;
  /** The folder with deno.json; by default the nearest above the recipe. */
  readonly root?: string | undefined;
  /** False for who makes no plan, and most likely needs no module graph. */
  readonly plans?: boolean;
}

/** What a folder needs to be a project: the packages, in our versions. */
function smallestConfig(): string {
  const own = new URL("../deno.json", import.meta.url);
  const { imports } = JSON.parse(Deno.readTextFileSync(own));
  return `{ "imports": { "zod": ${JSON.stringify(imports.zod)} } }`;
}

function findRoot(from: string): string {
  for (let folder = from;;) {
    if (exists(join(folder, "deno.json"))) return folder;
    const parent = dirname(folder);
    if (parent === folder) {
      throw new ProjectError(
        `Cannot find the project: neither "${from}" nor a folder above it ` +
          'holds a "deno.json"\nWrite one beside the recipe, with the ' +
          `packages that it imports:\n  ${smallestConfig()}`,
      );
    }
    folder = parent;
  }
}

/**
 * Refuses a store that is no folder, and one below /dev, also by way of a link:
 * Deno gives no process access to a part of it only, so no stage could read its
 * inputs there.
 */
function checkStore(path: string): void {
  const isDevice = (folder: string) => `${folder}/`.startsWith("/dev/");
  let real = resolve(path);
  // The store itself need not exist yet.
  while (!exists(real) && dirname(real) !== real) real = dirname(real);
  if (Deno.statSync(real).isFile) {
    throw new ProjectError(
      `Cannot use "${path}" as the store: ${
        real === resolve(path) ? "it" : `"${real}"`
      } is a file\nGive a folder with --store, or JUICE_STORE`,
    );
  }
  if (!isDevice(resolve(path)) && !isDevice(Deno.realPathSync(real))) return;
  throw new ProjectError(
    `Cannot use "${path}" as the store: it is below "/dev", and a stage's ` +
      "process cannot be given access to single folders there\n" +
      "Give a folder elsewhere with --store, or JUICE_STORE",
  );
}

function isRecipe(value: unknown): value is Recipe {
  if (typeof value !== "object" || value === null) return false;
  const { profiles, build } = value as Partial<Recipe>;
  return typeof build === "function" && typeof profiles === "object" &&
    profiles !== null;
}

async function importRecipe(url: string, path: string): Promise<Recipe> {
  let module: { default?: unknown };
  try {
    module = await import(url);
  } catch (error) {
    // Deno names a place once for each import that leads to it.
    const said = [...new Set(messageOf(error).split("\n"))].join("\n");
    throw new ProjectError(
      `Cannot load the recipe "${path}": ${said}`,
      { cause: error },
    );
  }
  if (!isRecipe(module.default)) {
    throw new ProjectError(
      `Cannot use "${path}" as a recipe: its default export is not one; ` +
        'write "export default recipe({ ... })"',
    );
  }
  return module.default;
}

/**
 * Where a recipe's lock and report are. Only the project's own recipe has the
 * project's: another one has profiles of its own, whose names may be the same.
 */
function placesOf(root: string, path: string) {
  if (path === join(root, "stages", "recipe.ts")) {
    return {
      lockPath: join(root, "lock.json"),
      reportPath: join(root, "report"),
    };
  }
  const base = path.replace(/\.[cm]?[jt]s$/, "");
  return { lockPath: `${base}.lock.json`, reportPath: `${base}.report` };
}

/**
 * Finds a project without loading its recipe, for commands that work on the
 * store or the lock alone and must do so even where the recipe is broken.
 *
 * @throws ProjectError where there is no project or no recipe.
 */
export function findProject(options: ProjectOptions = {}): ProjectPlaces {
  const given = options.recipe === undefined
    ? undefined
    : resolve(options.recipe);
  const root = options.root !== undefined
    ? resolve(options.root)
    : findRoot(given === undefined ? Deno.cwd() : dirname(given));
  const path = given ?? join(root, "stages", "recipe.ts");
  if (!exists(path)) {
    throw given === undefined
      ? new ProjectError(
        `There is no recipe at "${path}"; name one with --recipe`,
      )
      : new ProjectError(`There is no recipe at "${path}"`, {
        code: "unknown-file",
      });
  }
  // An empty variable is one that a shell could not take away.
  const storePath = options.store ??
    (Deno.env.get("JUICE_STORE") || join(root, ".juice"));
  checkStore(storePath);
  return {
    root,
    recipePath: path,
    store: openStore(storePath),
    ...placesOf(root, path),
  };
}

/**
 * Opens a project.
 *
 * @throws ProjectError where there is no project or no usable recipe.
 */
export async function openProject(
  options: ProjectOptions = {},
): Promise<Project> {
  const places = findProject(options);
  const { root, recipePath } = places;
  const recipeUrl = pathToFileURL(recipePath).href;
  let graph: Promise<ModuleGraph> | null = null;
  const load = () => {
    graph ??= loadGraph(recipeUrl, root);
    // A failure is told when the graph is asked for, not before.
    graph.catch(() => {});
    return graph;
  };
  // It is found out by another process while this one loads the recipe.
  if (options.plans !== false) load();
  const recipe = await importRecipe(recipeUrl, recipePath);
  return {
    ...places,
    recipeUrl,
    recipe,
    get graph() {
      return load();
    },
  };
}
