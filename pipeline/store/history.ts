/**
 * Which records a stage has had, by its name, in the order of time. It is
 * derived from the records and made anew whenever it does not cover them, so
 * that it can be deleted at any time.
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { replaceFile } from "./files.ts";

/** Where a record of a stage is. */
export interface Place {
  readonly key: Key;
  /** Zero for a key that has a folder but no record that can be read. */
  readonly n: number;
  readonly stage: string;
}

function line({ key, n, stage }: Place): string {
  return `${key} ${n} ${stage}\n`;
}

/** The history of a store's stages: one line a record, appended. */
export class History {
  readonly #path: string;
  readonly #scan: () => Iterable<Place>;
  #loaded: { text: string; stages: Map<string, Place[]>; keys: number } | null =
    null;

  /**
   * @param scan Finds every record's place, oldest first, and every key without
   * a record, which is counted, so that it is not looked for each time.
   */
  constructor(root: string, scan: () => Iterable<Place>) {
    this.#path = join(root, "history");
    this.#scan = scan;
  }

  /**
   * The places of a stage's records, oldest first.
   *
   * @param keys How many keys have folders; a history that has seen another
   * number of keys lost a line, or has one too many, and is made anew.
   */
  places(stage: string, keys: number): readonly Place[] {
    let loaded = this.#load();
    if (loaded.keys !== keys) {
      replaceFile(this.#path, [...this.#scan()].map(line).join(""));
      loaded = this.#load();
    }
    return loaded.stages.get(stage) ?? [];
  }

  /** Adds a record's place. */
  append(place: Place): void {
    Deno.mkdirSync(dirname(this.#path), { recursive: true });
    // One short write at the end of a file is not torn apart by another, and
    // a line that a crash cuts off is missed by the count and made anew.
    Deno.writeTextFileSync(this.#path, line(place), { append: true });
  }

  #load() {
    let text = "";
    try {
      text = Deno.readTextFileSync(this.#path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    if (this.#loaded?.text === text) return this.#loaded;
    const stages = new Map<string, Place[]>();
    const keys = new Set<string>();
    for (
      const match of text.matchAll(/^([0-9a-f]{64}) (0|[1-9]\d*) (.*)\n/gm)
    ) {
      const [, key = "", n, stage = ""] = match;
      keys.add(key);
      if (n === "0") continue;
      const place = { key: key as Key, n: Number(n), stage };
      const places = stages.get(stage);
      if (places === undefined) stages.set(stage, [place]);
      else places.push(place);
    }
    this.#loaded = { text, stages, keys: keys.size };
    return this.#loaded;
  }
}
