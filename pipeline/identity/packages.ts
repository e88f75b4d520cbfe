/**
 * The npm packages of a closure: all that those which it imports depend on,
 * optional and peer dependencies included, on every platform.
 *
 * @module
 */

import { ClosureError } from "../errors.ts";
import type { ModuleGraph } from "./graph.ts";

/** The packages of one closure, as they are found. */
export class Packages {
  readonly #graph: ModuleGraph;
  readonly #ids = new Set<string>();
  /** What each import and each package resolves to. */
  readonly #edges: [from: string, to: string][] = [];

  constructor(graph: ModuleGraph) {
    this.#graph = graph;
  }

  /**
   * Adds a package and all that it depends on.
   *
   * @param specifier What was imported, such as `npm:zod@^4`.
   * @throws ClosureError where one has no integrity.
   */
  add(specifier: string, id: string): void {
    this.#edges.push([specifier, id]);
    const queue = [id];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (this.#ids.has(next)) continue;
      this.#ids.add(next);
      const found = this.#graph.packages[next];
      if (found === undefined || this.#graph.integrity[next] === undefined) {
        throw new ClosureError(
          `The npm package "${next}" has no integrity in "deno.lock"; ` +
            'run "deno install" and commit the lock',
        );
      }
      for (const dependency of found.dependencies) {
        this.#edges.push([next, dependency]);
        queue.push(dependency);
      }
    }
  }

  #name(id: string): string {
    return this.#graph.packages[id]!.name;
  }

  /** Integrity by `name@version`. */
  integrity(): Record<string, string> {
    const { packages, integrity } = this.#graph;
    return Object.fromEntries(
      [...this.#ids].map((id) => {
        const { name, version } = packages[id]!;
        return [`${name}@${version}`, integrity[id]!];
      }),
    );
  }

  /** Folders that hold the packages' files. */
  folders(): string[] {
    return [...this.#ids].map((id) => this.#graph.packages[id]!.localPath)
      .filter((path) => path !== undefined).sort();
  }

  /**
   * Which version each dependent gets of a package that is there in several:
   * otherwise two that swap theirs would leave the key as it was.
   */
  versions(): Record<string, string[]> {
    const ids = new Map<string, number>();
    for (const id of this.#ids) {
      ids.set(this.#name(id), (ids.get(this.#name(id)) ?? 0) + 1);
    }
    const versions: Record<string, string[]> = {};
    for (const [from, to] of this.#edges) {
      if (ids.get(this.#name(to)) === 1) continue;
      const known = versions[from] ??= [];
      if (!known.includes(to)) known.push(to);
    }
    for (const known of Object.values(versions)) known.sort();
    return versions;
  }
}
