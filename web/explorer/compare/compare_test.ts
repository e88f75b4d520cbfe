import assert from "node:assert/strict";
import fc from "fast-check";
import type { Preview } from "../api.ts";
import { madeUpProject } from "../testing/data.ts";
import { digestOf } from "../testing/stages.ts";
import { compareCarried } from "./carried.ts";
import { type Execution, executionOf } from "./execution.ts";
import { compareCodePoints } from "./order.ts";
import { standingOrigins } from "./standing.ts";
import { isSame } from "./values.ts";

const project = madeUpProject();
const record = (stage: string) => project.details[stage]!.record!;

Deno.test("two records that a page carries are compared down to the source", () => {
  const { a, b, first, differences } = compareCarried(
    project,
    record("evaluation/alpha/seed=1"),
    record("evaluation/beta=0.5/seed=1"),
  );
  assert.deepEqual([a.stage, a.n, a.current], [
    "evaluation/alpha/seed=1",
    1,
    true,
  ]);
  assert.equal(b.stage, "evaluation/beta=0.5/seed=1");
  assert.equal(
    first,
    "training/alpha/seed=1 -> training/beta=0.5/seed=1: param rate: " +
      "0.1 -> 0.2; 1 other stage differs in something else as well",
  );
  assert.deepEqual(differences.map(({ line }) => line).slice(0, 2), [
    'param method: "alpha" -> "beta=0.5"',
    `input policy: ${digestOf("training/alpha/seed=1.policy").slice(0, 8)} -> ${
      digestOf("training/beta=0.5/seed=1.policy").slice(0, 8)
    }`,
  ]);
});

Deno.test("a record is the same as itself", () => {
  for (const { record } of Object.values(project.details)) {
    if (record === null) continue;
    const { first, differences } = compareCarried(project, record, record);
    assert.deepEqual([first, differences], [null, []]);
  }
});

Deno.test("code is compared by its lines where the page carries both files", () => {
  const a = record("training/alpha/seed=1");
  const other = digestOf("another version");
  const b = {
    ...a,
    key: digestOf("another key"),
    code: a.code.map((file) =>
      file.path === "stages/training.ts" ? { ...file, digest: other } : file
    ),
  };
  const compared = (preview: Preview | undefined) => {
    const { [other]: _, ...previews } = project.previews;
    const carried = {
      ...project,
      previews: preview === undefined
        ? previews
        : { ...previews, [other]: preview },
    };
    const [difference] = compareCarried(carried, a, b).differences;
    return difference!;
  };
  const text = (text: string, cutOff: number | null = null): Preview => ({
    type: "text",
    text,
    language: "ts",
    cutOff,
  });
  const { diff, note, line } = compared(text("// The file is another.\n"));
  assert.equal(line, "code: stages/training.ts changed");
  assert.match(diff!, /^@@ -1,2 \+1 @@\n-\/\/ The file stages\/training\.\n/);
  assert.equal(note, undefined);
  // What the page does not carry whole is said for that line alone.
  for (
    const absent of [undefined, text("begins", 1e6), text("\ufffd")]
  ) {
    const { diff, note } = compared(absent);
    assert.equal(diff, undefined);
    assert.match(note!, /does not carry both.*deno task explore/);
  }
  assert.match(compared({ type: "json", value: 1 }).note!, /does not carry/);
  // What is no text is so everywhere.
  const none = compared({ type: "none", why: "It is no text" });
  assert.deepEqual([none.diff, none.note], [undefined, undefined]);
});

Deno.test("what two executions gave may have any name", () => {
  const a = record("training/alpha/seed=1");
  const names = ["__proto__", "constructor", "toString"];
  const odd = names.map((name): [string, number] => [name, 1]);
  const metrics = Object.fromEntries([...Object.entries(a.metrics), ...odd]);
  const b = { ...a, n: 2, metrics, warnings: [...a.warnings, ...names] };
  for (
    const [one, other, change] of [[a, b, "added"], [b, a, "removed"]] as const
  ) {
    const { differences } = compareCarried(project, one, other);
    assert.deepEqual(
      differences.map(({ field, name, change }) => [field, name, change]),
      ["metrics", "warnings"].flatMap((field) =>
        names.map((name) => [field, name, change])
      ),
    );
    const values = differences.map(({ before, after }) => before ?? after);
    assert.deepEqual(values, [1, 1, 1, true, true, true]);
  }
});

/** An execution of a stage that reads and puts out these digests. */
function made(
  stage: string,
  key: string,
  input: string | null,
  output: string,
): Execution {
  return {
    ...executionOf(record("source/words")),
    stage,
    key,
    outputs: { out: { digest: output } },
    preimage: {
      ...executionOf(record("source/words")).preimage,
      inputs: input === null ? {} : { in: input },
    },
  };
}

Deno.test("of executions that stand now, the DAG tells who made an input", () => {
  const raw = made("raw", "k1", null, "x");
  const twin = made("twin", "k2", null, "x");
  const copy = made("copy/1", "k3", "x", "x");
  const last = made("last", "k4", "x", "y");
  const before = made("last", "k5", "x", "z");
  const stage = (name: string, execution: Execution | null, from?: string) => ({
    name,
    execution,
    inputs: from === undefined ? {} : { in: { stage: from } },
  });
  const originOf = standingOrigins([
    stage("twin", twin),
    stage("raw", raw),
    stage("copy/1", copy, "raw"),
    stage("copy/2", copy, "copy/1"),
    stage("last", last, "copy/2"),
  ]);
  // Others put the same bytes out; what is connected is meant.
  assert.equal(originOf(last, "in", "x"), copy);
  assert.equal(originOf(copy, "in", "x"), raw);
  assert.equal(originOf(last, "in", "other bytes"), null);
  assert.equal(originOf(last, "no input", "x"), null);
  assert.equal(originOf(before, "in", "x"), null);
  assert.equal(originOf(raw, "in", "x"), null);
});

Deno.test("values are the same whatever the order of their fields", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
    const turned = JSON.parse(
      JSON.stringify(a),
      (_, value) =>
        typeof value !== "object" || value === null || Array.isArray(value)
          ? value
          : Object.fromEntries(Object.entries(value).reverse()),
    );
    assert.ok(isSame(a as never, turned));
    assert.equal(
      isSame(a as never, b as never),
      isSame(b as never, a as never),
    );
  }));
  for (
    const [a, b] of [[1, 2], [1, "1"], [[], {}], [[1], [1, 2]], [null, {}], [
      { a: 1 },
      { b: 1 },
    ]] as const
  ) assert.equal(isSame(a, b), false);
});

Deno.test("names are in the order of their code points", () => {
  const names = ["\u{10000}", "\uffff", "b", "ab", "a", ""];
  assert.deepEqual(names.toSorted(compareCodePoints), [
    "",
    "a",
    "ab",
    "b",
    "\uffff",
    "\u{10000}",
  ]);
});
