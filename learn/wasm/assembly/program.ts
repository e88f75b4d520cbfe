/**
 * Running programs: steps one after the other, each cut into tasks that the
 * threads take from a common ticket.
 *
 * No thread ever waits for a thread that has nothing in hand: the one that
 * finishes a phase's last task opens the next phase, and phases of one task it
 * does itself at once. So a thread that the system does not let run costs
 * nothing, and small steps cost no waking.
 */

import { fillConstants } from "./constants";
import { privateScratchOf, sharedScratchOf, tasksOf, work } from "./dispatch";
import { setThread } from "./step";

export { privateScratchOf, sharedScratchOf };

// Shared words, each group on a cache line of its own. The lowest 32 bits of
// the ticket are the tasks not yet taken, or `over` once the program is done;
// the highest are the number of the phase since the device began, and threads
// sleep on that half. One store changes all of it, so nobody can see a program
// done and start the next one while the store is still to come.
const ticket: usize = 256;
const phaseNumber: usize = 260;
const done: usize = 320;
const sleepers: usize = 384;
// Written by the one thread that opens a phase, read by those with a task.
const program: usize = 448;
const count: usize = 452;
const times: usize = 456;
const index: usize = 460;
const phase: usize = 464;
const tasks: usize = 468;
const state: usize = 512;

const over: u32 = 0xffffffff;
const serving: u32 = 0;
const ended: u32 = 1;
const failed: u32 = 2;

/** Looks at the ticket so often before sleeping: some tens of microseconds. */
const looks: i32 = 30000;
const stepBytes: usize = 128;

/** Says which thread this instance belongs to. Thread 0 starts first. */
export function start(thread: u32): void {
  setThread(thread);
  if (thread > 0) return;
  fillConstants();
  publish(over);
}

/** Writes a step's numbers of tasks, once its other words stand. */
export function prepare(step: usize): void {
  store<u32>(step, tasksOf(step, 0), 4);
  store<u32>(step, tasksOf(step, 1), 8);
}

/** Opens a phase with that many tasks, or says that the program is over. */
function publish(open: u32): void {
  const number = atomic.load<u32>(phaseNumber) + 1;
  atomic.store<u64>(ticket, (<u64>number << 32) | <u64>open);
  if (atomic.load<i32>(sleepers) > 0) atomic.notify(phaseNumber, -1);
}

/** Goes on until a phase is open that several threads can share. */
function advance(): void {
  while (true) {
    if (load<u32>(phase) == 0) {
      store<u32>(phase, 1);
    } else {
      store<u32>(phase, 0);
      const next = load<u32>(index) + 1;
      store<u32>(index, next);
      if (next == load<u32>(count)) {
        store<u32>(index, 0);
        const left = load<u32>(times) - 1;
        store<u32>(times, left);
        if (left == 0) {
          publish(over);
          return;
        }
      }
    }
    if (open()) return;
  }
}

/** Opens the phase that is next. False if it is over already. */
function open(): bool {
  const step = <usize>load<u32>(program) + <usize>load<u32>(index) * stepBytes;
  const current = load<u32>(phase);
  const number = load<u32>(step + 4 + (<usize>current << 2));
  if (number == 0) return false;
  if (number == 1) {
    work(step, current, 0);
    return false;
  }
  store<u32>(tasks, number);
  atomic.store<u32>(done, 0);
  publish(number);
  return true;
}

/**
 * Does one task, or sleeps until there may be one. The caller reads the ticket
 * first and then the state: who changes the state changes the ticket after it,
 * so either the state is seen to be another, or the ticket is an old one and
 * does not let this thread sleep.
 */
function takeOrWait(now: u64): void {
  const left = <u32>now;
  if (left != 0 && left != over) {
    if (atomic.cmpxchg<u64>(ticket, now, now - 1) != now) return;
    const number = load<u32>(tasks);
    const step = <usize>load<u32>(program) +
      <usize>load<u32>(index) * stepBytes;
    work(step, load<u32>(phase), <usize>(number - left));
    if (atomic.add<u32>(done, 1) + 1 == number) advance();
    return;
  }
  const current = <i32>(now >> 32);
  for (let i = 0; i < looks; i++) {
    if (atomic.load<i32>(phaseNumber) != current) return;
  }
  atomic.add<i32>(sleepers, 1);
  atomic.wait<i32>(phaseNumber, current, -1);
  atomic.sub<i32>(sleepers, 1);
}

/**
 * Runs `steps` steps at `at`, `repeat` times over, on the calling thread and on
 * those that are in `serve`. False if one of those failed.
 */
export function run(at: usize, steps: u32, repeat: u32): bool {
  if (atomic.load<u32>(state) != serving) return false;
  if (steps == 0 || repeat == 0) return true;
  store<u32>(program, <u32>at);
  store<u32>(count, steps);
  store<u32>(times, repeat);
  store<u32>(index, 0);
  store<u32>(phase, 0);
  if (!open()) advance();
  let now = atomic.load<u64>(ticket);
  while (atomic.load<u32>(state) == serving) {
    if (<u32>now == over) return true;
    takeOrWait(now);
    now = atomic.load<u64>(ticket);
  }
  return false;
}

/** The number of threads that sleep until there is a task. */
export function sleeping(): u32 {
  return atomic.load<u32>(sleepers);
}

/** What the other threads do: tasks, until `end`. */
export function serve(): void {
  let now = atomic.load<u64>(ticket);
  while (atomic.load<u32>(state) == serving) {
    takeOrWait(now);
    now = atomic.load<u64>(ticket);
  }
}

/** Makes every thread leave `serve`. */
export function end(): void {
  stop(ended);
}

/** Says that this thread cannot go on, so that `run` does not wait for it. */
export function fail(): void {
  stop(failed);
}

/** Wakes everybody to see the new state. */
function stop(reason: u32): void {
  atomic.store<u32>(state, reason);
  atomic.add<u64>(ticket, <u64>1 << 32);
  atomic.notify(phaseNumber, -1);
}
