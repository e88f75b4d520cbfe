import assert from "node:assert/strict";
import { Backlog } from "./backlog.ts";

/** A queue that counts, and fulfils nothing. */
function countingQueue() {
  const counts = { submit: 0, waits: 0 };
  const queue = {
    submit: () => void counts.submit++,
    onSubmittedWorkDone: () => {
      counts.waits++;
      return Promise.reject(new Error("the device is lost"));
    },
  };
  return { counts, backlog: new Backlog(queue as unknown as GPUQueue) };
}

Deno.test("work that waits is bounded by its dispatches", () => {
  const { counts, backlog } = countingQueue();
  for (let i = 0; i < 32; i++) backlog.submitted(2048);
  assert.deepEqual(counts, { submit: 0, waits: 0 });
  backlog.submitted(1);
  assert.deepEqual(counts, { submit: 0, waits: 1 });
  for (let i = 0; i < 32; i++) backlog.submitted(2048);
  assert.deepEqual(counts, { submit: 0, waits: 1 });
});

Deno.test("what was written is bounded, and submitted to be waited for", () => {
  const { counts, backlog } = countingQueue();
  for (let i = 0; i < 4; i++) backlog.written(64 * 2 ** 20);
  assert.deepEqual(counts, { submit: 0, waits: 0 });
  backlog.written(4);
  assert.deepEqual(counts, { submit: 1, waits: 1 });
});

Deno.test("nothing waits after a read, which has waited for all", () => {
  const { counts, backlog } = countingQueue();
  backlog.submitted(65_536);
  backlog.written(256 * 2 ** 20);
  backlog.settled(backlog.mark);
  backlog.submitted(65_536);
  backlog.written(256 * 2 ** 20);
  assert.deepEqual(counts, { submit: 0, waits: 0 });
});

Deno.test("what was handed over during a read still counts", () => {
  const { counts, backlog } = countingQueue();
  backlog.submitted(65_536);
  const { mark } = backlog;
  for (let i = 0; i < 16; i++) backlog.written(2 ** 20);
  backlog.settled(mark);
  backlog.written(240 * 2 ** 20);
  backlog.submitted(65_536);
  assert.deepEqual(counts, { submit: 0, waits: 0 });
  backlog.written(4);
  assert.deepEqual(counts, { submit: 1, waits: 1 });
  // An earlier read that ends after a wait takes nothing back.
  backlog.submitted(65_536);
  backlog.settled(mark);
  backlog.submitted(1);
  assert.deepEqual(counts, { submit: 1, waits: 2 });
});
