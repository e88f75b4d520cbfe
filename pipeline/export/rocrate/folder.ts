/**
 * The files of a crate: what was written, under which name, and the data
 * entities that describe it (RO-Crate 1.1, section "Data Entities").
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { Digest } from "../../identity/digest.ts";
import { sha256 } from "../../identity/hash.ts";
import { withDisk } from "../../store/files.ts";
import type { Store } from "../../store/store.ts";
import { copyObject } from "../artifacts.ts";
import type { Exported } from "../target.ts";
import type { Entity, Graph } from "./graph.ts";
import { idOfPath } from "./ids.ts";
import { mediaTypeOf } from "./media_types.ts";

/** What is said of a file beside its bytes. */
export type Said = Partial<Entity>;

/** A file as its entity describes it. */
interface Described {
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
}

/** Writes the files of one crate. */
export class CrateFolder {
  /** The paths that are taken, in the form in which they are compared. */
  readonly #taken = new Set<string>();
  #files = 0;
  #bytes = 0;

  constructor(readonly path: string, readonly graph: Graph) {}

  /**
   * A path that nothing else has: the one that is wanted, or else one in
   * another folder. Some file systems take letters of either case, or an accent
   * written in two ways, for the same; and no part of a path may be the path of
   * an artifact.
   */
  place(wanted: string): string {
    for (let i = 1;; i++) {
      const path = i === 1 ? wanted : wanted.replace(/^[^/.]+/, `$&~${i}`);
      const form = path.normalize("NFC").toLowerCase();
      const parts = form.split("/").map((_, at, all) =>
        all.slice(0, at + 1).join("/")
      );
      // A path that ends with a slash is a folder of others.
      if (this.#taken.has(form) || this.#taken.has(`${form}/`)) continue;
      if (parts.some((part) => this.#taken.has(part))) continue;
      this.#taken.add(form);
      for (const part of parts.slice(0, -1)) this.#taken.add(`${part}/`);
      return path;
    }
  }

  /** Writes a file, and describes it as a data entity. */
  write(path: string, data: string | Uint8Array, said: Said = {}): string {
    const bytes = typeof data === "string"
      ? new TextEncoder().encode(data)
      : data;
    this.#put(path, bytes);
    const described = { path, digest: sha256(bytes), size: bytes.length };
    return this.graph.add(entityOf(described, said));
  }

  /** Writes a text that is no data entity, such as the metadata itself. */
  writePlain(path: string, text: string): void {
    this.#put(path, new TextEncoder().encode(text));
  }

  #put(path: string, bytes: Uint8Array): void {
    const to = join(this.path, path);
    withDisk(`write "${path}"`, () => {
      Deno.mkdirSync(dirname(to), { recursive: true });
      Deno.writeFileSync(to, bytes, { createNew: true });
    });
    this.#count(bytes.length);
  }

  #count(size: number): void {
    this.#files++;
    this.#bytes += size;
  }

  /**
   * Copies an object, and describes it as a data entity.
   *
   * @param label What it is called in an error.
   * @throws StoreError where its bytes are not what its name says.
   */
  copy(
    store: Store,
    { path, digest, size }: Described,
    label: string,
    said: Said = {},
  ): string {
    withDisk(
      `write "${path}"`,
      () => copyObject(store, digest, join(this.path, path), label),
    );
    this.#count(size);
    return this.graph.add(entityOf({ path, digest, size }, said));
  }

  /** Makes a folder that holds files, or none. */
  makeFolder(path: string): void {
    withDisk(
      `write "${path}"`,
      () => Deno.mkdirSync(join(this.path, path), { recursive: true }),
    );
  }

  /** What was written. */
  exported(main: string, leftOut: readonly string[]): Exported {
    return { main, files: this.#files, bytes: this.#bytes, leftOut };
  }
}

/** The entity of a file. */
function entityOf({ path, digest, size }: Described, said: Said): Entity {
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
