/**
 * The code closure of a stage kind: all code and assets that its process can
 * load, which is what its key holds of its code.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { ClosureError } from "../errors.ts";
import type { StageKind } from "../stage.ts";
import { emitOptionsOf } from "./config.ts";
import type { Digest } from "./digest.ts";
import { loadGraph, type ModuleGraph, runtimeModules } from "./graph.ts";
import { entryFor } from "./import_map.ts";
import { sortedEntries } from "./order.ts";
import { Packages } from "./packages.ts";
import type { Code } from "./preimage.ts";
import { programFiles } from "./program_files.ts";
import { shownPath, type Source, Sources } from "./source.ts";

/** A closure: what of it is in the key, and where it lies. */
export interface Closure {
  readonly code: Code;
  /** Where each of the code's files is. */
  readonly paths: Readonly<Record<string, string>>;
  /**
   * Files that may be read long after the start: of what a dynamic import
   * reaches, Deno reads texts and bytes only then, without looking whether
   * they are what they were.
   */
  readonly late: readonly string[];
  /** Folders of the npm packages, which the stage's process may read. */
  readonly packageFolders: readonly string[];
}

function record<T>(object: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(sortedEntries(object));
}

/** A field that is only there where there is something in it. */
function unlessEmpty<T extends object>(name: string, value: T): object {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

/** One closure while it is walked. */
class Walk {
  readonly #graph: ModuleGraph;
  readonly #sources: Sources;
  readonly #files: Record<string, Digest> = {};
  readonly #paths: Record<string, string> = {};
  readonly #imports: Record<string, string> = {};
  readonly #scopes: Record<string, Record<string, string>> = {};
  readonly #packages: Packages;
  readonly #assets: string[] = [];
  #hasDynamicImports = false;

  constructor(graph: ModuleGraph, sources: Sources) {
    this.#graph = graph;
    this.#sources = sources;
    this.#packages = new Packages(graph);
  }

  #addFile({ name, path, digest }: Source): void {
    const other = this.#paths[name];
    if (other !== undefined && other !== path) {
      throw new ClosureError(
        `Two files are "${name}" in one key: "${other}" and "${path}"; ` +
          "the engine's are named \"pipeline/...\", rename the project's",
      );
    }
    this.#files[name] = digest;
    this.#paths[name] = path;
  }

  #addEntry(specifier: string, referrer: string): void {
    const entry = entryFor(this.#graph.importMap, specifier, referrer);
    if (entry === null) return;
    const { scope, key, target } = entry;
    if (scope === null) this.#imports[key] = target;
    else (this.#scopes[scope] ??= {})[key] = target;
  }

  /** Adds a module, and returns what its code imports and where. */
  visit(wanted: string, from: string): { specifier: string; from: string }[] {
    const specifier = this.#graph.redirects[wanted] ?? wanted;
    if (specifier.startsWith("node:")) return [];
    const module = this.#graph.modules.get(specifier);
    if (module?.npmPackage !== undefined) {
      this.#packages.add(wanted, module.npmPackage);
      return [];
    }
    if (!/^(file|npm):/.test(specifier)) {
      throw new ClosureError(
        `${from} imports "${specifier}"; a stage can only import files of ` +
          "the project and npm packages, which deno.lock pins",
      );
    }
    if (module === undefined || module.error !== undefined) {
      const { error = "It is not in the module graph" } = module ?? {};
      const why = error.startsWith("Module not found")
        ? "there is no such file"
        : error.replace(/\.$/, "");
      const path = specifier.startsWith("file:")
        ? shownPath(fileURLToPath(specifier), this.#graph.root)
        : specifier;
      throw new ClosureError(`${from} imports "${path}": ${why}`);
    }
    const source = this.#sources.read(module, from);
    this.#addFile(source);
    if (module.kind === "external") this.#assets.push(source.name);
    for (const config of this.#sources.configsFor(source)) {
      this.#addFile(config);
    }
    for (const head of source.resolved) this.#addEntry(head, specifier);
    const next: { specifier: string; from: string }[] = [];
    for (const dependency of module.dependencies ?? []) {
      const { specifier: written, code, isDynamic = false } = dependency;
      if (code === undefined) continue;
      const where = code.span === undefined
        ? source.name
        : `${source.name}:${code.span.start.line + 1}`;
      if (code.specifier === undefined) {
        throw new ClosureError(
          `${where} imports "${written}": ${code.error ?? "not resolved"}`,
        );
      }
      this.#addEntry(written, specifier);
      if (isDynamic && code.specifier.startsWith("file:")) {
        this.#hasDynamicImports = true;
      }
      next.push({ specifier: code.specifier, from: where });
    }
    return next;
  }

  end(): Closure {
    const { config } = this.#graph;
    const { unstable = [] } = config;
    const scopes = sortedEntries(this.#scopes)
      .map(([scope, entries]) => [scope, record(entries)]);
    return {
      code: {
        files: record(this.#files),
        packages: record(this.#packages.integrity()),
        compilerOptions: emitOptionsOf(config),
        imports: record(this.#imports),
        ...unlessEmpty("scopes", Object.fromEntries(scopes)),
        ...unlessEmpty("versions", record(this.#packages.versions())),
        ...(unstable.length === 0 ? {} : { unstable: [...unstable].sort() }),
      },
      paths: record(this.#paths),
      late: this.#hasDynamicImports ? this.#assets.sort() : [],
      packageFolders: this.#packages.folders(),
    };
  }
}

function computeClosure(
  entry: string,
  graph: ModuleGraph,
  sources: Sources,
): Closure {
  const walk = new Walk(graph, sources);
  const queue = [entry, ...runtimeModules].map((specifier) => ({
    specifier,
    from: "The recipe",
  }));
  const seen = new Set<string>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (seen.has(next.specifier)) continue;
    seen.add(next.specifier);
    queue.push(...walk.visit(next.specifier, next.from));
  }
  return walk.end();
}

/** Adds what a kind that is a program has beside its modules. */
function withProgramFiles(
  closure: Closure,
  kind: StageKind,
  root: string,
): Closure {
  const files = { ...closure.code.files }, paths = { ...closure.paths };
  for (const { name, path, digest } of programFiles(kind, root)) {
    files[name] = digest;
    paths[name] = path;
  }
  const code = { ...closure.code, files: record(files) };
  return { ...closure, code, paths: record(paths) };
}

/** The closures of a graph's modules so far, and the files that they share. */
const known = new WeakMap<
  ModuleGraph,
  { sources: Sources; closures: Map<string, Closure> }
>();

/**
 * The closure of one stage kind.
 *
 * @throws ClosureError naming the file and the line.
 */
export function closureOf(graph: ModuleGraph, kind: StageKind): Closure {
  let cache = known.get(graph);
  if (cache === undefined) {
    cache = { sources: new Sources(graph), closures: new Map() };
    known.set(graph, cache);
  }
  let closure = cache.closures.get(kind.module);
  if (closure === undefined) {
    closure = withProgramFiles(
      computeClosure(kind.module, graph, cache.sources),
      kind,
      graph.root,
    );
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
