/**
 * Bounds what a queue was given and has not done yet. WebGPU keeps all of it in
 * memory, and a program can hand out work much faster than it is done.
 *
 * @module
 */

/** Dispatches that may be under way. */
const mostDispatches = 65_536;
/** Bytes that may have been written and not have reached their buffers. */
const mostBytes = 256 * 2 ** 20;

/** How much a queue had been given at some moment. */
export interface Mark {
  readonly dispatches: number;
  readonly bytes: number;
}

/** What was handed to a queue, and how much of it is known to be done. */
export class Backlog {
  #given: Mark = { dispatches: 0, bytes: 0 };
  #done: Mark = this.#given;

  constructor(readonly queue: GPUQueue) {}

  /** What was handed over so far, to be {@linkcode settled} later. */
  get mark(): Mark {
    return this.#given;
  }

  /** Says that a command buffer was submitted; may wait. */
  submitted(dispatches: number): void {
    this.#give(dispatches, 0);
    const waiting = this.#given.dispatches - this.#done.dispatches;
    if (waiting > mostDispatches) this.#wait();
  }

  /** Says that data was written; may wait. */
  written(bytes: number): void {
    this.#give(0, bytes);
    if (this.#given.bytes - this.#done.bytes <= mostBytes) return;
    // Writes begin with the next submission, even an empty one.
    this.queue.submit([]);
    this.#wait();
  }

  /** Says that everything was done that had been handed over by then. */
  settled(mark: Mark): void {
    const { dispatches, bytes } = this.#done;
    this.#done = {
      dispatches: Math.max(dispatches, mark.dispatches),
      bytes: Math.max(bytes, mark.bytes),
    };
  }

  #give(dispatches: number, bytes: number): void {
    this.#given = {
      dispatches: this.#given.dispatches + dispatches,
      bytes: this.#given.bytes + bytes,
    };
  }

  /**
   * Waits for all work. Deno does so within this call and fulfils the promise
   * ten milliseconds later, so the promise is left alone. Where the call does
   * not wait, the bound is not kept, and nothing else changes.
   */
  #wait(): void {
    this.queue.onSubmittedWorkDone().catch(() => {});
    this.settled(this.#given);
  }
}
