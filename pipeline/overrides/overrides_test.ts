import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { json } from "../artifact.ts";
import { buildRecipe } from "../build_recipe.ts";
import type { Json } from "../identity/preimage.ts";
import { recipe } from "../recipe.ts";
import { stage } from "../stage.ts";
import { overrideText, parseOverride } from "./override.ts";
import { overrideProfile } from "./profile.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,5}$/);
// JSON has no -0.
const value = fc.json({ maxDepth: 2 }).map((text) =>
  JSON.parse(JSON.stringify(JSON.parse(text))) as Json
);

Deno.test("what an override reads as can be typed again", () => {
  const path = fc.array(name, { minLength: 1, maxLength: 3 })
    .map((steps) => steps.join("."));
  const given = fc.oneof(path, fc.tuple(name, path).map((x) => x.join("/*:")));
  fc.assert(fc.property(given, value, (given, value) => {
    const one = parseOverride(`${given}=${JSON.stringify(value)}`);
    assert.deepEqual([one.name, one.value], [given, value]);
    assert.deepEqual(parseOverride(overrideText(one)), one);
  }));
  // What is no JSON is a text.
  assert.equal(parseOverride("kind=garbled").value, "garbled");
});

/** Every way that leads into a value. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => [
    [key],
    ...pathsIn(inside).map((path) => [key, ...path]),
  ]);
}

function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

const at = (whole: unknown, path: readonly string[]) =>
  path.reduce(
    (inside, step) => (inside as Record<string, unknown>)[step],
    whole,
  );

Deno.test("a profile is copied where it changes, and shared where it does not", () => {
  const leaf = fc.oneof(fc.integer(), fc.boolean());
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.dictionary(name, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
      fc.array(tie("tree"), { maxLength: 4 }),
    ),
  }));
  const profiles = fc.dictionary(name, tree, {
    minKeys: 1,
    maxKeys: 4,
    noNullPrototype: true,
  });
  fc.assert(fc.property(profiles, fc.nat(), (made, pick) => {
    const profile = frozen(made);
    const paths = pathsIn(profile), path = paths[pick % paths.length]!;
    const before = at(profile, path);
    const now = typeof before === "number"
      ? before + 1
      : typeof before === "boolean"
      ? !before
      : before as Json;
    const set = parseOverride(`${path.join(".")}=${JSON.stringify(now)}`);
    const after = overrideProfile(profile, "own", [set]);
    const expected = structuredClone(profile);
    const holder = at(expected, path.slice(0, -1)) as Record<string, unknown>;
    holder[path.at(-1)!] = now;
    assert.deepEqual(after, expected);
    for (const other of paths) {
      const apart = other.some((step, i) =>
        i < path.length && step !== path[i]
      );
      if (apart) assert.equal(at(after, other), at(profile, other));
    }
  }));
});

const trained = stage(import.meta, {
  doc: "Does nothing.",
  params: z.strictObject({
    rate: z.number().max(1),
    steps: z.int().default(5),
    weights: z.strictObject({ mean: z.number(), spread: z.number() })
      .default({ mean: 1, spread: 0 }),
  }),
  inputs: {},
  outputs: { out: json },
  determinism: "bitwise",
  run() {},
});

const runs = recipe({
  doc: "Three stages.",
  profiles: { default: { rate: 0.5 } },
  build({ rate }, add) {
    for (const name of ["sft/a", "sft/b", "rft/a"]) {
      add(name, trained, { rate }, {});
    }
    return {};
  },
});

function paramsOf(...set: string[]) {
  const { stages } = buildRecipe(runs, "default", set.map(parseOverride));
  return Object.fromEntries(stages.map(({ name, params }) => [name, params]));
}

Deno.test("a parameter is set in the stages that a pattern fits, and in no other", () => {
  const plain = { rate: 0.5, steps: 5, weights: { mean: 1, spread: 0 } };
  assert.deepEqual(paramsOf("sft/*:steps=9", "*/a:rate=0.1"), {
    "sft/a": { ...plain, steps: 9, rate: 0.1 },
    "sft/b": { ...plain, steps: 9 },
    "rft/a": { ...plain, rate: 0.1 },
  });
});

Deno.test("a part of a parameter can be set, also of one by default", () => {
  const set = ["sft/a:weights.mean=2", "sft/*:weights.spread=-1"];
  const { "sft/a": both, "sft/b": one } = paramsOf(...set) as Record<
    string,
    { weights: unknown }
  >;
  assert.deepEqual(both!.weights, { mean: 2, spread: -1 });
  assert.deepEqual(one!.weights, { mean: 1, spread: -1 });
});

Deno.test("a stage's parameter goes over the profile's", () => {
  const both = paramsOf("rate=0.2", "rft/*:rate=0.3");
  const rate = (name: string) => (both[name] as { rate: number }).rate;
  assert.deepEqual(["sft/a", "sft/b", "rft/a"].map(rate), [0.2, 0.2, 0.3]);
});

Deno.test("what a stage gets hangs on no order: whatever would is refused", () => {
  const whole = 'sft/*:weights={"mean":3,"spread":3}';
  const part = "*/a:weights.mean=2", other = "*/a:weights.spread=1";
  for (const set of [[whole, part], [part, whole]]) {
    assert.throws(() => paramsOf(...set), /twice: to .* leave one out/);
  }
  assert.deepEqual(paramsOf(part, other), paramsOf(other, part));
  assert.throws(() => paramsOf(part, "sft/*:weights.mean=1"), /twice/);
  assert.deepEqual(paramsOf(part, "sft/a:weights.mean=2"), paramsOf(part));
});
