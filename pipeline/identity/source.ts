/**
 * The local files of closures: their names in keys, their digests, and what
 * is hidden in them. Each is read once for all closures of a graph.
 *
 * @module
 */

import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ClosureError, messageOf } from "../errors.ts";
import type { Digest } from "./digest.ts";
import { engineUrl, type GraphModule, type ModuleGraph } from "./graph.ts";
import { sha256 } from "./hash.ts";
import { scan } from "./scan.ts";

/** A local file of a closure. */
export interface Source {
  readonly name: string;
  readonly path: string;
  readonly digest: Digest;
  /** What it calls `import.meta.resolve` with. */
  readonly resolved: readonly string[];
}

const engineFolder = fileURLToPath(engineUrl);

/**
 * A file's name in keys: its path from the project's root. The engine's own
 * files are `pipeline/...` wherever the engine is, so that a recipe elsewhere
 * has the same keys as one beside it. Null for a file outside of both.
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

/** A path as messages show it: from the project's root, if it is below it. */
export function shownPath(path: string, root: string): string {
  return nameOf(path, root) ?? path;
}

function refuseHidden(name: string, text: string): readonly string[] {
  const { hidden, resolved } = scan(text, name);
  const [first] = hidden;
  if (first === undefined) return resolved;
  throw new ClosureError(
    `${name}:${first.line} holds ${first.what}, which the stage's key could ` +
      "not see; import what it needs by literal imports",
  );
}

/** The local files of a graph, as they are read. */
export class Sources {
  readonly #root: string;
  readonly #known = new Map<string, Source>();
  readonly #configs = new Map<string, readonly Source[]>();
  readonly #workspace: boolean;

  constructor({ root, config }: ModuleGraph) {
    this.#root = root;
    this.#workspace = config.workspace !== undefined;
  }

  /**
   * Reads a module or an asset.
   *
   * @param from What imports it, for messages.
   * @throws ClosureError where it cannot be read, is outside of the project,
   * holds something hidden, or is not what Deno has seen.
   */
  read(module: GraphModule, from: string): Source {
    const { specifier, kind, size } = module;
    const known = this.#known.get(specifier);
    if (known !== undefined) return known;
    const path = fileURLToPath(specifier);
    const name = nameOf(path, this.#root);
    if (name === null) {
      throw new ClosureError(
        `${from} imports "${path}", which is outside the project; a key can ` +
          "only hold files of the project: move it inside",
      );
    }
    if (/(^|\/)node_modules\//.test(name)) {
      throw new ClosureError(
        `${from} imports "${name}"; what is in "node_modules" is not held to ` +
          'deno.lock: write "nodeModulesDir": "none" into deno.json',
      );
    }
    const bytes = readBytes(path, `${from} imports "${name}"`);
    if (size !== undefined && size !== bytes.length) {
      throw new ClosureError(
        `${name} was changed while its imports were being found out; run ` +
          "the command again",
      );
    }
    const isCode = kind === "esm" || kind === undefined;
    const resolved = isCode
      ? refuseHidden(name, new TextDecoder().decode(bytes))
      : [];
    const source = { name, path, digest: sha256(bytes), resolved };
    this.#known.set(specifier, source);
    return source;
  }

  /**
   * Files beside and above a module, up to the project's root, that Deno reads
   * to find out how to load it.
   */
  configsFor(source: Source): readonly Source[] {
    return this.#configsIn(dirname(source.path));
  }

  #configsIn(folder: string): readonly Source[] {
    const known = this.#configs.get(folder);
    if (known !== undefined) return known;
    const names = ["package.json", "tsconfig.json"];
    // Of the project's own deno.json, the key holds what applies.
    const isRoot = folder === this.#root;
    if (this.#workspace && !isRoot) names.push("deno.json", "deno.jsonc");
    const own = nameOf(join(folder, "x"), this.#root) === null ||
        folder === dirname(folder)
      ? []
      : names.map((name) => this.#config(join(folder, name)));
    const above = isRoot || own.length === 0
      ? []
      : this.#configsIn(dirname(folder));
    const found = [...own.filter((one) => one !== null), ...above];
    this.#configs.set(folder, found);
    return found;
  }

  #config(path: string): Source | null {
    try {
      if (!Deno.statSync(path).isFile) return null;
    } catch {
      return null;
    }
    const name = nameOf(path, this.#root)!;
    const bytes = readBytes(path, `The project holds "${name}"`);
    if (basename(path) === "tsconfig.json") {
      const text = new TextDecoder().decode(bytes);
      if (/"extends"\s*:/.test(text)) {
        throw new ClosureError(
          `${name} extends another file, which no key would hold; write its ` +
            "options into it, or into deno.json",
        );
      }
    }
    return { name, path, digest: sha256(bytes), resolved: [] };
  }
}

function readBytes(path: string, what: string): Uint8Array<ArrayBuffer> {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    throw new ClosureError(`${what}: ${messageOf(error)}`);
  }
}
