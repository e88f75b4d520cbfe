/**
 * The experiment on WebGPU, on whatever adapter there is: a software one takes
 * some minutes. Its bytes are its own; its figures must be those of the lock,
 * within the stated tolerance.
 *
 * @module
 */

import assert from "node:assert/strict";
import { webgpuTest } from "../learn/testing/webgpu.ts";
import { juiceJson, temporary } from "./support/juice.ts";

/** The part of `reproduce --json` that this test looks at. */
interface Reproduced {
  readonly device: string;
  readonly lock: string;
  readonly stages: readonly {
    readonly name: string;
    readonly kind: string;
    readonly status: string;
    readonly verdict: string;
  }[];
}

webgpuTest(
  "the smoke profile on webgpu ends within tolerance of the lock",
  async () => {
    await using folder = await temporary();
    const { code, value, stderr } = await juiceJson<Reproduced>(
      ["reproduce", "--profile", "smoke", "--device", "webgpu"],
      { store: `${folder.path}/store` },
    );
    assert.equal(code, 0, stderr);
    assert.match(value.device, /^webgpu/);
    assert.equal(value.lock, "match");
    const accelerated = new Set([
      "evaluation",
      "generation",
      "policy_update",
      "pretraining",
      "reward_learning",
      "self_play",
      "sft",
    ]);
    for (const { name, kind, status, verdict } of value.stages) {
      assert.equal(status, "ran", name);
      // What comes before the device has the lock's own bytes.
      const expected = accelerated.has(kind) ||
          ["comparison", "report"].includes(kind)
        ? "within tolerance"
        : "identical";
      assert.equal(verdict, expected, name);
    }
  },
);
