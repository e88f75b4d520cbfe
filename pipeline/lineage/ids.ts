/**
 * What executions are called in a lineage.
 *
 * @module
 */

import type { ExecutionRecord } from "../store/record.ts";
import { digestsOf } from "./producers.ts";

/** Gives executions their ids: those of a key that gave the same bytes one. */
export class Ids {
  readonly #ids = new Map<ExecutionRecord, string>();
  readonly #same = new Map<string, string>();
  readonly #taken = new Set<string>();

  /** The key; of further executions of it with other bytes, more than that. */
  of(record: ExecutionRecord): string {
    const known = this.#ids.get(record);
    if (known !== undefined) return known;
    const same = [record.key, ...digestsOf(record)].join(" ");
    let id = this.#same.get(same);
    if (id === undefined) {
      id = record.key;
      if (this.#taken.has(id)) id += `@${record.startedAt}`;
      while (this.#taken.has(id)) id += "+";
      this.#taken.add(id);
      this.#same.set(same, id);
    }
    this.#ids.set(record, id);
    return id;
  }
}
