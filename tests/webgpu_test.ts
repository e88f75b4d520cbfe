/**
 * The experiment on WebGPU, on whatever adapter there is: a software one takes
 * some minutes. Its bytes are its own; its figures must be those of the lock,
 * within the stated tolerance. And what is said where Deno ends with a device.
 *
 * @module
 */

import assert from "node:assert/strict";
import { webgpuTest } from "../learn/testing/webgpu.ts";
import { buildRecipe } from "../pipeline/build_recipe.ts";
import { names } from "../pipeline/store/objects.ts";
import { makeProject, runProfile } from "../pipeline/testing/project.ts";
import recipe from "../stages/recipe.ts";
import { copyCheckout, juiceJson, temporary } from "./support/juice.ts";

/** The part of `reproduce --json` that this test looks at. */
interface Reproduced {
  readonly device: string;
  readonly lock: string;
  readonly stages: readonly {
    readonly name: string;
    readonly status: string;
    readonly verdict: string;
  }[];
}

/** Stages that compute on the device, and those that something of it reaches. */
function behindDevice(): Map<string, "accelerated" | "reached"> {
  const behind = new Map<string, "accelerated" | "reached">();
  for (const { name, kind, inputs } of buildRecipe(recipe, "smoke").stages) {
    const reached = Object.values(inputs).some(({ stage }) =>
      behind.has(stage)
    );
    if (kind.accelerated) behind.set(name, "accelerated");
    else if (reached) behind.set(name, "reached");
  }
  return behind;
}

webgpuTest(
  "the smoke profile on webgpu ends within tolerance of the lock",
  async () => {
    await using folder = temporary();
    // A checkout of its own, so that its report is nobody else's.
    const cwd = `${folder.path}/checkout`;
    await copyCheckout(cwd);
    const { code, value, stderr } = await juiceJson<Reproduced>(
      ["reproduce", "--profile", "smoke", "--device", "webgpu"],
      { store: `${folder.path}/store`, cwd },
    );
    assert.equal(code, 0, stderr);
    assert.match(value.device, /^webgpu/);
    assert.equal(value.lock, "match");
    const behind = behindDevice();
    for (const { name, status, verdict } of value.stages) {
      // Arms that begin alike share what they begin with.
      assert.match(status, /^(ran|cached)$/, name);
      // What comes before the device has the lock's own bytes. What comes after
      // may have them: a selection, where the scores put rows in the same order.
      if (!behind.has(name)) assert.equal(verdict, "identical", name);
      else assert.match(verdict, /^(identical|within tolerance)$/, name);
    }
    const accelerated = value.stages.filter(({ name }) =>
      behind.get(name) === "accelerated"
    );
    assert.ok(accelerated.length > 0);
    for (const { name, verdict } of accelerated) {
      assert.equal(verdict, "within tolerance", name);
    }
  },
);

webgpuTest(
  "a stage with which Deno ends is told apart, and keeps its checkpoint",
  async () => {
    using test = makeProject();
    const trouble = "stages/trouble.ts";
    test.edit(trouble, "resources: { memory: 64 }", "resources: {}");
    // Deno checks nothing here, and panics as it does where a device is lost.
    test.edit(
      trouble,
      `log("hanging");`,
      `const device = await (await navigator.gpu.requestAdapter())
        .requestDevice();
      const buffer = device.createBuffer({ size: 64, usage: 8 });
      device.queue.writeBuffer(buffer, 0, new Uint8Array(64), 0, 128);`,
    );
    const run = await runProfile(await test.open(), "hang", {
      only: ["trouble"],
    });
    const { failure } = run.outcomes.trouble!;
    assert.equal(failure!.reason, "killed");
    assert.match(
      failure!.message,
      /failed: Deno itself gave up: range end .* \(ext\/webgpu\/\S+\)\n/,
    );
    const [key = ""] = names(`${test.root}/.juice/scratch`);
    const [own = ""] = names(`${test.root}/.juice/scratch/${key}`);
    const kept = `${test.root}/.juice/scratch/${key}/${own}/checkpoint`;
    assert.equal(Deno.readTextFileSync(kept), "half");
  },
);
