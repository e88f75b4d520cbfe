/**
 * The order of a run: which stage's inputs have all ended, and which stages
 * start next within what the machine has. It knows nothing of processes or of
 * the store. Each step costs what it changes, not what the plan is long.
 *
 * @module
 */

import { ReadyQueue } from "./ready_queue.ts";
import { type Capacity, Room, spread } from "./slots.ts";
import type { Task } from "./tasks.ts";

/** A run's tasks on their way. */
export class Schedule {
  readonly #room: Room;
  readonly #ready = new ReadyQueue();
  readonly #arrived: Task[] = [];
  #left: number;

  constructor(tasks: Iterable<Task>, capacity: Capacity) {
    this.#room = new Room(capacity);
    const all = [...tasks];
    this.#left = all.length;
    for (const task of all) if (task.open === 0) this.#arrived.push(task);
    // Taken from the end, in the plan's order.
    this.#arrived.reverse();
  }

  /** How many tasks have not ended. */
  get left(): number {
    return this.#left;
  }

  /** A task whose inputs have all ended; undefined without one. */
  takeArrived(): Task | undefined {
    return this.#arrived.pop();
  }

  /** Puts a task in line to start. */
  makeReady(task: Task): void {
    task.state = "ready";
    this.#ready.add(task);
  }

  /** Takes any task out of the line; undefined without one. */
  takeReady(): Task | undefined {
    return this.#ready.take(() => true);
  }

  /**
   * Takes the tasks that there is room for now, and sets aside what they need
   * until they end or give it back.
   */
  takeStarting(): Task[] {
    const starting: Task[] = [];
    for (;;) {
      const task = this.#ready.take(({ need }) => this.#room.fits(need));
      if (task === undefined) break;
      this.#room.take(task.need, 1);
      starting.push(task);
    }
    const more = spread(starting.map(({ need }) => need), this.#room.threads);
    for (const [i, task] of starting.entries()) {
      this.#room.give(task.need, 1);
      task.threads = 1 + more[i]!;
      this.#room.take(task.need, task.threads);
      task.state = "running";
    }
    return starting;
  }

  /** Gives back what was set aside for a task that does not start after all. */
  giveBack(task: Task): void {
    if (task.state === "running") this.#room.give(task.need, task.threads);
    task.state = "blocked";
  }

  /** Ends a task, in whatever state it is. */
  end(task: Task): void {
    if (task.state === "running") this.#room.give(task.need, task.threads);
    task.state = "ended";
    this.#left--;
    for (const dependent of task.dependents) {
      if (--dependent.open === 0) this.#arrived.push(dependent);
    }
  }
}
