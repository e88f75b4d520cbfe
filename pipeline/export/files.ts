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

/** A folder that is written into. */
export class ExportFolder {
  #files = 0;
  #bytes = 0;

  constructor(readonly path: string) {}

  /** Writes a text at a path from the folder. */
  write(path: string, text: string): void {
    const bytes = new TextEncoder().encode(text);
    withDisk(`write "${path}"`, () => {
      Deno.mkdirSync(dirname(join(this.path, path)), { recursive: true });
      Deno.writeFileSync(join(this.path, path), bytes);
    });
    this.#files++;
    this.#bytes += bytes.length;
  }

  /**
   * Copies a file of a store, hashing it on the way.
   *
   * @throws StoreError where its bytes are not what its name says.
   */
  copy(store: Store, digest: Digest, size: number, path: string): void {
    withDisk(
      `write "${path}"`,
      () => copyObject(store, digest, join(this.path, path), path),
    );
    this.#files++;
    this.#bytes += size;
  }

  /** What was written. */
  exported(main: string, leftOut: readonly string[]): Exported {
    return { main, files: this.#files, bytes: this.#bytes, leftOut };
  }
}

/** JSON as it is written into exports: two spaces, and a line feed at the end. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}
