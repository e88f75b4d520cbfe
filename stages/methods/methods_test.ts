/**
 * The methods, by how their arms are wired: what each accounts for, and what law it
 * claims.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { z } from "zod";
import { cellLabel } from "../cell_label.ts";
import { evaluation } from "../evaluation.ts";
import { stagesOf } from "../testing/stages_of.ts";

/**
 * The arms of a profile, each with the stages that it accounts for and those
 * that its policy rests on: all that have an account, after the base.
 */
function accountedFor(profile: string) {
  const stages = new Map(stagesOf(profile).map((one) => [one.name, one]));
  const known = new Map<string, Set<string>>();
  const workOf = (name: string): Set<string> => {
    const work = known.get(name) ?? new Set();
    if (known.has(name)) return work;
    const { kind, inputs } = stages.get(name)!;
    // All arms begin with a base, and are given the demonstrations.
    const given = ["pretraining", "injection"].includes(kind.name);
    for (const { stage } of given ? [] : Object.values(inputs)) {
      for (const one of workOf(stage)) work.add(one);
    }
    if (!given && "account" in kind.outputs) work.add(name);
    known.set(name, work);
    return work;
  };
  return [...stages.values()].filter(({ name }) =>
    name.startsWith("evaluation/")
  ).map(({ name, inputs }) => ({
    name,
    accounts: Object.entries(inputs)
      .filter(([input]) => input.startsWith("accounts/"))
      .map(([, { stage }]) => stage),
    work: [...workOf(inputs["policy"]!.stage)].map((one) => stages.get(one)!),
  }));
}

Deno.test("an arm accounts for all work behind its policy, and for no other", () => {
  for (const profile of ["smoke", "default", "full", "own"]) {
    for (const { name, accounts, work } of accountedFor(profile)) {
      assert.deepEqual(
        accounts.sort(),
        work.map((stage) => stage.name).sort(),
        name,
      );
    }
  }
});

Deno.test("the law speaks of arms that do what it derives, and of no others", () => {
  const cell = { kind: "truncated", baseRatio: 0.7, ratio: 0.35, seed: 1 };
  const laws = new Map<string, unknown>();
  for (const { kind, params } of stagesOf("full")) {
    if (kind !== evaluation) continue;
    const { method, law, ...place } = params as z.output<
      typeof evaluation.params
    >;
    if (cellLabel(place) === cellLabel(cell)) laws.set(method, law);
  }
  const imitation = { beta: 1, rounds: 1, reference: "base" };
  const irft = { beta: 0.3, rounds: 1, reference: "previous" };
  const rft = { beta: 0.3, rounds: 1, reference: "base" };
  const wanted = {
    "sft": imitation,
    "sft/compute": imitation,
    "irft/beta=0.1": { ...irft, beta: 0.1 },
    "irft/beta=0.3": irft,
    "irft/rounds=2/round=1": irft,
    "irft/rounds=8": { ...irft, rounds: 8 },
    "irft/rounds=3/parts=1/beta=1": { ...irft, rounds: 3, beta: 1 },
    "rft/beta=1": { ...rft, beta: 1 },
    "rft/rounds=3/negatives=last": { ...rft, rounds: 3 },
    "rft/rounds=3/negatives=pooled/round=1": rft,
    "rft/rounds=3/negatives=pooled/round=2": null,
    "rft/rounds=3/negatives=pooled": null,
  };
  for (const [arm, law] of Object.entries(wanted)) {
    assert.deepEqual(laws.get(arm), law, arm);
  }
  // Another data set, objective, reward or start than the law has, or stopped
  // on the way.
  for (
    const arm of [
      "rft/early",
      "rft/apa",
      "rft/ppo",
      "sft/filtered",
      "sft/voted",
      "interpolation",
      "expo",
      "spin",
      "irft/anchor",
      "irft/rounds=4/anchor",
      "irft/link=hinge",
      "irft/link=linear",
      "rft/position-wise",
      "rft/pessimistic",
      "rft/curious",
      "rft/votes=drop",
      "rft/votes=flip",
      "rft/votes=soften",
    ]
  ) {
    assert.ok(laws.has(arm), arm);
    assert.equal(laws.get(arm), null, arm);
  }
});
