import assert from "node:assert/strict";
import { join } from "node:path";
import { removeIfThere } from "../store/files.ts";
import { names } from "../store/objects.ts";
import { isAlive, startEngine, until } from "../testing/engine.ts";
import {
  header,
  makeProject,
  processesOf,
  runProfile,
  type TestProject,
} from "../testing/project.ts";
import { startProcess } from "./process.ts";

const cases = [
  "heap",
  "wasm",
  "buffers",
  "loop",
  "stubborn",
  "spin",
  "modest",
];

/** A stage that uses up what it is told to, and nothing else. */
const greedy = `${header}
export const greedy = stage(import.meta, {
  doc: "Uses more than it may.",
  params: z.object({ how: z.string() }),
  inputs: {}, outputs: { out: json }, determinism: "bitwise",
  resources: { memory: 160, time: 20 },
  async run({ params: { how }, outputs, scratch, log }) {
    const held = [];
    log("about to " + how);
    if (how === "heap") {
      for (;;) held.push(new Array(10_000).fill(held.length + 0.5));
    }
    // Both pause now and then, as what computes does not allocate in one go.
    const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
    if (how === "wasm") {
      const memory = new WebAssembly.Memory({ initial: 0, maximum: 65536 });
      for (;;) {
        const pages = memory.grow(64);
        new Uint8Array(memory.buffer, pages * 65536).fill(1);
        await pause();
      }
    }
    if (how === "buffers") {
      for (;;) {
        held.push(new Uint8Array(2 ** 22).fill(1));
        await pause();
      }
    }
    if (how === "modest") {
      held.push(new Uint8Array(2 ** 25).fill(1));
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    if (how === "stubborn") Deno.addSignalListener("SIGTERM", () => {});
    if (how === "spin") await Deno.writeTextFile(scratch + "/spinning", "");
    if (how !== "modest") for (;;) Math.sqrt(2);
    await writeJson(outputs.out, held.length);
  },
});`;

function makeGreedy(seconds: number): TestProject {
  return makeProject({
    "stages/greedy.ts": greedy.replace("time: 20", `time: ${seconds}`),
    "stages/recipe.ts": `
import { recipe } from "${new URL("../", import.meta.url)}recipe.ts";
import { greedy } from "./greedy.ts";
const cases = ${JSON.stringify(cases)};
export default recipe({
  doc: "Stages that use too much.",
  profiles: Object.fromEntries(cases.map((how) => [how, { how }])),
  build: (params, add) => { add("greedy", greedy, params, {}); return {}; },
});`,
  });
}

const onLinux = { ignore: Deno.build.os !== "linux" };

for (const how of ["heap", "wasm", "buffers"]) {
  Deno.test({
    name: `memory is limited where it is taken by ${how}`,
    ...onLinux,
    async fn() {
      using test = makeGreedy(300);
      const run = await runProfile(await test.open(), how);
      const { status, failure } = run.outcomes.greedy!;
      assert.equal(status, "failed");
      assert.equal(failure!.reason, "out-of-memory");
      assert.match(failure!.message, /ran out of its 160 MiB of memory/);
      assert.match(failure!.message, /\nRaise resources: \{ memory: 160 \}/);
      assert.deepEqual(processesOf(test.root), []);
    },
  });
}

for (const how of ["loop", "stubborn"]) {
  Deno.test(`time is limited where a stage would ${how} on`, async () => {
    using test = makeGreedy(1);
    const run = await runProfile(await test.open(), how);
    const { status, failure } = run.outcomes.greedy!;
    assert.equal(status, "failed");
    assert.equal(failure!.reason, "out-of-time");
    assert.match(
      failure!.message,
      /was stopped after \d+\.\d s: it may take 1/,
    );
    assert.match(failure!.message, /\nRaise resources: \{ time: 1 \}/);
    assert.deepEqual(processesOf(test.root), []);
  });
}

Deno.test({
  name: "what a stage holds within its limits is in its record",
  ...onLinux,
  async fn() {
    using test = makeGreedy(300);
    const run = await runProfile(await test.open(), "modest");
    const { record } = run.outcomes.greedy!;
    const peak = record!.peakMemory!;
    assert(Number.isInteger(peak) && peak > 32 && peak < 160, `${peak} MiB`);
    assert(!("resources" in record!.preimage));
  },
});

Deno.test({
  name: "a stage that never pauses ends with an engine that is killed",
  ...onLinux,
  async fn() {
    using test = makeGreedy(300);
    const engine = startEngine(test.root, "spin");
    const scratch = join(test.root, ".juice/scratch");
    await until(() =>
      names(scratch).some((key) =>
        names(join(scratch, key)).some((run) =>
          names(join(scratch, key, run)).includes("spinning")
        )
      )
    );
    const pids = processesOf(test.root);
    assert.equal(pids.length, 1);
    engine.kill("SIGKILL");
    await engine.status;
    await until(() => !isAlive(pids[0]!));
  },
});

Deno.test("what ended in time is not late because the engine was busy", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const { ended } = startProcess({
      command: "/bin/sh",
      args: ["-c", "sleep 0.1"],
      cwd: folder,
      env: {},
      log: join(folder, "log.txt"),
      limits: { memory: null, time: 1 },
      kind: "program",
    }, { line: () => {}, message: () => {} });
    // The engine hashes, say, a large input of another stage.
    const until = performance.now() + 1500;
    while (performance.now() < until);
    const { code, exceeded } = await ended;
    assert.deepEqual([code, exceeded], [0, null]);
  } finally {
    removeIfThere(folder);
  }
});
