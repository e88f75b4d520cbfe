import assert from "node:assert/strict";
import { standard } from "../settings.ts";
import { armSettings, methodOf } from "./arm.ts";
import { methods } from "./mod.ts";

Deno.test("an arm is of the method that its name begins with", () => {
  for (
    const [arm, method] of [
      ["sft", "sft"],
      ["sft/rate=0.01", "sft"],
      ["sft/compute", "sft/compute"],
      ["sft/compute/steps=9", "sft/compute"],
      ["irft/rounds=4/anchor", "irft"],
    ] as const
  ) assert.equal(methodOf(arm, methods), method);
  assert.throws(() => methodOf("sftp/beta=1", methods), /"sftp\/beta=1".*irft/);
});

Deno.test("an arm has its method's settings, but for what its name says", () => {
  assert.deepEqual(armSettings(standard, "rft", "rft"), standard.rft);
  assert.deepEqual(
    armSettings(standard, "rft", "rft/rounds=2/policy.rate=1e-5/votes=flip"),
    {
      ...standard.rft,
      rounds: 2,
      votes: "flip",
      policy: { ...standard.rft.policy, rate: 1e-5 },
    },
  );
  const settings = {
    ...standard,
    variants: {
      "irft/slow": { steps: 7, rate: 1 },
      "irft/rounds": { beta: 9 },
    },
  };
  assert.deepEqual(armSettings(settings, "irft", "irft/slow/rate=2"), {
    ...standard.irft,
    steps: 7,
    rate: 2,
  });
});

Deno.test("a part of a name that sets nothing is refused", () => {
  const refused = (arm: string, why: RegExp) =>
    assert.throws(() => armSettings(standard, "rft", arm), why);
  refused("rft/fast", /"rft\/fast" says "fast"/);
  refused("rft/speed=1", /"rft\/speed=1".*"rft".*"speed"/);
  refused("rft/policy.speed=1", /"rft.policy".*"speed"/);
  refused("rft/policy=1", /"rft.policy".*must be an object/);
  refused("rft/negatives=first", /"rft.negatives".*"last" or "pooled"/);
  refused("rft/rounds=0", /"rft.rounds".*at least 1/);
});
