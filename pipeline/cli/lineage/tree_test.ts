import assert from "node:assert/strict";
import { branchesOf, shapesOf } from "../../lineage/branches.ts";
import { type Lineage, traceDown, traceLineage } from "../../lineage/graph.ts";
import { Producers } from "../../lineage/producers.ts";
import type { Standing } from "../../lineage/standing.ts";
import {
  digestOf,
  integrity,
  sketch,
  wordRecords,
} from "../../lineage/testing/records.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import { makeStyle } from "../terminal.ts";
import { codeOf, renderCode } from "./code.ts";
import { factsOf, renderFacts, traitOf } from "./facts.ts";
import { drawOutline, renderNotable } from "./outline.ts";
import { renderSources } from "./sources.ts";
import { drawTree } from "./tree.ts";

const style = makeStyle(false);

/** A recipe of three seeds, of which one warned and one was not read. */
function records(): ExecutionRecord[] {
  const common = wordRecords();
  const seeds = [1, 2, 3].flatMap((seed) => {
    const policy = sketch({
      stage: `sft/ratio=0.2/seed=${seed}`,
      kind: "sft",
      inputs: { words: "words", marks: "entries" },
      outputs: { policy: `policy ${seed}` },
      params: { seed, steps: 400, note: "a long ".repeat(12) },
      at: 20 + seed,
    });
    return [
      {
        ...policy,
        observed: { read: ["words"], unread: ["marks"] },
        ...(seed === 2 ? { warnings: ["The loss rose\nfor long"] } : {}),
      },
      sketch({
        stage: `evaluation/sft/ratio=0.2/seed=${seed}`,
        kind: "evaluation",
        inputs: { policy: `policy ${seed}`, words: "words" },
        outputs: { evaluation: `evaluation ${seed}` },
        params: { seed },
        at: 30 + seed,
      }),
    ];
  });
  const report = sketch({
    stage: "report",
    inputs: {
      "evaluations/seed=1": "evaluation 1",
      "evaluations/seed=2": "evaluation 2",
      "evaluations/seed=3": "evaluation 3",
      words: "words",
      logo: "nobody's",
    },
    outputs: { report: "report" },
    at: 90_000,
  });
  return [...common, ...seeds, report];
}

const all = records();
const up = traceLineage(new Producers(all), [{ digest: digestOf("report") }]);
const identical: Standing = () => ({ type: "identical" });

function drawn(
  lineage: Lineage,
  { every = false, standing = identical }: {
    every?: boolean;
    standing?: Standing;
  } = {},
) {
  const facts = factsOf(lineage, standing, "default");
  const branches = branchesOf(lineage);
  const shapes = shapesOf(lineage, branches, traitOf(facts));
  const code = codeOf(lineage);
  const tree = drawTree({ lineage, branches, shapes, facts, code }, {
    columns: 80,
    style,
    all: every,
  });
  return { ...tree, facts, branches, code };
}

Deno.test("a tree draws one of each sort, and says what is special", async () => {
  const { lines, facts, code, drawn: count } = drawn(up);
  const text = [
    ...renderFacts(facts, 80),
    "",
    ...lines,
    ...renderNotable(up, facts, count, 80),
    ...renderCode(code, false),
    ...renderSources(up, {}, { columns: 80, style, all: false }),
  ].join("\n");
  assertFits(text);
  assert.equal(count.size, 5);
  await assertSnapshot(import.meta, "lineage-tree", text);
});

Deno.test("with all of them every execution is drawn once", () => {
  const { lines, drawn: count } = drawn(up, { every: true });
  assert.equal(count.size, up.nodes.size);
  assertFits(lines.join("\n"));
  const heads = lines.filter((line) =>
    / \d{4}-\d\d-\d\d \d\d:\d\d /.test(line)
  );
  assert.equal(heads.length, up.nodes.size);
  assert.ok(lines.some((line) => /warned: The loss rose for long/.test(line)));
});

Deno.test("what was made of a thing is drawn the same way", async () => {
  const digest = digestOf("words");
  const down = traceDown(new Producers(all), [{ digest }]);
  const { lines } = drawn(down);
  assertFits(lines.join("\n"));
  await assertSnapshot(import.meta, "lineage-down", lines.join("\n"));
});

Deno.test("an execution that differs from its like is drawn itself", () => {
  const drifting: Standing = (record) =>
    record.stage === "evaluation/sft/ratio=0.2/seed=2"
      ? { type: "drifted", what: "output evaluation: 1 -> 2" }
      : { type: "identical" };
  const { lines } = drawn(up, { standing: drifting });
  const text = lines.join("\n");
  assert.match(text, /seed=2 \(evaluation\)\n.* · drifted: output evaluation/);
  assert.doesNotMatch(text, / identical/, "that is said above");
  assert.match(text, /and 1 like it: evaluation\/sft\/ratio=0.2\/seed=3/);
});

Deno.test("an outline has each kind once and tells what it hides", async () => {
  const { facts, branches } = drawn(up);
  const lines = drawOutline(up, branches, { columns: 80, style });
  lines.push(...renderNotable(up, facts, new Set(), 80));
  assertFits(lines.join("\n"));
  await assertSnapshot(import.meta, "lineage-outline", lines.join("\n"));
});

Deno.test("no name or text of a record reaches the terminal as it is", () => {
  const evil = "a\x1b[31m\u202eb";
  const made = sketch({
    stage: evil,
    kind: evil,
    inputs: { [evil]: "nothing" },
    outputs: { out: "out" },
    params: { [evil]: evil },
    packages: { [evil]: evil },
  });
  const record = { ...made, warnings: [evil] };
  const lineage = traceLineage(new Producers([record]), [
    { digest: digestOf("out") },
  ]);
  const standing: Standing = () => ({ type: "changed", what: evil });
  const { lines, facts, branches, code } = drawn(lineage, { standing });
  const text = [
    ...lines,
    ...renderFacts(facts, 80),
    ...renderCode(code, true),
    ...drawOutline(lineage, branches, { columns: 80, style }),
    ...renderNotable(lineage, facts, new Set(), 80),
    ...renderSources(
      traceLineage(
        new Producers([
          sketch({
            stage: evil,
            outputs: { o: "o" },
            packages: { [evil]: "" },
          }),
        ]),
        [{ digest: digestOf("o") }],
      ),
      {},
      { columns: 80, style, all: true },
    ),
  ].join("\n");
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text, /[\x1b\u202e]/);
});

Deno.test("sources are told with what the recipe says of them", () => {
  const about = {
    source: {
      name: "A dictionary",
      description: "Words.",
      license: "https://spdx.org/licenses/MIT",
      url: "https://example.org",
      creators: [],
    },
  };
  const lines = renderSources(up, about, { columns: 80, style, all: false });
  assert.deepEqual(lines, [
    "",
    "Sources",
    `  source (source), key ${digestOf("key source").slice(0, 8)}`,
    "    name: A dictionary",
    "    licence: https://spdx.org/licenses/MIT",
    "    page: https://example.org",
    "    npm:cmu-pronouncing-dictionary@3.0.0",
    `      ${integrity}`,
  ]);
  const files = sketch({ stage: "days", outputs: { artifact: "csv" } });
  const source = digestOf("csv");
  const taken = { ...files, preimage: { ...files.preimage, source } };
  const lineage = traceLineage(new Producers([taken]), [{ digest: source }]);
  assert.deepEqual(
    renderSources(lineage, {}, { columns: 80, style, all: false }).slice(-2),
    ["    files of the project", `      sha256-${source}`],
  );
});

Deno.test("a chain of ten thousand takes lines of a bounded length", () => {
  const size = 10_000;
  const chain = Array.from({ length: size }, (_, i) =>
    sketch({
      stage: `link/${i}`,
      kind: "link",
      inputs: i === 0 ? {} : { before: `out ${i - 1}` },
      outputs: { out: `out ${i}` },
      at: 2 * i,
    }));
  const lineage = traceLineage(new Producers(chain), [
    { digest: digestOf(`out ${size - 1}`) },
  ]);
  const { lines, drawn: count, branches } = drawn(lineage, { every: true });
  assert.equal(count.size, size);
  assert.ok(lines.every((line) => line.length <= 80));
  assert.ok(lines.length < 4 * size);
  const outline = drawOutline(lineage, branches, { columns: 80, style });
  assert.ok(outline.length < 10, outline.join("\n"));
});
