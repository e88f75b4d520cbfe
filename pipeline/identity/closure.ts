/**
 * The code closure of a stage kind: all code and assets that its process can
 * load, which is what its key holds of its code.
 *
 * @module
 */

import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ClosureError, messageOf } from "../errors.ts";
import type { StageKind } from "../stage.ts";
import {
  engineUrl,
  loadGraph,
  type ModuleGraph,
  runtimeModules,
} from "./graph.ts";
import type { Digest } from "./digest.ts";
import { sha256 } from "./hash.ts";
import { sortedEntries } from "./order.ts";
import type { Code } from "./preimage.ts";
import { findHidden } from "./scan.ts";

/** A closure: what of it is in the key, and where its packages lie. */
export interface Closure {
  readonly code: Code;
  /** Folders of the npm packages, which the stage's process may read. */
  readonly packageFolders: readonly string[];
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

/** Files that are read and scanned once for all closures of a graph. */
type FileDigests = Map<string, { name: string; digest: Digest }>;

const engineFolder = fileURLToPath(engineUrl);

/**
 * A file's name in keys: its path from the project's root. The engine's own
 * files are `pipeline/...` wherever the engine is, so that a recipe elsewhere
 * has the same keys as one beside it.
 */
function nameOf(path: string, root: string): string | null {
  const inside = (folder: string) => {
    const name = relative(folder, path);
    return name === ".." || name.startsWith(".." + sep) || name === ""
      ? null
      : name.split(sep).join("/");
  };
  const engine = inside(engineFolder);
  return engine === null ? inside(root) : `pipeline/${engine}`;
}

function readModule(
  specifier: string,
  scanned: boolean,
  root: string,
  from: string,
  files: FileDigests,
): { name: string; digest: Digest } {
  const known = files.get(specifier);
  if (known !== undefined) return known;
  const path = fileURLToPath(specifier);
  const name = nameOf(path, root);
  if (name === null) {
    throw new ClosureError(
      `${from} imports "${path}", which is outside the project "${root}"; ` +
        "a key can only hold files of the project: move it inside",
    );
  }
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    throw new ClosureError(`${from} imports "${name}": ${messageOf(error)}`);
  }
  if (scanned) {
    const hidden = findHidden(new TextDecoder().decode(bytes))[0];
    if (hidden !== undefined) {
      throw new ClosureError(
        `${name}:${hidden.line} holds ${hidden.what}, which the stage's key ` +
          "could not see; use a literal import",
      );
    }
  }
  const file = { name, digest: sha256(bytes) };
  files.set(specifier, file);
  return file;
}

/** The import map's entry that a specifier goes through, if any. */
function mapEntry(
  specifier: string,
  imports: Readonly<Record<string, string>>,
): string | undefined {
  if (Object.hasOwn(imports, specifier)) return specifier;
  return Object.keys(imports)
    .filter((key) => specifier.startsWith(key.endsWith("/") ? key : `${key}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function addPackage(
  id: string,
  graph: ModuleGraph,
  packages: Record<string, string>,
  folders: Set<string>,
  seen: Set<string>,
): void {
  if (seen.has(id)) return;
  seen.add(id);
  const found = graph.packages[id];
  const integrity = graph.integrity[id];
  if (found === undefined || integrity === undefined) {
    throw new ClosureError(
      `The npm package "${id}" has no integrity in "deno.lock"; ` +
        'run "deno install" and commit the lock',
    );
  }
  packages[`${found.name}@${found.version}`] = integrity;
  if (found.localPath !== undefined) folders.add(found.localPath);
  for (const next of found.dependencies) {
    addPackage(next, graph, packages, folders, seen);
  }
}

function record<T>(object: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(sortedEntries(object));
}

function computeClosure(
  entry: string,
  graph: ModuleGraph,
  files: FileDigests,
): Closure {
  const { imports = {}, compilerOptions = {}, unstable = [] } = graph.config;
  const own: Record<string, Digest> = {};
  const used: Record<string, string> = {};
  const packages: Record<string, string> = {};
  const folders = new Set<string>(), seenPackages = new Set<string>();
  const queue = [entry, ...runtimeModules].map((specifier) => ({
    specifier,
    from: "The recipe",
  }));
  const seen = new Set(queue.map(({ specifier }) => specifier));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { from } = next;
    const specifier = graph.redirects[next.specifier] ?? next.specifier;
    if (specifier.startsWith("node:")) continue;
    const module = graph.modules.get(specifier);
    if (module?.npmPackage !== undefined) {
      addPackage(module.npmPackage, graph, packages, folders, seenPackages);
      continue;
    }
    if (module === undefined || module.error !== undefined) {
      const why = module?.error ?? "it is not in the module graph";
      throw new ClosureError(`${from} imports "${specifier}": ${why}`);
    }
    if (!specifier.startsWith("file:")) {
      throw new ClosureError(
        `${from} imports "${specifier}"; a stage can only import files of ` +
          "the project and npm packages, which deno.lock pins",
      );
    }
    const scanned = module.kind === "esm" || module.kind === undefined;
    const file = readModule(specifier, scanned, graph.root, from, files);
    own[file.name] = file.digest;
    for (const { specifier: written, code } of module.dependencies ?? []) {
      if (code === undefined) continue;
      const where = code.span === undefined
        ? file.name
        : `${file.name}:${code.span.start.line + 1}`;
      if (code.specifier === undefined) {
        throw new ClosureError(
          `${where} imports "${written}": ${code.error ?? "not resolved"}`,
        );
      }
      const key = mapEntry(written, imports);
      if (key !== undefined) used[key] = imports[key]!;
      if (seen.has(code.specifier)) continue;
      seen.add(code.specifier);
      queue.push({ specifier: code.specifier, from: where });
    }
  }
  return {
    code: {
      files: record(own),
      packages: record(packages),
      compilerOptions: Object.fromEntries(
        emitOptions.filter((option) => option in compilerOptions)
          .map((option) => [option, compilerOptions[option]]),
      ),
      imports: record(used),
      ...(unstable.length === 0 ? {} : { unstable: [...unstable].sort() }),
    },
    packageFolders: [...folders].sort(),
  };
}

/** The closures of a graph's modules so far, and the files that they share. */
const known = new WeakMap<
  ModuleGraph,
  { files: FileDigests; closures: Map<string, Closure> }
>();

/**
 * The closure of one stage kind.
 *
 * @throws ClosureError naming the file and the line.
 */
export function closureOf(graph: ModuleGraph, kind: StageKind): Closure {
  let cache = known.get(graph);
  if (cache === undefined) {
    cache = { files: new Map(), closures: new Map() };
    known.set(graph, cache);
  }
  let closure = cache.closures.get(kind.module);
  if (closure === undefined) {
    closure = computeClosure(kind.module, graph, cache.files);
    cache.closures.set(kind.module, closure);
  }
  return closure;
}

/**
 * What the keys of stage kinds hold of their code, by the kinds' names.
 *
 * @param entry The URL of the recipe, from which all kinds are reached.
 * @throws ClosureError naming the file and the line.
 */
export async function closures(
  entry: string,
  kinds: readonly StageKind[],
  root: string,
): Promise<Map<string, Code>> {
  const graph = await loadGraph(entry, root);
  return new Map(
    kinds.map((kind) => [kind.name, closureOf(graph, kind).code]),
  );
}
