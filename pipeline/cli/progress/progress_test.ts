import assert from "node:assert/strict";
import type { RunEvent, StageOutcome } from "../../run/event.ts";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import { captureTerminal } from "../testing/terminal.ts";
import { makeStyle } from "../terminal.ts";
import { type Clock, drawBlock, LiveProgress } from "./live.ts";
import { PlainProgress } from "./plain.ts";
import { RunState } from "./state.ts";

function started(name: string, ...why: string[]): RunEvent {
  return { type: "stage-started", name, why, threads: 1 };
}

function ended(
  name: string,
  status: StageOutcome["status"],
  seconds = 1,
): RunEvent {
  return {
    type: "stage-ended",
    outcome: {
      name,
      kind: "k",
      status,
      seconds,
      verdict: null,
      record: null,
      failure: null,
    },
  };
}

function progress(name: string, done: number, total: number): RunEvent {
  return { type: "stage-progress", name, done, total, unit: "steps" };
}

const run: readonly RunEvent[] = [
  ended("source", "cached", 0),
  started("clean", "code: stages/cleaning.ts changed"),
  { type: "stage-waiting", name: "split", holder: "process 4711" },
  ended("clean", "ran", 1.25),
  started("sft/ratio=0.2"),
  progress("sft/ratio=0.2", 10, 400),
  ended("sft/ratio=0.2", "failed", 75),
  ended("report", "skipped", 0),
];

Deno.test("plain progress is a line when a stage starts and one when it ends", async () => {
  const terminal = captureTerminal();
  const display = new PlainProgress(terminal, 12);
  for (const event of run) display.event(event);
  display.stop();
  assert.equal(terminal.stdout(), "");
  await assertSnapshot(import.meta, "progress-plain", terminal.stderr());
});

Deno.test("the live block shows bars, rates and the time left", async () => {
  const state = new RunState(41, 0);
  state.take(ended("source", "cached", 0), 0);
  state.take(started("sft/ratio=0.2/seed=1"), 1000);
  state.take(progress("sft/ratio=0.2/seed=1", 0, 400), 2000);
  state.take(progress("sft/ratio=0.2/seed=1", 120, 400), 7000);
  state.take(started("policy/a-name-that-is-too-long-for-its-column"), 6000);
  state.take(started("reward/ratio=0.2"), 6500);
  state.take({
    type: "stage-waiting",
    name: "reward/ratio=0.2",
    holder: "process 4711",
  }, 6600);
  const text = drawBlock(state, 8000, 80, makeStyle(false)).join("\n");
  assertFits(text);
  await assertSnapshot(import.meta, "progress-live", text);
});

Deno.test("a stage that counts another thing starts its rate anew", () => {
  const state = new RunState(1, 0);
  state.take(started("a"), 0);
  state.take(progress("a", 100, 100), 1000);
  state.take({
    type: "stage-progress",
    name: "a",
    done: 1,
    total: 9,
    unit: "rows",
  }, 2000);
  assert.deepEqual(state.running.get("a")!.first, { at: 2000, done: 1 });
});

Deno.test("the live block leaves nothing behind but the lines of ended stages", () => {
  let now = 0;
  let tick = () => {};
  let cancelled = false;
  const clock: Clock = {
    now: () => now,
    every: (_milliseconds, call) => {
      tick = call;
      return () => void (cancelled = true);
    },
  };
  const terminal = captureTerminal(true);
  const display = new LiveProgress(terminal, 3, clock);
  display.event(started("a"));
  tick();
  now = 1500;
  display.event(ended("a", "ran", 1.5));
  tick();
  display.stop();
  assert.ok(cancelled);
  assert.equal(screen(terminal.stderr()), "a: done in 1.5 s\n");
});

/** What stays on the screen: applies "up n lines and clear below". */
function screen(output: string): string {
  let lines: string[] = [""];
  // deno-lint-ignore no-control-regex
  for (const part of output.split(/(\x1b\[\d+A\r\x1b\[J)/)) {
    // deno-lint-ignore no-control-regex
    const up = /^\x1b\[(\d+)A/.exec(part);
    if (up !== null) {
      lines = [...lines.slice(0, lines.length - 1 - Number(up[1])), ""];
      continue;
    }
    const [head = "", ...rest] = part.split("\n");
    lines = [...lines.slice(0, -1), lines.at(-1)! + head, ...rest];
  }
  return lines.join("\n");
}
