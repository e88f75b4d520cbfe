/**
 * Sharing the machine among stages: threads, memory, and one stage at a time
 * on a WebGPU adapter.
 *
 * @module
 */

/** What a stage needs in order to start. */
export interface Need {
  /** The most threads that it can use, at least 1. */
  readonly threads: number;
  /** MiB. */
  readonly memory: number;
  readonly gpu: boolean;
}

/** What the machine has. */
export interface Capacity {
  readonly threads: number;
  /** MiB. */
  readonly memory: number;
  readonly gpu: number;
}

/** What of the machine is free. */
export class Room {
  #threads: number;
  #memory: number;
  #gpu: number;
  #guests = 0;

  constructor(total: Capacity) {
    this.#threads = total.threads;
    this.#memory = total.memory;
    this.#gpu = total.gpu;
  }

  /** Free threads. */
  get threads(): number {
    return this.#threads;
  }

  /**
   * Whether a stage could start, with one thread at least. One that wants more
   * memory than the machine has starts when nothing else runs, because never
   * to run it would help nobody.
   */
  fits(need: Omit<Need, "threads">): boolean {
    return this.#threads >= 1 && (!need.gpu || this.#gpu >= 1) &&
      (need.memory <= this.#memory || this.#guests === 0);
  }

  /** Sets aside what a stage needs, with this many threads. */
  take(need: Need, threads: number): void {
    this.#change(need, threads, 1);
  }

  /** Gives back what was set aside. */
  give(need: Need, threads: number): void {
    this.#change(need, threads, -1);
  }

  #change(need: Need, threads: number, sign: 1 | -1): void {
    this.#threads -= sign * threads;
    this.#memory -= sign * need.memory;
    this.#gpu -= need.gpu ? sign : 0;
    this.#guests += sign;
  }
}

/**
 * How many more threads each of the stages gets that start now with one: what
 * is left over goes round among those that can use more. Two that could each
 * use every core thus share them evenly, and a lone one gets all.
 */
export function spread(needs: readonly Need[], free: number): number[] {
  const more = needs.map(() => 0);
  for (let before = -1; free > 0 && free !== before;) {
    before = free;
    for (const [i, need] of needs.entries()) {
      if (free === 0 || 1 + more[i]! >= need.threads) continue;
      more[i]!++;
      free--;
    }
  }
  return more;
}
