/**
 * The stages that could start, the one with the longest way to the end first.
 * Those that need the same of the machine stand in one line, so that to find
 * the next one that fits is to look at the head of each line.
 *
 * @module
 */

import type { Task } from "./tasks.ts";

/** Whether a task goes before another: a fixed order without ties. */
function goesBefore(a: Task, b: Task): boolean {
  return a.height !== b.height ? a.height > b.height : a.order < b.order;
}

/** A line of tasks, as a binary heap. */
class Line {
  readonly #heap: Task[] = [];

  get head(): Task | undefined {
    return this.#heap[0];
  }

  add(task: Task): void {
    const heap = this.#heap;
    let at = heap.push(task) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!goesBefore(task, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = task;
  }

  take(): Task | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      const other = heap[below + 1];
      if (other !== undefined && goesBefore(other, heap[below]!)) below++;
      if (!goesBefore(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

/** The tasks that are ready. */
export class ReadyQueue {
  readonly #lines = new Map<string, Line>();

  /** Adds a task that is ready. */
  add(task: Task): void {
    const { memory, gpu } = task.need;
    const id = `${memory} ${gpu}`;
    let line = this.#lines.get(id);
    if (line === undefined) this.#lines.set(id, line = new Line());
    line.add(task);
  }

  /** Takes the first task that fits; undefined without one. */
  take(fits: (task: Task) => boolean): Task | undefined {
    let first: Line | undefined;
    for (const line of this.#lines.values()) {
      const task = line.head;
      if (task === undefined || !fits(task)) continue;
      if (first === undefined || goesBefore(task, first.head!)) first = line;
    }
    return first?.take();
  }
}
