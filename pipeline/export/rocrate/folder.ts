/**
 * The files of a crate: what was written, under which name, and the data
 * entities that describe it (RO-Crate 1.1, section "Data Entities").
 *
 * @module
 */

import { sha256 } from "../../identity/hash.ts";
import { mediaTypeOf } from "../../media_types.ts";
import type { Store } from "../../store/store.ts";
import { type CopiedFile, ExportFolder } from "../files.ts";
import { comparedName, portablePath } from "../../portable.ts";
import type { Exported } from "../target.ts";
import type { Entity, Graph } from "./graph.ts";
import { idOfPath } from "./ids.ts";

/** What is said of a file beside its bytes. */
export type Said = Partial<Entity>;

/** Writes the files of one crate. */
export class CrateFolder {
  /** The paths that are taken, in the form in which they are compared. */
  readonly #taken = new Set<string>();
  /** The paths of all files and of the folders around them, in the same form. */
  readonly #present = new Set<string>();
  readonly #out: ExportFolder;

  constructor(path: string, readonly graph: Graph) {
    this.#out = new ExportFolder(path);
  }

  /**
   * A path that nothing else has: the one that is wanted, in names that every
   * system can hold, or else one in another folder. Some file systems take
   * letters of either case, or an accent written in two ways, for the same; and
   * no part of a path may be the path of an artifact.
   */
  place(wanted: string): string {
    const portable = portablePath(wanted);
    for (let i = 1;; i++) {
      const path = i === 1 ? portable : portable.replace(/^[^/.]+/, `$&~${i}`);
      const form = comparedName(path);
      const parts = partsOf(form);
      // A path that ends with a slash is a folder of others.
      if (this.#taken.has(form) || this.#taken.has(`${form}/`)) continue;
      if (parts.some((part) => this.#taken.has(part))) continue;
      this.#taken.add(form);
      for (const part of parts.slice(0, -1)) this.#taken.add(`${part}/`);
      return path;
    }
  }

  /** Whether no file and no folder of the crate has this path. */
  isFree(path: string): boolean {
    return !this.#present.has(comparedName(path));
  }

  #note(path: string): void {
    for (const part of partsOf(comparedName(path))) this.#present.add(part);
  }

  /** Writes a file, and describes it as a data entity. */
  write(path: string, data: string | Uint8Array, said: Said = {}): string {
    const bytes = typeof data === "string"
      ? new TextEncoder().encode(data)
      : data;
    this.#out.write(path, bytes);
    this.#note(path);
    const described = { path, digest: sha256(bytes), size: bytes.length };
    return this.graph.add(entityOf(described, said));
  }

  /** Writes a text that is no data entity, such as the metadata itself. */
  writePlain(path: string, text: string): void {
    this.#out.write(path, text);
  }

  /**
   * Copies an object, and describes it as a data entity.
   *
   * @param label What it is called in an error.
   * @throws StoreError where its bytes are not what its name says.
   */
  copy(
    store: Store,
    { path, digest, size }: CopiedFile,
    label: string,
    said: Said = {},
  ): string {
    this.#out.copy(store, { path, digest, size }, label);
    this.#note(path);
    return this.graph.add(entityOf({ path, digest, size }, said));
  }

  /** Makes a folder that holds files, or none. */
  makeFolder(path: string): void {
    this.#out.makeFolder(path);
    this.#note(path);
  }

  /** What was written. */
  exported(main: string, leftOut: readonly string[]): Exported {
    return this.#out.exported(main, leftOut);
  }
}

/** A path and those of the folders that it lies in, the outermost first. */
function partsOf(path: string): string[] {
  return path.split("/").map((_, at, all) => all.slice(0, at + 1).join("/"));
}

/** The entity of a file. */
function entityOf({ path, digest, size }: CopiedFile, said: Said): Entity {
  return {
    "@id": idOfPath(path),
    "@type": "File",
    name: path.slice(path.lastIndexOf("/") + 1),
    encodingFormat: mediaTypeOf(path),
    ...said,
    contentSize: String(size),
    sha256: digest,
  };
}
