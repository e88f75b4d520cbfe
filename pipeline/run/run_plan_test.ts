import assert from "node:assert/strict";
import { join, relative } from "node:path";
import type { DeviceClass } from "../identity/preimage.ts";
import { StoreError } from "../errors.ts";
import { updateLock, writeLock } from "../lock.ts";
import { planRecipe } from "../plan/mod.ts";
import { buildRecipe } from "../build_recipe.ts";
import { names } from "../store/objects.ts";
import {
  makeProject,
  processesOf,
  runProfile,
  statuses,
  wasm,
} from "../testing/project.ts";

/** Every stage's outputs. */
function digests(run: Awaited<ReturnType<typeof runProfile>>) {
  return Object.values(run.outcomes).map(({ name, record }) => [
    name,
    Object.values(record!.outputs).map(({ digest }) => digest),
  ]);
}

async function until(test: () => boolean): Promise<void> {
  while (!test()) await new Promise((resolve) => setTimeout(resolve, 20));
}

Deno.test("a recipe runs, is cached, and gives the same bytes anew", async () => {
  using test = makeProject();
  const first = await runProfile(await test.open(), "plain");
  assert.deepEqual(statuses(first), [
    "number/a: ran",
    "number/b: ran",
    "parity: ran",
    "collect: ran",
  ]);
  const { collect, parity, "number/a": a } = first.outcomes;
  assert.deepEqual(collect!.record!.observed, {
    read: ["numbers/b", "numbers/odd/a"],
    unread: [],
  });
  assert.equal(collect!.record!.preimage.device, "wasm");
  assert.equal(parity!.record!.preimage.device, "none");
  assert.deepEqual(a!.record!.metrics, { value: 3 });
  assert.deepEqual(a!.verdict, { type: "new" });
  const started = first.events.filter((e) => e.type === "stage-started");
  assert(started.every(({ why }) => why.join() === "no record"));
  assert(first.events.some((e) => e.type === "stage-progress"));

  const again = await runProfile(await test.open(), "plain");
  assert(Object.values(again.outcomes).every((o) => o.status === "cached"));
  assert.deepEqual(names(join(test.root, ".juice/work")), []);
  assert.deepEqual(names(join(test.root, ".juice/locks")), ["store"]);
  assert.deepEqual(names(join(test.root, ".juice/scratch")), []);

  Deno.removeSync(join(test.root, ".juice"), { recursive: true });
  const anew = await runProfile(await test.open(), "plain", { jobs: 1 });
  assert.deepEqual(digests(anew), digests(first));
});

Deno.test("what a stage printed is kept with its record", async () => {
  using test = makeProject();
  const project = await test.open();
  const { outcomes } = await runProfile(project, "plain");
  const { log } = outcomes.collect!.record!;
  const text = Deno.readTextFileSync(project.store.pathOf(log!.digest));
  assert.equal(text, "adapter: undefined\n");
  assert.equal(log!.size, text.length);
  // The record on disk names it, and one of a stage that was silent does not.
  assert.deepEqual(
    project.store.allRecords().map(({ stage, log }) => [stage, log?.digest])
      .sort(),
    [
      ["collect", log!.digest],
      ["number/a", undefined],
      ["number/b", undefined],
      ["parity", undefined],
    ],
  );
});

Deno.test("an accelerated stage is told the adapter that is in its key", async () => {
  using test = makeProject();
  const told = async (device: DeviceClass) => {
    const run = await runProfile(await test.open(), "plain", { device });
    assert.equal(run.outcomes.collect!.status, "ran");
    return run.events.flatMap((event) =>
      event.type === "stage-log" && event.name === "collect" ? event.line : []
    );
  };
  const h100: DeviceClass = { kind: "webgpu", adapter: "NVIDIA H100" };
  assert.deepEqual(await told(h100), ["adapter: NVIDIA H100"]);
  assert.deepEqual(await told(wasm), ["adapter: undefined"]);
});

Deno.test("a relative DENO_DIR is that of the engine's own folder", async () => {
  using test = makeProject();
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  }).output();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout));
  const before = Deno.env.get("DENO_DIR");
  try {
    Deno.env.set("DENO_DIR", relative(Deno.cwd(), denoDir));
    const run = await runProfile(await test.open(), "plain");
    const failures = Object.values(run.outcomes).map(({ failure }) => failure);
    assert.deepEqual(failures, [null, null, null, null]);
  } finally {
    if (before === undefined) Deno.env.delete("DENO_DIR");
    else Deno.env.set("DENO_DIR", before);
  }
});

Deno.test("a rerun that gives the same bytes stops there", async () => {
  using test = makeProject();
  await runProfile(await test.open(), "plain");
  const project = await test.open();
  const plan = await planRecipe(
    project,
    buildRecipe(project.recipe, "other"),
    wasm,
  );
  assert.deepEqual(
    plan.stages.map(({ stage, status, reasons }) => [
      stage.name,
      status,
      ...reasons,
    ]),
    [
      ["number/a", "run", "param value: 3 -> 5"],
      ["number/b", "cached"],
      ["parity", "run", "input number: waits for stage number/a"],
      ["collect", "run", "input numbers/odd/a: waits for stage parity"],
    ],
  );
  const run = await runProfile(project, "other");
  assert.deepEqual(statuses(run), [
    "number/a: ran",
    "number/b: cached",
    "parity: ran",
    "collect: cached",
  ]);
  const changed = await runProfile(await test.open(), "changed");
  assert.equal(changed.outcomes.collect!.status, "ran");
  const why = changed.events.flatMap((e) =>
    e.type === "stage-started" && e.name === "collect" ? e.why : []
  );
  assert.match(why.join("\n"), /^input numbers\/odd\/a: \w{8} -> \w{8}$/);
});

Deno.test("an edit reruns the stages whose closure holds it", async () => {
  using test = makeProject();
  await runProfile(await test.open(), "plain");
  test.edit("stages/constant.json", "1", "3");
  const run = await runProfile(await test.open(), "plain");
  assert.deepEqual(statuses(run), [
    "number/a: cached",
    "number/b: cached",
    "parity: ran",
    "collect: ran",
  ]);
  const [started] = run.events.filter((e) => e.type === "stage-started");
  assert.deepEqual(started!.why, ["code: stages/constant.json changed"]);
});

Deno.test("what a stage did not declare is refused", async () => {
  using test = makeProject();
  const cases: [string, RegExp, RegExp][] = [
    ["read", /read access to "\/etc\/passwd"/, /as an input of the kind/],
    ["write", /write access to "\/tmp\/juice-must-not-be"/, /stage's outputs/],
    ["env", /env access to "SECRET"/, /access: \{ env: \["SECRET"\] \}/],
    ["net", /net access to "127\.0\.0\.1:7777"/, /has no network/],
    ["run", /run access to "\/bin\/ls"/, /cannot start processes/],
  ];
  for (const [how, what, remedy] of cases) {
    const run = await runProfile(await test.open(), how, { only: ["after"] });
    const { status, failure } = run.outcomes.trouble!;
    assert.equal(status, "failed");
    assert.equal(failure!.reason, "access-refused");
    assert.match(failure!.message, what);
    assert.match(failure!.message, remedy);
    assert.match(Deno.readTextFileSync(failure!.log!), /about to/);
  }
});

Deno.test("a failure is told, loses nothing and stops what needs it", async () => {
  using test = makeProject();
  const cases: [string, string, RegExp][] = [
    [
      "throw",
      "threw",
      /^Stage "trouble" failed: the rate is negative \(stages\/trouble.ts:\d+\)$/,
    ],
    [
      "reject",
      "threw",
      /^Stage "trouble" failed: nobody caught this \(stages\/trouble.ts:\d+\)$/,
    ],
    ["exit", "threw", /exit code 7 before it was done/],
    ["memory", "out-of-memory", /ran out of its 64 MiB of memory/],
    ["nothing", "missing-output", /its output "out" was not written/],
  ];
  for (const [how, reason, message] of cases) {
    const run = await runProfile(await test.open(), how);
    const { trouble, after, collect } = run.outcomes;
    assert.equal(trouble!.status, "failed");
    assert.equal(trouble!.failure!.reason, reason, how);
    assert.match(trouble!.failure!.message, message);
    assert(
      trouble!.failure!.tail.includes(`about to ${how}`) || how === "memory",
    );
    assert(!trouble!.failure!.tail.some((line) => /^\s+at /.test(line)));
    assert.equal(after!.status, "skipped");
    assert.equal(after!.failure!.reason, "input-failed");
    assert.match(["ran", "cached"].join(), new RegExp(collect!.status));
  }
});

Deno.test("of two kinds in one module neither runs", async () => {
  using test = makeProject();
  const path = join(test.root, "stages/number.ts");
  const text = Deno.readTextFileSync(path);
  const second = text.slice(text.indexOf("export const"))
    .replace("export const number", "export const another");
  Deno.writeTextFileSync(path, text + second);
  const run = await runProfile(await test.open(), "plain", {
    only: ["number/a"],
  });
  const { failure } = run.outcomes["number/a"]!;
  assert.match(failure!.message, /"number" exports two stage kinds/);
});

Deno.test("a stage has no memory outside its folders", async () => {
  using test = makeProject();
  const run = await runProfile(await test.open(), "keep", {
    only: ["trouble"],
  });
  assert.equal(run.outcomes.trouble!.status, "ran");
  assert.deepEqual(run.outcomes.trouble!.record!.observed, {
    read: [],
    unread: ["number"],
  });
});

Deno.test("a damaged output is found, named and made again", async () => {
  using test = makeProject();
  // The text of a stage's code is kept, too, and would heal an output like it.
  test.edit("stages/constant.json", "1", "1 ");
  const first = await runProfile(await test.open(), "plain");
  const project = await test.open();
  const { digest } = first.outcomes.parity!.record!.outputs.odd!;
  const path = project.store.pathOf(digest);
  Deno.chmodSync(path, 0o644);
  Deno.writeTextFileSync(path, "0");
  const plan = await planRecipe(
    project,
    buildRecipe(project.recipe, "plain"),
    wasm,
  );
  assert.deepEqual(plan.stages[2]!.reasons, [
    `output odd: object ${digest.slice(0, 8)} is damaged`,
  ]);
  const run = await runProfile(project, "plain");
  assert.deepEqual(statuses(run), [
    "number/a: cached",
    "number/b: cached",
    "parity: ran",
    "collect: cached",
  ]);
  assert.deepEqual(run.outcomes.parity!.verdict, { type: "new" });
  assert.equal(project.store.verify(digest, "file", { deep: true }), null);
});

Deno.test("a file that looks like a folder's object is kept as a file", async () => {
  using test = makeProject();
  for (const status of ["ran", "cached"]) {
    const run = await runProfile(await test.open(), "tree", {
      only: ["trouble"],
    });
    assert.equal(run.outcomes.trouble!.status, status);
  }
});

Deno.test("a damaged record is not believed", async () => {
  using test = makeProject();
  await runProfile(await test.open(), "plain");
  const { store } = await test.open();
  const [record] = store.recordsOfStage("parity");
  const path = store.recordPath(record!.key, 1);
  const text = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, text.replace('"seconds": ', '"seconds": 1'));
  const run = await runProfile(await test.open(), "plain");
  assert.equal(run.outcomes.parity!.status, "ran");
  const [started] = run.events.filter((e) => e.type === "stage-started");
  assert.deepEqual(started!.why, [
    `record ${record!.key.slice(0, 8)}/1 is damaged`,
  ]);
});

Deno.test("a forced stage says whether its bytes are the same", async () => {
  using test = makeProject();
  await runProfile(await test.open(), "clock", { only: ["trouble"] });
  const options = { only: ["trouble", "number/*"], force: true };
  const run = await runProfile(await test.open(), "clock", options);
  assert.deepEqual(statuses(run), [
    "number/a: ran",
    "number/b: ran",
    "trouble: ran",
  ]);
  assert.deepEqual(run.outcomes["number/b"]!.verdict, { type: "identical" });
  assert.equal(run.outcomes.trouble!.verdict!.type, "drifted");
  const { store } = await test.open();
  const { key } = run.outcomes["number/b"]!.record!;
  assert.equal(store.readRecords(key).length, 2);
});

Deno.test("what a library draws at random is the same each time", async () => {
  using test = makeProject();
  await runProfile(await test.open(), "random", { only: ["trouble"] });
  const options = { only: ["trouble"], force: true };
  const run = await runProfile(await test.open(), "random", options);
  assert.deepEqual(run.outcomes.trouble!.verdict, { type: "identical" });
});

Deno.test("outcomes are judged by the lock", async () => {
  using test = makeProject();
  const project = await test.open();
  const first = await runProfile(project, "plain");
  const outcomes = Object.values(first.outcomes);
  writeLock(project.lockPath, updateLock(null, "plain", outcomes));
  const again = await runProfile(await test.open(), "plain");
  for (const { verdict } of Object.values(again.outcomes)) {
    assert.deepEqual(verdict, { type: "identical" });
  }
  test.edit("stages/constant.json", "1", "3");
  const changed = await runProfile(await test.open(), "plain");
  assert.deepEqual(changed.outcomes.parity!.verdict, {
    type: "changed",
    what: "code: stages/constant.json changed",
  });
});

Deno.test("an interrupted run ends its processes and keeps the rest", async () => {
  using test = makeProject();
  const controller = new AbortController();
  const run = await runProfile(await test.open(), "hang", {
    jobs: 1,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === "stage-log" && event.line === "hanging") {
        controller.abort();
      }
    },
  });
  const { trouble, after, "number/b": b } = run.outcomes;
  assert.equal(trouble!.failure!.reason, "interrupted");
  assert.equal(after!.status, "skipped");
  assert.equal(after!.failure!.reason, "interrupted");
  assert.equal(b!.status, "ran");
  assert.deepEqual(processesOf(test.root), []);
  const [key] = names(join(test.root, ".juice/scratch"));
  const ofKey = join(test.root, ".juice/scratch", key!);
  const [ofRun] = names(ofKey);
  const checkpoint = join(ofKey, ofRun!, "checkpoint");
  assert.equal(Deno.readTextFileSync(checkpoint), "half");
});

Deno.test({
  name: "a stage that is killed is said to be",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using test = makeProject();
    const run = await runProfile(await test.open(), "hang", {
      only: ["trouble"],
      onEvent: (event) => {
        if (event.type !== "stage-log" || event.line !== "hanging") return;
        for (const pid of processesOf(test.root)) Deno.kill(pid, "SIGKILL");
      },
    });
    const { failure } = run.outcomes.trouble!;
    assert.equal(failure!.reason, "killed");
    assert.match(failure!.message, /^Stage "trouble" was ended by SIGKILL; if/);
  },
});

Deno.test({
  name: "stages end with an engine that is killed, and nothing is in the way",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using test = makeProject();
    const module = new URL("../testing/project.ts", import.meta.url).href;
    const engine = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--allow-all",
        "--config",
        new URL("../../deno.json", import.meta.url).pathname,
        `data:application/javascript,${
          encodeURIComponent(`
          import { openProject, runProfile } from ${JSON.stringify(module)};
          const root = ${JSON.stringify(test.root)};
          const project = await openProject({ root, store: root + "/.juice" });
          await runProfile(project, "hang", { only: ["trouble"] });`)
        }`,
      ],
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
    const logged = () =>
      names(join(test.root, ".juice/work")).some((name) => {
        const log = join(test.root, ".juice/work", name, "log.txt");
        try {
          return Deno.readTextFileSync(log).includes("hanging");
        } catch {
          return false;
        }
      });
    await until(logged);
    engine.kill("SIGKILL");
    await engine.status;
    await until(() => processesOf(test.root).length === 0);
    // The same key, which the dead engine held, and a swept work folder.
    const controller = new AbortController();
    const again = await runProfile(await test.open(), "hang", {
      only: ["trouble"],
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === "stage-log" && event.line === "hanging") {
          controller.abort();
        }
      },
    });
    assert.equal(again.outcomes.trouble!.failure!.reason, "interrupted");
    assert(!again.events.some((event) => event.type === "stage-waiting"));
    for (const name of names(join(test.root, ".juice/work"))) {
      const left = names(join(test.root, ".juice/work", name));
      assert.deepEqual(left, ["log.txt", "stage.json"]);
    }
  },
});

Deno.test("two runs at once share their work", async () => {
  using test = makeProject();
  const projects = [await test.open(), await test.open()];
  const runs = await Promise.all(
    projects.map((project) => runProfile(project, "plain", { jobs: 1 })),
  );
  const ran = runs.flatMap(statuses).filter((line) => line.endsWith(": ran"));
  assert.deepEqual(ran.sort(), [
    "collect: ran",
    "number/a: ran",
    "number/b: ran",
    "parity: ran",
  ]);
  assert.deepEqual(digests(runs[0]!), digests(runs[1]!));
  const waiting = runs.flatMap(({ events }) =>
    events.filter((event) => event.type === "stage-waiting")
  );
  assert(waiting.length > 0);
  assert(waiting.every(({ holder }) => holder.includes(`${Deno.pid}`)));
});

Deno.test("a full disk at the end does not hide what failed before", async () => {
  using test = makeProject();
  const project = await test.open();
  project.store.projects.noteUse = () => {
    throw new StoreError("Cannot write: the disk is full", { code: "ENOSPC" });
  };
  const { outcomes } = await runProfile(project, "throw");
  assert.equal(outcomes.trouble!.failure!.reason, "threw");
  await assert.rejects(runProfile(project, "plain"), /the disk is full/);
});
