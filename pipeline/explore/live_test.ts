import assert from "node:assert/strict";
import { join } from "node:path";
import type { Graph, GraphUpdate, StageNode } from "../../web/explorer/api.ts";
import { noteStage } from "../run/activity.ts";
import { until } from "../testing/engine.ts";
import { runProfile } from "../testing/project.ts";
import { Explorer } from "./explorer.ts";
import { type Followed, Live } from "./live.ts";
import { planHere } from "./testing/plan_here.ts";
import { makeShown, type Shown } from "./testing/shown.ts";

/** Reads a stream's events until one of them is what was waited for. */
async function readUntil(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  isLast: (update: GraphUpdate) => boolean,
): Promise<{ updates: GraphUpdate[]; last: string }> {
  const updates: GraphUpdate[] = [];
  let text = "", last = "";
  for await (
    const part of stream.pipeThrough(new TextDecoderStream())
  ) {
    text += part;
    const whole = text.split("\n\n");
    text = whole.pop()!;
    for (const event of whole) {
      const [, id, data] = /^id: (\d+)\ndata: (.*)$/.exec(event) ?? [];
      if (data === undefined) continue;
      last = id!;
      updates.push(JSON.parse(data));
      if (isLast(updates.at(-1)!)) return { updates, last };
    }
  }
  return { updates, last };
}

const fails = (error: unknown) => assert.fail(String(error));

async function openExplorer(shown: Shown): Promise<Explorer> {
  const { subject } = shown;
  return await Explorer.open(subject, { plan: planHere(subject) });
}

/** The graph once everything is planned, however long that takes. */
async function graphAfter(explorer: Explorer): Promise<Graph> {
  await explorer.look(true);
  await explorer.settled;
  return await explorer.graph();
}

Deno.test("a page is told of a run in another process as it goes on", async () => {
  using shown = await makeShown(false);
  const explorer = await openExplorer(shown);
  const before = await explorer.graph();
  assert.deepEqual(
    before.stages.map(({ status }) => status),
    ["to run", "waiting", "waiting"],
  );
  const live = new Live(explorer, fails);
  const state = new Map<string, StageNode>();
  const reading = readUntil(live.listen(null), ({ stages }) => {
    for (const stage of stages) state.set(stage.name, stage);
    return [...state.values()].filter((one) => one.status === "cached")
      .length === 3;
  });
  // Another engine, which shares nothing but the store.
  const other = await shown.files.open();
  await runProfile(other, "default");
  const { updates } = await reading;
  live.close();
  assert.equal(live.listeners, 0);
  const after = await graphAfter(explorer);
  assert.deepEqual([...state.values()], after.stages);
  assert(updates.some(({ reload }) => reload), "results are there now");
  assert.equal(after.results.length, 1);
  const digest = shown.digest("show/all", "text");
  assert.equal((await explorer.preview({ digest }))?.type, "text");
});

Deno.test("a page that was away is told what it has missed", async () => {
  using shown = await makeShown(false);
  const explorer = await openExplorer(shown);
  const live = new Live(explorer, fails);
  await runProfile(await shown.files.open(), "default");
  await explorer.look(true);
  await explorer.settled;
  await explorer.look();
  const missed = live.listen("0");
  const { updates, last } = await readUntil(missed, () => true);
  assert.equal(updates[0]?.stages.length, 3);
  assert.equal(last, String(explorer.revision));
  assert.equal(live.listeners, 0, "who goes is forgotten");
  live.close();
});

Deno.test("what runs and what failed is seen in the store", async () => {
  using shown = await makeShown(false);
  const { store } = shown.project;
  const explorer = await openExplorer(shown);
  const [first] = (await explorer.graph()).stages;
  const folder = join(store.workFolder, `${first!.key}.1.1`);
  Deno.mkdirSync(folder, { recursive: true });
  noteStage(folder, "show/all");
  const progress = { done: 3, total: 10, unit: "steps" };
  Deno.writeTextFileSync(
    join(folder, "progress.json"),
    JSON.stringify(progress),
  );
  const told = { loss: 0.5 };
  Deno.writeTextFileSync(join(folder, "told.json"), JSON.stringify(told));
  const held = store.tryLockKey(first!.key as never, "show/all")!;
  const node = async () => (await graphAfter(explorer)).stages[0]!;
  const running = await node();
  assert.equal(running.status, "running");
  assert.match(running.why ?? "", /^process \d+ on .* runs it$/);
  assert.deepEqual(running.progress, progress);
  assert.deepEqual(running.told, told);

  Deno.writeTextFileSync(join(folder, "log.txt"), "reading\nError: no\n\n");
  held.release();
  const failed = await node();
  assert.deepEqual(
    [failed.status, failed.why, failed.progress],
    ["failed", "Error: no", null],
  );
  assert.equal(failed.told, undefined);
  const detail = await explorer.stage("show/all");
  assert.equal(detail?.attempt?.text, "reading\nError: no\n\n");

  await runProfile(await shown.files.open(), "default");
  assert.equal((await node()).status, "cached");
  assert.equal((await explorer.stage("show/all"))?.attempt, null);
});

Deno.test("an edit of the code is seen", async () => {
  using shown = await makeShown();
  const explorer = await openExplorer(shown);
  assert.equal((await graphAfter(explorer)).stages[0]!.status, "cached");
  shown.files.edit("stages/show.ts", "Writes what", "Puts what");
  const [stage] = (await graphAfter(explorer)).stages;
  assert.equal(stage!.status, "to run");
  assert.match(stage!.why ?? "", /^code: stages\/show.ts changed/);
  // What it was made by before is there to be looked at.
  assert.equal((await explorer.stage("show/all"))?.record?.current, false);
  shown.files.edit("stages/show.ts", "Puts what", "Writes what");
  assert.equal((await graphAfter(explorer)).stages[0]!.status, "cached");
  // Code that cannot be read leaves what was known, and says why.
  shown.files.edit("stages/show.ts", "export const", "export export");
  const unread = await graphAfter(explorer);
  assert.equal(unread.stages[0]!.status, "cached");
  assert.match(unread.problem?.message ?? "", /show\.ts/);
  shown.files.edit("stages/show.ts", "export export", "export const");
  shown.files.edit("stages/show.ts", "Writes what", "Sets what");
  const mended = await graphAfter(explorer);
  assert.equal(mended.stages[0]!.status, "to run");
  assert.equal(mended.problem, null);
});

Deno.test("a file that the code lacks is seen when it comes", async () => {
  using shown = await makeShown();
  const explorer = await openExplorer(shown);
  const status = async () => (await graphAfter(explorer)).stages[0]!.status;
  const first = "export const show";
  shown.files.edit(
    "stages/show.ts",
    first,
    `import "./added.ts";\n${first}`,
  );
  assert.equal(await status(), "cached");
  assert.match(explorer.problem?.message ?? "", /added\.ts/);
  Deno.writeTextFileSync(
    join(shown.files.root, "stages/added.ts"),
    "export {};\n",
  );
  assert.equal(await status(), "to run");
});

Deno.test("a store that is deleted is seen to be empty", async () => {
  using shown = await makeShown();
  const { root } = shown.project.store;
  const explorer = await openExplorer(shown);
  assert.equal((await graphAfter(explorer)).stages[0]!.status, "cached");
  Deno.removeSync(root, { recursive: true });
  const gone = await graphAfter(explorer);
  assert.deepEqual(
    gone.stages.map(({ status }) => status),
    ["to run", "waiting", "waiting"],
  );
  assert.equal((await explorer.stage("show/all"))?.record, null);
  assert.throws(() => Deno.statSync(root), "looking makes none");
});

Deno.test("of very many records of a stage the newest are offered", async () => {
  using shown = await makeShown();
  const { store } = shown.project;
  const [record] = store.recordsOfStage("show/all", 1);
  for (let i = 1; i <= 120; i++) {
    const startedAt = new Date(Date.parse(record!.startedAt) + i).toISOString();
    store.writeRecord({ ...record!, startedAt });
  }
  const explorer = await openExplorer(shown);
  const { records } = await explorer.stage("show/all") ?? assert.fail();
  assert.equal(records.length, 100);
  assert.deepEqual([records[0]!.n, records[0]!.current], [121, true]);
});

Deno.test("an explorer that is open keeps nobody from the store", async () => {
  using shown = await makeShown();
  const explorer = await openExplorer(shown);
  const live = new Live(explorer, fails);
  const stream = live.listen(null).getReader();
  await stream.read();
  // What removes things has to be alone.
  const alone = await shown.project.store.enter("gc", { exclusive: true });
  const graph = explorer.graph();
  const first = await Promise.race([
    graph.then(() => "graph"),
    new Promise((resolve) => setTimeout(resolve, 50)),
  ]);
  assert.notEqual(first, "graph", "it waits while things are removed");
  alone.release();
  assert.equal((await graph).stages.length, 3);
  live.close();
  await stream.cancel();
});

/** Something that is another one at every look. */
class Restless implements Followed {
  revision = 0;
  looks = 0;
  asked: number[] = [];
  fault: Error | null = null;
  look(): Promise<void> {
    this.looks++;
    if (this.fault !== null) return Promise.reject(this.fault);
    this.revision++;
    return Promise.resolve();
  }
  changesSince(revision: number): Promise<GraphUpdate> {
    this.asked.push(revision);
    return Promise.resolve({ stages: [], reload: true });
  }
}

Deno.test("a page that does not read is let go, and keeps no other from it", async () => {
  const restless = new Restless();
  const live = new Live(restless, fails, { interval: 1, waiting: 4 });
  const stalled = live.listen(null), other = live.listen(null);
  let read = 0;
  const reading = readUntil(other, () => ++read === 20);
  await until(() => live.listeners === 1);
  assert.equal((await reading).updates.length, 20);
  await until(() => live.listeners === 0);
  // What it has not read is there still, and then the end.
  assert.equal((await readUntil(stalled, () => false)).updates.length, 3);
  live.close();
});

Deno.test("pages that know the same are told by one question", async () => {
  const restless = new Restless();
  const live = new Live(restless, fails, { interval: 1, waiting: 100 });
  const pages = Array.from({ length: 5 }, () => live.listen("0"));
  await Promise.all(pages.map((page) => readUntil(page, () => true)));
  await until(() => live.listeners === 0);
  live.close();
  assert.equal(restless.asked.filter((since) => since === 0).length, 1);
});

Deno.test("while no page listens nothing is looked at, and a fault ends nothing", async () => {
  const restless = new Restless();
  const faults: unknown[] = [];
  const live = new Live(restless, (error) => void faults.push(error), {
    interval: 1,
    waiting: 100,
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(restless.looks, 0);
  restless.fault = new Error("the disk is gone");
  const page = live.listen(null);
  await until(() => faults.length > 0);
  assert.equal(faults[0], restless.fault);
  restless.fault = null;
  assert.equal((await readUntil(page, () => true)).updates.length, 1);
  live.close();
});
