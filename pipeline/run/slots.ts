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

/** What the machine has, or what of it is in use. */
export interface Capacity {
  readonly threads: number;
  /** MiB. */
  readonly memory: number;
  readonly gpu: number;
}

/**
 * Which of the candidates start now, and with how many threads each: as many
 * as there are free threads, in their order; then what is left over goes round
 * among those that can use more. Two that could each use every core thus share
 * them evenly, and a lone one gets all.
 *
 * A stage that wants more memory than the machine has runs when nothing else
 * does, because never to run it would help nobody.
 *
 * @returns The number of threads by the candidate's index.
 */
export function share(
  candidates: readonly Need[],
  total: Capacity,
  used: Capacity,
): Map<number, number> {
  const given = new Map<number, number>();
  let free = total.threads - used.threads;
  let memory = total.memory - used.memory;
  let gpu = total.gpu - used.gpu;
  let idle = used.threads === 0;
  for (const [i, need] of candidates.entries()) {
    if (free < 1) break;
    if (need.gpu && gpu < 1) continue;
    if (need.memory > memory && !idle) continue;
    given.set(i, 1);
    free--;
    memory -= need.memory;
    if (need.gpu) gpu--;
    idle = false;
  }
  for (let before = -1; free > 0 && free !== before;) {
    before = free;
    for (const [i, threads] of given) {
      if (free === 0 || threads >= candidates[i]!.threads) continue;
      given.set(i, threads + 1);
      free--;
    }
  }
  return given;
}
