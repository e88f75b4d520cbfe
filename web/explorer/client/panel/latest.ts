/**
 * Requests of which only the latest counts. Answers arrive in any order: one
 * that was asked for before another must not be shown after it.
 *
 * @module
 */

/** What became of a request. */
export interface Handlers<Value> {
  done(value: Value): void;
  failed(message: string): void;
}

/** Runs requests for one place of the page. */
export class Latest {
  #turn = 0;

  /** Asks, and tells of the answer only if nothing was asked since. */
  async ask<Value>(
    request: () => Promise<Value>,
    handlers: Handlers<Value>,
  ): Promise<void> {
    const turn = ++this.#turn;
    let value: Value;
    try {
      value = await request();
    } catch (error) {
      if (turn === this.#turn) {
        handlers.failed(error instanceof Error ? error.message : String(error));
      }
      return;
    }
    if (turn === this.#turn) handlers.done(value);
  }

  /** Answers that are still to come are dropped. */
  drop(): void {
    this.#turn++;
  }
}
