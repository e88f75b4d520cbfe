import assert from "node:assert/strict";
import { epochsOf, policySettings } from "./settings.ts";

const given = {
  prompts: 2,
  samples: 2,
  beta: 0.3,
  steps: 12,
  rate: 1e-3,
  seed: 1,
};

Deno.test("the policy step is RLOO on the mean of the rewards unless told", () => {
  const params = policySettings.parse(given);
  assert.equal(params.objective, "rloo");
  assert.equal(params.ensemble.weight, 0);
  assert.equal(epochsOf(params), 1);
});

Deno.test("steps must fill whole batches of samples", () => {
  const ppo = { ...given, objective: "ppo", ppo: { epochs: 5 } };
  assert.throws(
    () => policySettings.parse(ppo),
    /must be a multiple of the objective's epochs/,
  );
  assert.equal(epochsOf(policySettings.parse({ ...ppo, steps: 15 })), 5);
  // Another objective's epochs are no matter.
  assert.doesNotThrow(() => policySettings.parse({ ...ppo, objective: "apa" }));
});

Deno.test("APA needs beta, or the factor that beta gives", () => {
  const apa = { ...given, objective: "apa", beta: 0 };
  assert.throws(
    () => policySettings.parse(apa),
    /must be above 0 where apa.c is not given/,
  );
  assert.doesNotThrow(() => policySettings.parse({ ...apa, apa: { c: 10 } }));
  // It has a name among the parameters, so that a command can set it.
  assert.equal(policySettings.parse({ ...apa, beta: 0.3 }).apa.c, null);
  assert.doesNotThrow(() =>
    policySettings.parse({ ...apa, objective: "rloo" })
  );
});
