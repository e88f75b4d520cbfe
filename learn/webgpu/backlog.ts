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

/** What was handed to a queue since it was last known to be idle. */
export class Backlog {
  #dispatches = 0;
  #bytes = 0;

  constructor(readonly queue: GPUQueue) {}

  /** Says that a command buffer was submitted; may wait. */
  submitted(dispatches: number): void {
    this.#dispatches += dispatches;
    if (this.#dispatches > mostDispatches) this.#wait();
  }

  /** Says that data was written; may wait. */
  written(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= mostBytes) return;
    // Writes begin with the next submission, even an empty one.
    this.queue.submit([]);
    this.#wait();
  }

  /** Says that everything was done. */
  settled(): void {
    this.#dispatches = 0;
    this.#bytes = 0;
  }

  /**
   * Waits for all work. Deno does so within this call and fulfils the promise
   * ten milliseconds later, so the promise is left alone. Where the call does
   * not wait, the bound is not kept, and nothing else changes.
   */
  #wait(): void {
    this.queue.onSubmittedWorkDone().catch(() => {});
    this.settled();
  }
}
