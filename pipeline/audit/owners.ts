/**
 * Whose bytes an object holds: which output of which stage. Looked up only
 * where something is wrong, because it reads every folder of every record.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { Lock } from "../lock.ts";
import type { Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { RecordFault } from "../store/records.ts";

/** Finds out whose an object or a record is. */
export class Owners {
  readonly #store: Store;
  readonly #records: readonly ExecutionRecord[];
  #found: Map<Digest, string[]> | null = null;

  constructor(store: Store, records: readonly ExecutionRecord[]) {
    this.#store = store;
    this.#records = records;
  }

  /**
   * Whose bytes an object holds, such as `output "results" of "comparison"`;
   * empty where no record says so.
   */
  ofObject(digest: Digest): string {
    this.#found ??= this.#find();
    // Records come by their keys, which an edit of any code changes.
    const [first, ...others] = (this.#found.get(digest) ?? [])
      .toSorted(compareCodePoints);
    if (first === undefined) return "";
    return others.length === 0 ? first : `${first} and ${others.length} more`;
  }

  #find(): Map<Digest, string[]> {
    const found = new Map<Digest, string[]>();
    const add = (digest: Digest, owner: string) => {
      const owners = found.get(digest);
      if (owners === undefined) found.set(digest, [owner]);
      else if (!owners.includes(owner)) owners.push(owner);
    };
    const listed = new Set<string>();
    for (const { stage, outputs, preimage, log } of this.#records) {
      for (const [name, { digest, form }] of Object.entries(outputs)) {
        const output = `output "${name}" of "${stage}"`;
        add(digest, output);
        if (form !== "folder" || listed.has(output + digest)) continue;
        listed.add(output + digest);
        for (const { path, digest: file } of this.#filesOf(digest)) {
          add(file, `"${path}" in ${output}`);
        }
      }
      for (const [path, digest] of Object.entries(preimage.code.files)) {
        add(digest, `code "${path}" of "${stage}"`);
      }
      if (log !== undefined) add(log.digest, `log of "${stage}"`);
    }
    return found;
  }

  #filesOf(folder: Digest) {
    try {
      return this.#store.readTree(folder);
    } catch {
      // It is damaged itself, and then its files have no names.
      return [];
    }
  }
}

/** The stage of a record that cannot be believed, as far as it can be told. */
export function stageOf(
  fault: RecordFault,
  records: readonly ExecutionRecord[],
  lock: Lock | null,
): string | null {
  const other = records.find(({ key }) => key === fault.key);
  if (other !== undefined) return other.stage;
  for (const stages of Object.values(lock?.profiles ?? {})) {
    for (const [stage, { key }] of Object.entries(stages)) {
      if (key === fault.key) return stage;
    }
  }
  try {
    const text = Deno.readTextFileSync(fault.path);
    return /^ "stage": "([^"]{1,200})",$/m.exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
}
