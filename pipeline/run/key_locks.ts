/**
 * The locks on keys that a run holds. Two stages of one run may be the same
 * and have one key: the second waits for the first without asking the disk.
 *
 * @module
 */

import type { Key } from "../identity/digest.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "./tasks.ts";

/** The locks of one run. */
export class KeyLocks {
  readonly #store: Store;
  readonly #held = new Map<Key, { holder: Task; twins: Task[] }>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes the lock on a task's key; false while somebody else holds it. */
  take(task: Task): boolean {
    if (task.lock !== null) return true;
    const key = task.key!;
    if (this.#held.has(key)) return false;
    task.lock = this.#store.tryLockKey(key, task.stage.name);
    if (task.lock === null) return false;
    this.#held.set(key, { holder: task, twins: [] });
    return true;
  }

  /** Has a task wait for one of its run that is the same, if there is one. */
  join(task: Task): Task | null {
    const held = this.#held.get(task.key!);
    held?.twins.push(task);
    return held?.holder ?? null;
  }

  /** Frees a task's lock, and tells which tasks have waited for that. */
  release(task: Task): Task[] {
    if (task.lock === null) return [];
    task.lock.release();
    task.lock = null;
    const { twins = [] } = this.#held.get(task.key!) ?? {};
    this.#held.delete(task.key!);
    return twins;
  }
}
