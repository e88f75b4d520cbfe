/**
 * Writing the files of an export, and counting them.
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { Digest } from "../identity/digest.ts";
import { withDisk } from "../store/files.ts";
import type { Store } from "../store/store.ts";
import { copyObject } from "./artifacts.ts";
import type { Exported } from "./target.ts";

/** A file of a store, and where it goes. */
export interface CopiedFile {
  /** From the folder that is written into. */
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
}

/** A folder that is written into. */
export class ExportFolder {
  #files = 0;
  #bytes = 0;

  constructor(readonly path: string) {}

  /** Writes a file where there is none yet. */
  write(path: string, data: string | Uint8Array): void {
    const bytes = typeof data === "string"
      ? new TextEncoder().encode(data)
      : data;
    const to = join(this.path, path);
    withDisk(`write "${path}"`, () => {
      Deno.mkdirSync(dirname(to), { recursive: true });
      Deno.writeFileSync(to, bytes, { createNew: true });
    });
    this.#count(bytes.length);
  }

  /**
   * Copies a file of a store, hashing it on the way.
   *
   * @param label What it is called in an error.
   * @throws StoreError where its bytes are not what its name says.
   */
  copy(store: Store, { path, digest, size }: CopiedFile, label: string): void {
    withDisk(
      `write "${path}"`,
      () => copyObject(store, digest, join(this.path, path), label),
    );
    this.#count(size);
  }

  /** Makes a folder in it, which may stay empty. */
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

  #count(size: number): void {
    this.#files++;
    this.#bytes += size;
  }
}

/** JSON as it is written into exports: two spaces, and a line feed at the end. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}
