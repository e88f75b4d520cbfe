import assert from "node:assert/strict";
import fc from "fast-check";
import type { RunEvent } from "../../run/event.ts";
import { assertSnapshot } from "../../testing/snapshot.ts";
import { width } from "../format.ts";
import {
  chain,
  ended,
  names,
  progress,
  sizes,
  started,
  step,
  steps,
  waiting,
} from "../testing/events.ts";
import { captureTerminal } from "../testing/terminal.ts";
import { makeStyle } from "../terminal.ts";
import { drawFrame, roughly } from "./draw.ts";
import { PlainProgress } from "./plain.ts";
import { type KnownStage, RunState } from "./state.ts";
import { StageTree } from "./tree.ts";

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
