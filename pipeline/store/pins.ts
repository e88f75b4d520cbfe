/**
 * Pins: names for what `gc` must keep although no lock names it. A pin is a
 * file in the store, so that whoever shares the store keeps it, too.
 *
 * @module
 */

import { join } from "node:path";
import { messageOf } from "../errors.ts";
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

/** A pin that cannot be read: what it keeps is not known. */
export interface PinFault {
  /** The name of the pin. */
  readonly name: string;
  readonly path: string;
  readonly message: string;
}

/** All pins of a store. */
export interface ListedPins {
  readonly pins: readonly Pin[];
  readonly faults: readonly PinFault[];
}

function isPin(value: unknown): value is Pin & { version: 1 } {
  const { version, name, of, lock, keys, digests, since } = (value ??
    {}) as Record<string, unknown>;
  const all = (list: unknown) =>
    Array.isArray(list) &&
    list.every((one) => typeof one === "string" && isDigest(one));
  return version === 1 && typeof lock === "boolean" && all(keys) &&
    all(digests) &&
    [name, of, since].every((text) => typeof text === "string");
}

/** The name of the pin in a file, which need not be readable for it. */
function nameOf(file: string): string {
  const name = file.slice(0, -extension.length);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const extension = ".json";

/** The pins of one store. */
export class Pins {
  readonly #folder: string;

  constructor(store: string) {
    this.#folder = join(store, "pins");
  }

  /** A file name for any name that a person may give. */
  #path(name: string): string {
    return join(this.#folder, `${encodeURIComponent(name)}${extension}`);
  }

  #files(): string[] {
    return names(this.#folder).filter((name) => name.endsWith(extension));
  }

  /** Sets a pin; one of the same name is replaced. */
  set(pin: Pin): void {
    withDisk(`pin "${pin.name}"`, () => {
      Deno.mkdirSync(this.#folder, { recursive: true });
      const text = JSON.stringify({ version: 1, ...pin }, null, 1);
      replaceFile(this.#path(pin.name), text + "\n");
    });
  }

  /**
   * Removes a pin, also one that cannot be read; false where there is none of
   * that name.
   */
  remove(name: string): boolean {
    const file = this.#files().find((one) => nameOf(one) === name);
    if (file === undefined) return false;
    withDisk(
      `unpin "${name}"`,
      () => removeIfThere(join(this.#folder, file)),
    );
    return true;
  }

  #read(file: string): Pin | PinFault {
    const path = join(this.#folder, file);
    const name = nameOf(file);
    let why = "it is damaged";
    try {
      const value: unknown = JSON.parse(Deno.readTextFileSync(path));
      // A copy of a pin's file is a pin of its own name.
      if (isPin(value)) return { ...value, name };
    } catch (error) {
      if (!(error instanceof SyntaxError)) why = messageOf(error);
    }
    const message = `Cannot read the pin "${name}", "${path}": ${why}; put ` +
      "the file back, or remove the pin if what it names need not be kept";
    return { name, path, message };
  }

  /** All pins, by name: those that can be read, and those that cannot. */
  list(): ListedPins {
    const pins: Pin[] = [];
    const faults: PinFault[] = [];
    for (const file of this.#files()) {
      const found = this.#read(file);
      if ("message" in found) faults.push(found);
      else pins.push(found);
    }
    return { pins, faults };
  }
}
