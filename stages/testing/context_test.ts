import assert from "node:assert/strict";
import { z } from "zod";
import { file, folder, many, optional } from "../../pipeline/artifact.ts";
import { stage } from "../../pipeline/stage.ts";
import { execute, temporaryFolder } from "./context.ts";

const text = file("text", ".txt", "text/plain");

const echo = stage({ url: "file:///stages/echo.ts" }, {
  doc: "Writes what it was given.",
  params: z.object({ seed: z.int().default(3) }),
  inputs: { one: text, maybe: optional(text), all: many(text) },
  outputs: { copy: text, parts: folder("parts") },
  determinism: "bitwise",
  async run({ params, inputs, digests, outputs, rng, metric, log, progress }) {
    metric("seed", params.seed);
    metric("rngSeed", rng.seed);
    log(`maybe ${inputs.maybe}`);
    progress(1, 2);
    await Deno.writeTextFile(outputs.copy, JSON.stringify(digests));
    await Deno.writeTextFile(`${outputs.parts}/a`, "a");
  },
});

Deno.test("a kind gets defaults, seeded rng, digests and places to write", async () => {
  await using given = await temporaryFolder();
  const path = `${given.path}/x.txt`;
  await Deno.writeTextFile(path, "abc");
  const sha =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  await using done = await execute(echo, {
    params: {},
    inputs: { one: path, maybe: undefined, all: { label: path } },
  });
  assert.deepEqual(done.metrics, { seed: 3, rngSeed: 3 });
  assert.deepEqual(done.log, ["maybe undefined"]);
  assert.deepEqual(done.progress, [1, 2]);
  assert.deepEqual(JSON.parse(await Deno.readTextFile(done.outputs.copy)), {
    one: sha,
    all: { label: sha },
  });
  assert.equal(await Deno.readTextFile(`${done.outputs.parts}/a`), "a");
});

Deno.test("a kind that throws leaves no folder", async () => {
  let where = "";
  const broken = stage({ url: "file:///stages/broken.ts" }, {
    doc: "Throws.",
    params: z.object({}),
    inputs: {},
    outputs: { copy: text },
    determinism: "bitwise",
    run({ outputs }) {
      where = outputs.copy;
      throw new Error("Broken on purpose");
    },
  });
  await assert.rejects(
    () => execute(broken, { params: {}, inputs: {} }),
    /Broken on purpose/,
  );
  assert.notEqual(where, "");
  await assert.rejects(() => Deno.stat(where.replace(/\/outputs.*/, "")));
});
