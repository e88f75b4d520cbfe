/**
 * The store's gate, held while something is read and not in between: an
 * explorer may be open for days, and must not keep `gc` from its work.
 *
 * @module
 */

import type { HeldLock } from "../store/lock_file.ts";
import type { Store } from "../store/store.ts";

/** Lets readers in, several at a time. */
export class ReadingGate {
  readonly #store: Store;
  #readers = 0;
  #held: Promise<HeldLock> | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Reads; while something is removed from the store it waits. */
  async read<T>(run: () => T | Promise<T>): Promise<T> {
    this.#readers++;
    const held = this.#held ??= this.#store.enter("explore");
    try {
      await held;
      return await run();
    } finally {
      if (--this.#readers === 0) {
        this.#held = null;
        // One that could not be entered has been told to who reads.
        held.then((lock) => lock.release(), () => {});
      }
    }
  }
}
