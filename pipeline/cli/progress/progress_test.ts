import assert from "node:assert/strict";
import fc from "fast-check";
import type { RunEvent, StageOutcome } from "../../run/event.ts";
import { assertSnapshot } from "../../testing/snapshot.ts";
import { width } from "../format.ts";
import { Screen } from "../testing/screen.ts";
import { captureTerminal } from "../testing/terminal.ts";
import { makeStyle } from "../terminal.ts";
import { drawFrame, roughly } from "./draw.ts";
import { type Clock, LiveProgress } from "./live.ts";
import { PlainProgress } from "./plain.ts";
import { type KnownStage, RunState } from "./state.ts";
import { StageTree } from "./tree.ts";

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

function waiting(name: string): RunEvent {
  const holder = "process 4711 on sigma";
  return { type: "stage-waiting", name, holder };
}

/** Stages in a chain by their names. */
function chain(...names: string[]): KnownStage[] {
  return names.map((name, i) => ({ name, needs: names.slice(i - 1, i) }));
}

const run: readonly RunEvent[] = [
  ended("source", "cached", 0),
  started("clean", "code: stages/cleaning.ts changed"),
  waiting("split"),
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

/** An experiment's stages: two arms at two ratios, and a comparison. */
function experiment(): KnownStage[] {
  const stages: KnownStage[] = chain("source/words", "cleaning", "split");
  const evaluations: string[] = [];
  for (const ratio of ["0", "0.2"]) {
    const at = `ratio=${ratio}/seed=1`;
    const add = (name: string, ...needs: string[]) => {
      stages.push({ name, needs });
      return name;
    };
    const injected = add(`injection/${at}`, "split");
    const sft = add(`sft/${at}`, injected);
    const drawn = add(`generation/sft/${at}`, sft);
    const reward = add(`reward/rft/${at}/round=1`, drawn, injected);
    const policy = add(`policy/rft/${at}/round=1`, reward);
    for (const [arm, from] of [["sft", sft], ["rft", policy]] as const) {
      evaluations.push(add(`evaluation/${arm}/${at}`, from));
    }
  }
  stages.push({ name: "comparison", needs: evaluations });
  stages.push({ name: "report", needs: ["comparison"] });
  return stages;
}

function halfway(): StageTree {
  const tree = new StageTree(experiment(), 0);
  const take = (event: RunEvent, at: number) => tree.state.take(event, at);
  for (const name of ["source/words", "cleaning", "split"]) {
    take(ended(name, "cached", 0), 0);
  }
  take(ended("injection/ratio=0/seed=1", "cached", 0), 0);
  take(started("injection/ratio=0.2/seed=1"), 100);
  take(ended("injection/ratio=0.2/seed=1", "ran", 1.5), 1600);
  take(started("sft/ratio=0/seed=1"), 1000);
  take(progress("sft/ratio=0/seed=1", 0, 400), 2000);
  take(progress("sft/ratio=0/seed=1", 120, 400), 7000);
  take(waiting("sft/ratio=0.2/seed=1"), 1700);
  return tree;
}

for (
  const [columns, rows] of [[80, 24], [60, 15], [40, 10], [200, 60]] as const
) {
  Deno.test(`the tree of a run fits ${columns} columns and ${rows} rows`, async () => {
    const size = { columns, rows };
    const lines = drawFrame(halfway(), 8000, 190, size, makeStyle(false));
    const text = lines.map((line) => line.trimEnd()).join("\n");
    await assertSnapshot(import.meta, `live-${columns}x${rows}`, text);
  });
}

Deno.test("a failure marks its group, and what waits for room says so", async () => {
  const stages = ["a/x", "a/y", "b/x", "b/y", "c", "d"]
    .map((name) => ({ name, needs: name.startsWith("b") ? ["a/x"] : [] }));
  const tree = new StageTree(stages, 0);
  const events = [
    started("a/x"),
    ended("a/x", "failed", 2),
    ended("b/x", "skipped", 0),
    ended("b/y", "skipped", 0),
    started("a/y"),
    waiting("c"),
  ];
  for (const event of events) tree.state.take(event, 500);
  const size = { columns: 80, rows: 24 };
  const lines = drawFrame(tree, 4000, null, size, makeStyle(false));
  await assertSnapshot(import.meta, "live-failed", lines.join("\n"));
});

/** Names such as the recipes have: paths of a few parts. */
const names = fc.uniqueArray(
  fc.array(fc.constantFrom("a", "b", "sft", "ratio=0.2", "seed=1"), {
    minLength: 1,
    maxLength: 5,
  }).map((parts) => parts.join("/")),
  { minLength: 1, maxLength: 60 },
);

const sizes = fc.record({
  columns: fc.integer({ min: 40, max: 200 }),
  rows: fc.integer({ min: 10, max: 60 }),
});

const steps = fc.array(fc.tuple(fc.nat(59), fc.nat(6)), { maxLength: 80 });

function step(name: string, what: number): RunEvent[] {
  return [
    [started(name)],
    [started(name), progress(name, 3, 1e7), progress(name, 4e5, 1e7)],
    [waiting(name)],
    [ended(name, "ran")],
    [ended(name, "cached")],
    [ended(name, "failed")],
    [ended(name, "skipped")],
  ][what]!;
}

Deno.test("a frame fits every size, and counts every stage once", () => {
  fc.assert(fc.property(names, steps, sizes, (names, steps, size) => {
    const tree = new StageTree(chain(...names), 0);
    let now = 0;
    for (const [which, what] of steps) {
      for (const event of step(names[which % names.length]!, what)) {
        tree.state.take(event, now += 1000);
      }
    }
    const lines = drawFrame(tree, now, 1e6, size, makeStyle(false));
    assert.ok(lines.length < size.rows);
    for (const line of lines) assert.ok(width(line) < size.columns, line);
    const counted = Object.values(tree.root.counts).reduce((a, b) => a + b, 0);
    assert.equal(counted, names.length);
    const running = [...tree.state.stages.values()]
      .filter(({ word }) => word === "running");
    assert.equal(tree.root.counts.running ?? 0, running.length);
  }));
});

Deno.test("what runs is in every frame, however small, as far as rows allow", () => {
  const names = Array.from({ length: 40 }, (_, i) => `g${i % 7}/stage-${i}`);
  const tree = new StageTree(names.map((name) => ({ name, needs: [] })), 0);
  for (const name of ["g1/stage-8", "g5/stage-33"]) {
    tree.state.take(started(name), 0);
  }
  const size = { columns: 40, rows: 10 };
  const text = drawFrame(tree, 1, null, size, makeStyle(false)).join("\n");
  assert.match(text, /stage-8/);
  assert.match(text, /stage-33/);
});

Deno.test("a stage that counts another thing starts its rate anew", () => {
  const state = new RunState(chain("a"), 0);
  state.take(started("a"), 0);
  state.take(progress("a", 100, 100), 1000);
  state.take({
    type: "stage-progress",
    name: "a",
    done: 1,
    total: 9,
    unit: "rows",
  }, 2000);
  const { running } = state.stages.get("a")!;
  assert.deepEqual(running!.first, { at: 2000, done: 1 });
});

Deno.test("estimates have no digits that nobody knows", () => {
  assert.deepEqual(
    [0.2, 7, 42, 58, 190, 3500, 5400, 90_000].map(roughly),
    ["1 s", "7 s", "40 s", "1 min", "3 min", "58 min", "1.5 h", "25 h"],
  );
});

/** A clock that only moves when it is told to. */
function manualClock() {
  const state = { now: 0, tick: () => {}, cancelled: false };
  const clock: Clock = {
    now: () => state.now,
    every: (_milliseconds, call) => {
      state.tick = call;
      return () => void (state.cancelled = true);
    },
  };
  return { state, clock };
}

Deno.test("the live block leaves nothing behind but the lines of ended stages", () => {
  const { state, clock } = manualClock();
  const terminal = captureTerminal(true);
  const display = new LiveProgress(terminal, chain("a", "b", "c"), null, clock);
  display.event(started("a"));
  state.tick();
  state.now = 1500;
  display.event(ended("a", "ran", 1.5));
  display.event(ended("b", "failed", 2));
  state.tick();
  display.stop();
  assert.ok(state.cancelled);
  const screen = new Screen(80, 24);
  screen.write(terminal.stderr());
  assert.equal(screen.text(), "a: done in 1.5 s\nb: failed after 2.0 s\n");
});

Deno.test("the screen of any run ends with its lines alone", () => {
  fc.assert(fc.property(names, steps, sizes, (names, steps, size) => {
    const { state, clock } = manualClock();
    const terminal = { ...captureTerminal(true), size: () => size };
    const screen = new Screen(size.columns, size.rows);
    let writes = 0;
    terminal.raw = (text) => {
      screen.write(text);
      writes++;
    };
    const known = chain(...names);
    const display = new LiveProgress(terminal, known, null, clock);
    let lines = 0, ticks = 0;
    for (const [which, what] of steps) {
      const name = names[which % names.length]!;
      for (const event of step(name, what)) display.event(event);
      if (what === 3 || what === 5) lines++;
      if (which % 3 === 0) {
        state.now += 100;
        state.tick();
        ticks++;
      }
    }
    display.stop();
    assert.equal(screen.text().split("\n").length, lines + 1);
    // One write a frame, and one at the end.
    assert.ok(writes <= ticks + 1);
  }));
});

Deno.test("10,000 cached stages that end at once are one write", () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `fan/stage-${i}`);
  const { state, clock } = manualClock();
  const terminal = captureTerminal(true);
  let writes = 0;
  terminal.raw = () => void writes++;
  const known = names.map((name) => ({ name, needs: [] }));
  const display = new LiveProgress(terminal, known, null, clock);
  for (const name of names) display.event(ended(name, "cached", 0));
  assert.equal(writes, 0);
  state.tick();
  assert.equal(writes, 1);
  display.stop();
});

Deno.test("where the terminal gets narrower, what was drawn is replaced whole", () => {
  const { state, clock } = manualClock();
  const size = { columns: 100, rows: 30 };
  let output = "";
  const terminal = { ...captureTerminal(true), size: () => size };
  terminal.raw = (text) => void (output = text);
  const known = chain("a-stage/of-a-long-name/that-takes-much-room", "b");
  const display = new LiveProgress(terminal, known, null, clock);
  display.event(started("a-stage/of-a-long-name/that-takes-much-room"));
  state.tick();
  const before = output.split("\n").length - 1;
  size.columns = 50;
  state.tick();
  // deno-lint-ignore no-control-regex
  const up = Number(/^\x1b\[(\d+)A/.exec(output)![1]);
  assert.ok(up > before, `goes up ${up} rows, ${before} lines were drawn`);
  display.stop();
});
