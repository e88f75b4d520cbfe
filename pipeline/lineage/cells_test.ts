import assert from "node:assert/strict";
import fc from "fast-check";
import { readCells, type ResultCell, UnknownCellError } from "./cells.ts";
import { differing, findCells, parseFilter } from "./find_cells.ts";

const source = "ab".repeat(32);

const document = {
  results: ["base", "sft", "sft/compute", "rft/beta=1", "rft/beta=0.3"]
    .flatMap((method) =>
      [1, 2].map((seed) => ({
        method,
        ratio: method === "base" ? null : 0.5,
        seed,
        law: method === "base" ? null : { beta: 1 },
        metrics: { error: seed / 10, note: "no number" },
        predicted: seed * 0.01,
        source,
      }))
    ),
};
const all = readCells(document, "comparison.results");

const found = (...words: string[]) =>
  findCells(all, words.map((word) => parseFilter(word, all)));
const methods = (...words: string[]) => [
  ...new Set(
    found(...words).cells.map(({ coordinates }) => coordinates["method"]),
  ),
];

Deno.test("a result is found by its coordinates, numbers as numbers", () => {
  assert.deepEqual(methods("method=sft"), ["sft"], "itself, not what follows");
  for (const ratio of ["0.5", ".5", "0.50", "5e-1"]) {
    assert.equal(found(`ratio=${ratio}`, "seed=1").cells.length, 4, ratio);
  }
  assert.deepEqual(methods("ratio=null"), ["base"]);
  assert.equal(found("predicted=0.02", "method=base").cells.length, 1);
  assert.equal(found().cells.length, all.length);
});

Deno.test("a text may be given up to a slash, and that is said", () => {
  const { cells, notes } = found("method=rft", "seed=2");
  assert.equal(cells.length, 2);
  assert.deepEqual(notes, [
    'method=rft stands for "rft/beta=1", "rft/beta=0.3"',
  ]);
  assert.deepEqual(methods("method=sft/"), ["sft/compute"]);
  // Half a word is no beginning, and a value may hold more of "=".
  assert.throws(() => found("method=rf"), UnknownCellError);
  assert.deepEqual(methods("method=rft/beta=1"), ["rft/beta=1"]);
});

Deno.test("a coordinate may be named by its first words, and that is said", () => {
  const document = {
    results: [0, 0.7].flatMap((baseRatio) =>
      [0, 0.5].map((ratio) => ({
        method: "sft",
        baseRatio,
        ratio,
        rated: true,
        metrics: { error: ratio, base: 1 },
        predictedLowRate: 0.1,
        predicted_rank: 1,
        source,
      }))
    ),
  };
  const cells = readCells(document, "comparison.results");
  const found = (...words: string[]) =>
    findCells(cells, words.map((word) => parseFilter(word, cells)));
  const { cells: [cell, ...none], notes } = found("base=.7", "ratio=0");
  assert.deepEqual(cell?.coordinates["baseRatio"], 0.7);
  assert.deepEqual(none, []);
  assert.deepEqual(notes, ["base=.7 stands for baseRatio=.7"]);
  // Neither half a word nor what several begin with.
  assert.throws(() => found("bas=.7"), UnknownCellError);
  assert.throws(() => found("rat=0"), UnknownCellError);
  assert.throws(() => found("predicted=0.1"), UnknownCellError);
  assert.equal(found("predictedLow=0.1").cells.length, 4);
  assert.throws(
    () => found("base=0.5"),
    /No result has baseRatio=0.5; its values are 0, 0.7/,
  );
});

Deno.test("a coordinate that is given several times has any of its values", () => {
  const pair = ["method=sft", "seed=2", "method=base"];
  assert.deepEqual(methods(...pair), ["base", "sft"]);
  assert.equal(found(...pair).cells.length, 2, "and all of the others");
  assert.equal(found("seed=1", "seed=1").cells.length, all.length / 2);
  assert.deepEqual(
    methods("method=rft", "method=base"),
    ["base", "rft/beta=1", "rft/beta=0.3"],
  );
  assert.throws(
    () => found("method=sft", "method=nothing"),
    /No result has method=nothing; its values are "base", "sft"/,
  );
  assert.throws(
    () => found("ratio=0.5", "method=sft", "method=base"),
    /No result with ratio=0.5 has method=base; its values are "sft"/,
  );
});

Deno.test("what there is not is refused with what there is", () => {
  const refused = (words: string[], message: RegExp) =>
    assert.throws(() => found(...words), (error) => {
      assert.ok(error instanceof UnknownCellError);
      assert.match(error.message, message);
      return true;
    });
  refused(["metod=sft"], /"metod"; did you mean "method=sft"\? Its values are/);
  refused(
    ["colour=red"],
    /"colour"; there are "method", "ratio", "seed", "pre/,
  );
  refused(["arm=rft"], /"arm"; there are/);
  refused(["arm=sft"], /"arm"; did you mean "method=sft"\? There are "met/);
  refused(["error=0.5"], /"error", which is a metric; there are/);
  refused(["error=0.1"], /"error", which is a metric; there are/);
  refused(["method=stf"], /has method=stf; did you mean "method=sft"/);
  refused(["ratio=0.7"], /has ratio=0.7; its values are 0.5/);
  refused(
    ["method=base", "ratio=0.5"],
    /No result with method=base has ratio=0.5; its values are null/,
  );
  refused(["seed=one"], /its values are 1, 2/);
  refused(["seed="], /its values are 1, 2/);
  refused(["law=null"], /"law"; there are/);
  refused(["seed"], /by "seed": give a coordinate and its value, such as se/);
  refused(
    ["sft"],
    /by "sft": give a coordinate and its value, such as method=s/,
  );
  refused(["=1"], /Cannot look for results by "=1"/);
});

Deno.test("what tells results apart stands before their metrics", () => {
  assert.deepEqual(differing(all), ["method", "ratio", "seed"]);
  assert.deepEqual(differing(found("method=sft").cells), ["seed"]);
  const [bare] = readCells(
    { results: [{ metrics: {}, source, seed: 1 }] },
    "made up",
  );
  assert.deepEqual(bare?.leading, ["seed"], "all, where none stands before");
});

Deno.test("a document without sources has no results to look for", () => {
  const documents = [null, {}, { results: 3 }, { results: [{ metrics: {} }] }, {
    results: [null, { source: "nothing", metrics: {} }, { source }],
  }];
  for (const document of documents) {
    assert.throws(
      () => readCells(document, "made.results"),
      /none of its "results" has "metrics" and/,
    );
  }
});

Deno.test("filters keep exactly the results that have all values", () => {
  const cell = fc.record({
    a: fc.constantFrom("x", "y", "z"),
    b: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(fc.property(
    fc.array(cell, { minLength: 1 }),
    cell,
    (entries, wanted) => {
      const cells = readCells(
        { results: entries.map((one) => ({ ...one, metrics: {}, source })) },
        "made up",
      );
      const expected = cells.filter(({ coordinates }) =>
        coordinates["a"] === wanted.a && coordinates["b"] === wanted.b
      );
      let got: readonly ResultCell[] = [];
      try {
        got = findCells(cells, [
          { name: "b", value: String(wanted.b) },
          { name: "a", value: wanted.a },
        ]).cells;
      } catch (error) {
        assert.ok(error instanceof UnknownCellError);
      }
      assert.deepEqual(got, expected);
    },
  ));
});
