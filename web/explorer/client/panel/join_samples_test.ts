import assert from "node:assert/strict";
import { joinSamples } from "./join_samples.ts";

const said = (from: string, ...rows: [string, string, string][]) => ({
  from,
  fields: ["reference", "greedy"],
  examples: rows.map(([prompt, reference, greedy]) => ({
    prompt,
    reference,
    greedy,
  })),
});

Deno.test("what should be said stands once where all agree", () => {
  const joined = joinSamples([
    said("a", ["one", "1", "x"], ["two", "2", "y"]),
    said("b", ["two", "2", "z"], ["three", "3", "w"]),
  ]);
  assert.deepEqual(joined.columns, [
    { from: "a", field: "reference", shared: true },
    { from: "a", field: "greedy", shared: false },
    { from: "b", field: "greedy", shared: false },
  ]);
  assert.deepEqual(joined.rows, [
    { prompt: "one", cells: ["1", "x", null] },
    { prompt: "two", cells: ["2", "y", "z"] },
    { prompt: "three", cells: ["3", null, "w"] },
  ]);
});

Deno.test("references that differ stand with who has them", () => {
  const joined = joinSamples([
    said("a", ["one", "1", "x"]),
    said("b", ["one", "other", "y"]),
  ]);
  assert.deepEqual(
    joined.columns.map(({ from, field }) => `${from} ${field}`),
    [
      "a reference",
      "a greedy",
      "b reference",
      "b greedy",
    ],
  );
});

Deno.test("a prompt that comes twice is joined time by time", () => {
  const joined = joinSamples([
    said("a", ["one", "1", "x"], ["one", "1", "y"]),
    said("b", ["one", "1", "u"], ["one", "1", "v"]),
  ]);
  assert.deepEqual(joined.rows.map(({ cells }) => cells), [
    ["1", "x", "u"],
    ["1", "y", "v"],
  ]);
});

Deno.test("a field that one does not have is not one that it inherits", () => {
  const { rows } = joinSamples([
    { from: "a", fields: ["constructor"], examples: [{ prompt: "one" }] },
    {
      from: "b",
      fields: ["greedy"],
      examples: [{ prompt: "one", greedy: "x" }],
    },
  ]);
  assert.deepEqual(rows, [{ prompt: "one", cells: [null, "x"] }]);
});
