/**
 * The training benchmark: that it runs, that its JSON has the documented shape,
 * and that what it counts is what the models do. Nothing here fails on time.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import {
  layOutParameters,
  parameterCount,
} from "../learn/models/parameters.ts";
import { parametersOf } from "../learn/models/gpt_neox.ts";
import { createWasmDevice } from "../learn/wasm/device.ts";
import { Built } from "./training/build.ts";
import {
  configOf,
  forwardFlops,
  matrixParameters,
  parameters,
  type Shape,
  shapes,
  stepFlops,
} from "./training/models.ts";
import { exists } from "./training/install.ts";
import { flopsOf } from "./training/profile.ts";
import { Watch } from "./training/watch.ts";
import { writeWork } from "./training/work.ts";

/** Small enough to run in no time, and no multiple of anything. */
const small: Shape = {
  ...shapes[0]!,
  name: "small",
  width: 12,
  heads: 3,
  vocabulary: 11,
  batch: 3,
  time: 5,
  steps: 2,
  generation: { batch: 2, prompt: 2, length: 5 },
};

Deno.test("the benchmark counts the parameters of its models", () => {
  for (const shape of [...shapes, small]) {
    const list = parametersOf(configOf(shape), "policy");
    assert.equal(parameters(shape), parameterCount(layOutParameters(list)));
    const matrices = list.filter(({ name, decays }) =>
      decays && name !== "gpt_neox.embed_in.weight"
    );
    assert.equal(
      matrixParameters(shape),
      parameterCount(layOutParameters(matrices)),
    );
  }
});

Deno.test("the benchmark counts the matrix products that a model's plans have", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-bench-test-" });
  const device = await createWasmDevice({ threads: 1 });
  try {
    const effort = { least: 1, most: 1, seconds: 0 };
    writeWork(folder, small, { products: [], effort, parts: [] });
    const built = new Built(device, folder);
    const watch = new Watch(device);
    const recorded = () => watch.programs.flatMap(({ steps }) => steps);
    const products = (part: "step" | "score") => {
      watch.programs.length = 0;
      built[part]().free();
      return recorded().filter(({ kernel }) => kernel.startsWith("matmul"))
        .reduce((sum, { dims: [m, n, k] }) => sum + 2 * m! * n! * k!, 0);
    };
    const pairs = small.batch * small.time * (small.time + 1) / 2;
    const attention = 4 * small.width * small.layers * pairs;
    assert.equal(products("score"), forwardFlops(small) - attention);
    assert.equal(products("step"), stepFlops(small) - 3 * attention);
    for (const step of recorded()) assert.ok(flopsOf(step) >= 0);
  } finally {
    device.destroy();
    Deno.removeSync(folder, { recursive: true });
  }
});

/** What a run of the benchmark writes with `--json`. */
async function run(...args: string[]) {
  const folder = Deno.makeTempDirSync({ prefix: "juice-bench-test-" });
  const json = join(folder, "result.json");
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        join(import.meta.dirname!, "training.ts"),
        ...args,
        "--json",
        json,
      ],
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return {
      code,
      stdout: decoder.decode(stdout),
      stderr: decoder.decode(stderr),
      json: code === 0 && exists(json)
        ? JSON.parse(Deno.readTextFileSync(json))
        : null,
    };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const tiny = ["--models", "tiny", "--devices", "wasm", "--threads", "1"];
const cheap = [...tiny, "--batch", "4", "--quick"];

Deno.test("the benchmark measures a model, with a missing peer named", async () => {
  const { json, stdout } = await run(
    ...cheap,
    "--peers",
    "pytorch",
    "--python",
    "no-such-python",
  );
  assert.match(stdout, /PyTorch is not measured: "no-such-python" has no/);
  assert.match(stdout, /juice wasm +\d/);
  assert.equal(json.version, 1);
  assert.equal(json.threads, 1);
  assert.equal(json.notes.length, 1);
  assert.deepEqual(json.ratios, []);
  assert.equal(json.entries.length, 1);
  const [entry] = json.entries;
  assert.deepEqual(Object.keys(entry), [
    "model",
    "contestant",
    "on",
    "library",
    "device",
    "threads",
    "step",
    "tokensPerSecond",
    "gflops",
    "shareOfPeak",
    "products",
    "score",
    "scoreGflops",
    "generate",
    "generatedPerSecond",
    "shareOfBandwidth",
    "bandwidth",
    "memory",
    "deviceMemory",
    "startup",
    "losses",
    "lossDifference",
    "sameWork",
  ]);
  assert.equal(entry.contestant, "juice wasm");
  assert.equal(entry.device, "wasm, 1 thread");
  assert.equal(entry.losses.length, 3);
  assert.ok(entry.losses[2] < entry.losses[0]);
  for (const figure of ["step", "score", "generate", "startup"]) {
    assert.ok(entry[figure].median > 0, figure);
  }
  const milliseconds = entry.step.median;
  assert.equal(entry.tokensPerSecond, 1000 * 4 * 21 / milliseconds);
});

Deno.test("the benchmark profiles a step", async () => {
  const { json, stdout } = await run(...cheap, "--profile", "step");
  assert.match(stdout, /^kernel +dims +count +ms +GFLOP\/s +share$/m);
  const [{ model, part, sum, uses }] = json.profiles;
  assert.deepEqual([model, part], ["tiny", "step"]);
  const total = uses.reduce(
    (sum: number, use: { milliseconds: number }) => sum + use.milliseconds,
    0,
  );
  assert.ok(Math.abs(total - sum) <= 1e-9 * sum);
});

Deno.test("a profile of generation has what each token runs", async () => {
  const { json } = await run(...cheap, "--profile", "generate");
  const [{ uses }] = json.profiles;
  const countOf = (kernel: string) =>
    uses.filter((use: { kernel: string }) => use.kernel === kernel)
      .reduce((sum: number, use: { count: number }) => sum + use.count, 0);
  // 11 tokens of each response; 2 layers, in prefill as in decoding.
  assert.equal(countOf("sample_token"), 11);
  assert.ok(countOf("attention_cached") >= 2 * 11);
});

Deno.test("--help of a benchmark says how it is used", async () => {
  const { code, stdout } = await run("--help");
  assert.equal(code, 0);
  assert.match(stdout, /^Usage: deno task bench/);
  for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
});

const refused: [string, string[], RegExp][] = [
  ["an option that is none", ["--nonsense"], /"--nonsense"/],
  ["a word that is no option", ["tiny"], /"tiny": models are named with/],
  ["a part that is none", ["--profile", "none"], /"none" for --profile/],
  [
    "tiles that are not there",
    ["--tuning", "no-such-file.json"],
    /Cannot read the tiles in "no-such-file.json"/,
  ],
];
for (const [what, args, words] of refused) {
  Deno.test(`the benchmark refuses ${what}, in words`, async () => {
    const { code, stderr } = await run(...args);
    assert.equal(code, 1);
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, / {4}at /);
  });
}

Deno.test("the benchmark refuses models that it does not know", async () => {
  const { code, stderr } = await run("--models", "huge");
  assert.notEqual(code, 0);
  assert.match(
    stderr,
    /Cannot take "huge" for --models: give some of "tiny,10m,160m,410m"/,
  );
});
