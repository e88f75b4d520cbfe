/**
 * Which objects may be shown: those that a record of the store names, as what
 * it put out, as its code or as its log. Whatever else somebody asks for is not
 * there, so that no address leads anywhere else on the disk.
 *
 * @module
 */

import type { Digest, Key } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import type { TreeEntry } from "../store/tree.ts";
import { mediaTypeOf } from "../media_types.ts";
import type { ShownRecipe } from "./subject.ts";

/** What is known of an object before it is opened. */
export interface Known {
  readonly digest: Digest;
  readonly form: "file" | "folder";
  /** The IANA media type as far as it is declared. */
  readonly mediaType: string;
  /** What a file of it would be called. */
  readonly fileName: string;
  /** Bytes of a file where they are known. */
  readonly size: number | null;
}

/** The objects that records name. */
export class KnownObjects {
  readonly #store: Store;
  readonly #mediaTypes = new Map<string, readonly [string, string]>();
  readonly #found = new Map<string, Known>();
  /** The keys whose records were looked through, with how many there were. */
  readonly #keys = new Set<string>();

  constructor(store: Store, built: ShownRecipe) {
    this.#store = store;
    for (const { kind } of built.stages) {
      for (const type of Object.values(kind.outputs)) {
        const { name, form, mediaType, extension } = type;
        this.#mediaTypes.set(`${form} ${name}`, [mediaType, extension]);
      }
    }
  }

  /** Adds all that a record names. */
  add({ outputs, preimage, log, stage }: ExecutionRecord): void {
    const last = stage.slice(stage.lastIndexOf("/") + 1);
    for (
      const [name, { digest, form, type, size }] of Object.entries(outputs)
    ) {
      const [mediaType, extension] = this.#mediaTypes.get(`${form} ${type}`) ??
        [
          form === "folder" ? "inode/directory" : "application/octet-stream",
          "",
        ];
      this.#found.set(digest, {
        digest,
        form,
        mediaType,
        fileName: `${last}.${name}${extension}`,
        size: form === "file" ? size : null,
      });
    }
    for (const [path, digest] of Object.entries(preimage.code.files)) {
      this.#addText(digest, path.slice(path.lastIndexOf("/") + 1), null);
    }
    if (log !== undefined) this.#addText(log.digest, `${last}.log`, log.size);
  }

  #addText(digest: Digest, fileName: string, size: number | null): void {
    // What is put out and is code, too, is shown as what its type says.
    if (this.#found.has(digest)) return;
    const mediaType = "text/plain";
    this.#found.set(digest, {
      digest,
      form: "file",
      mediaType,
      fileName,
      size,
    });
  }

  /** An object that a record names; null for any other. */
  find(digest: string): Known | null {
    if (!isDigest(digest)) return null;
    const known = this.#found.get(digest);
    if (known !== undefined) return known;
    // A record of another profile, or of another time.
    for (const key of this.#store.recordKeys()) {
      if (this.#keys.has(key)) continue;
      this.#keys.add(key);
      for (const record of this.#store.readRecords(key as Key)) {
        this.add(record);
      }
      const found = this.#found.get(digest);
      if (found !== undefined) return found;
    }
    return null;
  }

  /**
   * A file of a folder that a record names. Its path must be one of the folder's
   * entries to the letter, so that none leads out of it.
   */
  fileOf(folder: Known, path: string): Known | null {
    if (folder.form !== "folder") return null;
    const entry = this.entriesOf(folder).find((one) => one.path === path);
    if (entry === undefined) return null;
    return {
      digest: entry.digest,
      form: "file",
      mediaType: mediaTypeOf(path) ?? "application/octet-stream",
      fileName: path.slice(path.lastIndexOf("/") + 1),
      size: entry.size,
    };
  }

  /**
   * The files of a folder.
   *
   * @throws JuiceError where the folder's object is missing or damaged.
   */
  entriesOf({ digest }: Known): TreeEntry[] {
    return this.#store.readTree(digest);
  }
}
