/**
 * Training that is killed over and over, in every way, comes to the bytes of
 * training that was not, and continues each time from its last checkpoint.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { RunEvent, StageOutcome } from "../pipeline/run/event.ts";
import { names } from "../pipeline/store/objects.ts";
import { until } from "../pipeline/testing/engine.ts";
import { processesOf } from "../pipeline/testing/project.ts";
import { temporary } from "./support/juice.ts";
import { type EngineOptions, startEngine } from "./support/training/engine.ts";

const trainers = [
  "pretraining",
  "sft",
  "self_play",
  "reward_learning",
  "policy_update",
];

/** Runs the engine to its end, however that comes; tells of each event. */
async function run(
  options: EngineOptions,
  onEvent: (event: RunEvent, engine: Deno.ChildProcess) => void = () => {},
): Promise<RunEvent[]> {
  const engine = startEngine(options);
  const events: RunEvent[] = [];
  let rest = "";
  for await (const text of engine.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const event = JSON.parse(line) as RunEvent;
      events.push(event);
      onEvent(event, engine);
    }
  }
  await engine.status;
  return events;
}

/** What must not depend on whether a run was killed. */
function results(events: readonly RunEvent[]) {
  const outcomes = events.flatMap((event): StageOutcome[] =>
    event.type === "stage-ended" ? [event.outcome] : []
  );
  return Object.fromEntries(
    outcomes.map(({ name, record, failure }) => [name, {
      outputs: Object.entries(record?.outputs ?? {})
        .map(([output, { digest }]) => [output, digest]),
      metrics: record?.metrics,
      failure: failure?.message,
    }]),
  );
}

/** From which step the runs of each stage went on, and the least reported. */
function continuations(runs: readonly RunEvent[][]) {
  const found = new Map<string, { from: number; least: number }[]>();
  for (const events of runs) {
    for (const event of events) {
      if (event.type !== "stage-log") continue;
      const { name, line } = event;
      const [, from] = /^continues from step (\d+) of \d+$/.exec(line) ?? [];
      if (from === undefined) continue;
      const reports = events.flatMap((other) =>
        other.type === "stage-progress" && other.name === name
          ? [other.done]
          : []
      );
      const all = found.get(name) ?? [];
      const least = Math.min(Number(from), ...reports);
      all.push({ from: Number(from), least });
      found.set(name, all);
    }
  }
  return found;
}

/** Kills the stages' processes of a project, but not their engine. */
function killStages(folder: string): void {
  for (const pid of processesOf(folder)) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch (error) {
      // It has just ended by itself.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/**
 * Runs the recipe, and kills each training at two points: its process, or the
 * engine, or the engine by Ctrl-C.
 *
 * @returns The events of all runs. The last one was left alone.
 */
async function runAndKill(folder: string): Promise<RunEvent[][]> {
  const points = [40, 120];
  const kills = new Map(trainers.map((name) => [name, 0]));
  const runs: RunEvent[][] = [];
  for (let way = 0;; way++) {
    assert.ok(way < 30, "It never comes to its end");
    const killed = new Set<string>();
    let alive = true;
    const threads = 1 + way % 2;
    runs.push(
      await run(
        { store: `${folder}/.juice`, checkpointEvery: 0, threads },
        (event, engine) => {
          if (event.type !== "stage-progress") return;
          const { name, done, total } = event;
          const before = kills.get(name);
          if (before === undefined || done < (points[before] ?? Infinity)) {
            return;
          }
          if (!alive || killed.has(name) || done === total) return;
          killed.add(name);
          kills.set(name, before + 1);
          alive = way % 3 === 0;
          if (way % 3 === 1) engine.kill("SIGKILL");
          else if (way % 3 === 2) engine.kill("SIGINT");
          else killStages(folder);
        },
      ),
    );
    if (killed.size === 0) return runs;
  }
}

Deno.test({
  name: "training that is killed continues from its last checkpoint, to the " +
    "same bytes",
  // The stages' processes are found in /proc.
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using whole = temporary();
    const store = `${whole.path}/.juice`;
    const expected = results(
      await run({ store, checkpointEvery: 1000, threads: 2 }),
    );
    assert.equal(Object.keys(expected).length, trainers.length + 2);
    for (const [name, { failure, metrics }] of Object.entries(expected)) {
      assert.equal(failure, undefined, name);
      assert.equal(trainers.includes(name), "final_loss" in metrics!, name);
    }
    // A stage can come to its end before the signal reaches it. That is no
    // fault, but shows nothing: the next attempt will.
    for (let attempts = 1;; attempts++) {
      await using folder = temporary();
      const runs = await runAndKill(folder.path);
      assert.deepEqual(results(runs.at(-1)!), expected);
      const found = continuations(runs);
      for (const [name, all] of found) {
        all.forEach(({ from, least }, i) => {
          assert.ok(from > 0 && least === from, `${name}: ${from}, ${least}`);
          const before = all[i - 1]?.from ?? 0;
          assert.ok(from >= before, `${name}: ${from} after ${before}`);
        });
      }
      assert.deepEqual(names(`${folder.path}/.juice/scratch`), []);
      await until(() => processesOf(folder.path).length === 0);
      if (trainers.every((name) => found.has(name))) break;
      assert.ok(attempts < 5, JSON.stringify([...found]));
    }
  },
});
