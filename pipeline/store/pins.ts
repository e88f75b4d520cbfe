/**
 * Pins: names for what `gc` must keep although no lock names it. A pin is a
 * file in the store, so that whoever shares the store keeps it, too.
 *
 * @module
 */

import { join } from "node:path";
import { StoreError } from "../errors.ts";
import type { Digest, Key } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";
import { removeIfThere, replaceFile, withDisk } from "./files.ts";
import { names } from "./objects.ts";

/** What a pin keeps. */
export interface Pin {
  readonly name: string;
  /** What was pinned, in words: `the lock "..."`, `comparison.results`. */
  readonly of: string;
  /** Whether it is all that a lock names. */
  readonly lock: boolean;
  /** Keys whose records are kept, with all that they need. */
  readonly keys: readonly Key[];
  /** Artifacts that are kept. */
  readonly digests: readonly Digest[];
  /** When it was pinned, as ISO 8601 in UTC; for people only. */
  readonly since: string;
}

function isPin(value: unknown): value is Pin & { version: 1 } {
  const { version, name, lock, keys, digests } = (value ?? {}) as Record<
    string,
    unknown
  >;
  const all = (list: unknown) =>
    Array.isArray(list) &&
    list.every((one) => typeof one === "string" && isDigest(one));
  return version === 1 && typeof name === "string" &&
    typeof lock === "boolean" && all(keys) && all(digests);
}

/** The pins of one store. */
export class Pins {
  readonly #folder: string;

  constructor(store: string) {
    this.#folder = join(store, "pins");
  }

  /** A file name for any name that a person may give. */
  #path(name: string): string {
    return join(this.#folder, `${encodeURIComponent(name)}.json`);
  }

  /** Sets a pin; one of the same name is replaced. */
  set(pin: Pin): void {
    withDisk(`pin "${pin.name}"`, () => {
      Deno.mkdirSync(this.#folder, { recursive: true });
      const text = JSON.stringify({ version: 1, ...pin }, null, 1);
      replaceFile(this.#path(pin.name), text + "\n");
    });
  }

  /** Removes a pin; false where there is none of that name. */
  remove(name: string): boolean {
    if (!this.list().some((pin) => pin.name === name)) return false;
    withDisk(`unpin "${name}"`, () => removeIfThere(this.#path(name)));
    return true;
  }

  /**
   * All pins, by name.
   *
   * @throws StoreError for one that cannot be read.
   */
  list(): Pin[] {
    const files = names(this.#folder).filter((name) => name.endsWith(".json"));
    return files.map((file) => {
      const path = join(this.#folder, file);
      let value: unknown;
      try {
        value = JSON.parse(Deno.readTextFileSync(path));
      } catch {
        value = null;
      }
      if (isPin(value)) return value;
      throw new StoreError(
        `Cannot read the pin "${path}": it is damaged; remove the file if ` +
          "what it names need not be kept",
      );
    });
  }
}
