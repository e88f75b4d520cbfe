/**
 * Which rows were injected must not reach a learner: not by the recipe, not by
 * a table with one more column, and not by a stage that goes looking.
 *
 * @module
 */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { buildRecipe } from "../pipeline/build_recipe.ts";
import { parseOverride } from "../pipeline/overrides/override.ts";
import { planRecipe } from "../pipeline/plan/mod.ts";
import { openProject } from "../pipeline/project.ts";
import { type Add, recipe, type Ref, type Stage } from "../pipeline/recipe.ts";
import { runPlan } from "../pipeline/run/mod.ts";
import type { StageKind } from "../pipeline/stage.ts";
import type * as artifacts from "./artifacts.ts";
import {
  datasetColumns,
  marksColumns,
  samplesColumns,
} from "./data/columns.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { generation } from "./generation.ts";
import { injection } from "./injection.ts";
import { pretraining } from "./pretraining.ts";
import experiment from "./recipe.ts";
import { rewardLearning } from "./reward_learning.ts";
import { selfPlay } from "./self_play.ts";
import { sft } from "./sft.ts";
import { execute, temporaryFolder } from "./testing/context.ts";
import { rows as demonstrations } from "./testing/spying/rows.ts";

/** What a learner puts out, or puts into a later learner. */
const learned = ["policy", "reward", "samples", "scores", "dataset"];

/** A profile's stages; own data are named, and never read. */
function stagesOf(profile: string): readonly Stage[] {
  const own = "data" in experiment.profiles[profile]!;
  const set = own ? [parseOverride("data=/own/texts.jsonl")] : [];
  return buildRecipe(experiment, profile, set).stages;
}

/** Whether something learned comes out of a stage. */
const learns = ({ kind }: Stage) =>
  Object.values(kind.outputs).some(({ name }) => learned.includes(name));

/** Whether it tells which rows were injected: the marks, and examples. */
const tells = ({ type, stage, output }: Ref, all: readonly Stage[]) =>
  type.name === "marks" ||
  output !== "demonstrations" &&
    all.find(({ name }) => name === stage)!.kind === injection;

for (const profile of Object.keys(experiment.profiles)) {
  Deno.test(`in the profile ${profile} marks reach analysis, and nothing that learns`, () => {
    const all = stagesOf(profile);
    const tainted = new Map<string, string>();
    let learners = 0;
    for (const stage of all) {
      const read = Object.values(stage.inputs);
      const spoilt = read.some((ref) =>
        tells(ref, all) || tainted.has(ref.stage)
      );
      if (spoilt) tainted.set(stage.name, stage.kind.name);
      if (!learns(stage)) continue;
      learners++;
      assert.ok(!spoilt, `${stage.name} reads ${JSON.stringify(read)}`);
    }
    assert.ok(learners > 5);
    assert.deepEqual([...new Set(tainted.values())].sort(), [
      "calibration",
      "comparison",
      "report",
    ]);
  });
}

/** What a recipe has at hand where it adds a learner. */
interface AtHand {
  readonly add: Add;
  readonly marks: Ref<typeof artifacts.marks>;
  readonly policy: Ref<typeof artifacts.policy>;
  readonly samples: Ref<typeof artifacts.samples>;
  readonly dataset: Ref<typeof artifacts.dataset>;
}

const pace = { steps: 1, rate: 1e-3, warmup: 0, seed: 1 };

/** Recipes that connect marks to a learner: the compiler refuses each. */
const connections: Readonly<Record<string, (at: AtHand) => void>> = {
  sft({ add, marks, policy }) {
    add("sft", sft, { batch: 1, ...pace }, {
      base: policy,
      // @ts-expect-error Marks are no dataset.
      demonstrations: marks,
    });
  },
  "self-play"({ add, marks, policy, samples }) {
    add("self-play", selfPlay, { pairs: 1, beta: 1, ...pace }, {
      policy,
      base: policy,
      // @ts-expect-error Marks are no dataset.
      demonstrations: marks,
      samples,
    });
  },
  reward({ add, marks, policy, dataset }) {
    add("reward", rewardLearning, { pairs: 1, ...pace }, {
      base: policy,
      demonstrations: dataset,
      // @ts-expect-error Marks are no samples either.
      samples: { own: marks },
    });
  },
  injection({ add, marks }) {
    add("again", injection, { kind: "garbled", ratio: 1, seed: 1 }, {
      // @ts-expect-error Nor does an injection into them lead out of it.
      demonstrations: marks,
    });
  },
};

/** Builds a recipe that ends as told. */
function build(end: (at: AtHand) => void): void {
  const own = recipe({
    doc: "Some demonstrations and a policy.",
    profiles: { only: null },
    build(_profile, add) {
      const made = add("rows", demonstrations, { count: 4 }, {});
      const injected = add(
        "injection",
        injection,
        { kind: "garbled", ratio: 0.5, seed: 1 },
        { demonstrations: made.rows },
      );
      const { policy } = add("pretraining", pretraining, {
        ...{ layers: 1, width: 8, heads: 1, context: 9, batch: 2 },
        ...pace,
      }, { data: made.rows });
      const { samples } = add("generation", generation, { seed: 1 }, {
        policy,
        prompts: injected.demonstrations,
      });
      const { marks, demonstrations: dataset } = injected;
      end({ add, marks, policy, samples, dataset });
      return {};
    },
  });
  buildRecipe(own, "only");
}

for (const [name, connect] of Object.entries(connections)) {
  Deno.test(`a recipe that connects marks to ${name} is refused`, () => {
    assert.doesNotThrow(() => build(() => {}));
    assert.throws(() => build(connect), {
      code: "type-mismatch",
      message: /"injection.marks" is "marks"/,
    });
  });
}

const rows = [["cat", "K AE T"], ["hat", "HH AE T"], ["dog", "D AO G"]]
  .map(([prompt, response]) => ({ prompt: prompt!, response: response! }));

/** One stage of each kind of the smallest profile that takes a dataset. */
function takers(): Map<string, Stage> {
  const found = new Map<string, Stage>();
  for (const stage of stagesOf("smoke")) {
    const takes = Object.values(stage.kind.inputs).some((declared) =>
      "name" in declared && declared.name === "dataset"
    );
    if (takes && !found.has(stage.kind.name)) found.set(stage.kind.name, stage);
  }
  return found;
}

Deno.test("no kind takes a table of demonstrations that has the marks in it", async () => {
  await using folder = await temporaryFolder();
  const path = (name: string) => `${folder.path}/${name}.parquet`;
  await writeRows(path("dataset"), datasetColumns, rows);
  await writeRows(
    path("marked"),
    { ...datasetColumns, low_quality: "boolean" },
    rows.map((row, i) => ({ ...row, low_quality: i === 0 })),
  );
  await writeRows(
    path("samples"),
    samplesColumns,
    rows.map((row) => ({ ...row, response: "K", log_probability: -1 })),
  );
  await using base = await execute(pretraining, {
    params: { layers: 1, width: 8, heads: 1, context: 9, batch: 2, ...pace },
    inputs: { data: path("dataset") },
  });
  const { policy } = base.outputs;
  await using judge = await execute(rewardLearning, {
    params: { pairs: 2, ...pace },
    inputs: {
      base: policy,
      previous: undefined,
      votes: undefined,
      demonstrations: path("dataset"),
      samples: { own: path("samples") },
    },
  });
  const given: Readonly<Record<string, string>> = {
    policy,
    reward: judge.outputs.reward,
    samples: path("samples"),
    dataset: path("marked"),
    scores: path("samples"),
  };
  const found = takers();
  assert.ok(found.size >= 6, [...found.keys()].join());
  for (const [name, { kind, params }] of found) {
    const inputs = Object.fromEntries(
      Object.entries(kind.inputs).map(([input, declared]) => {
        if ("name" in declared) return [input, given[declared.name]];
        const one = given[declared.type.name];
        return [input, declared.arity === "many" ? { one } : one];
      }),
    );
    await assert.rejects(
      execute(kind as StageKind, { params, inputs } as never),
      /"low_quality" is not declared/,
      name,
    );
  }
});

Deno.test("a learner that goes looking for the marks finds nothing", async () => {
  await using folder = await temporaryFolder();
  const project = await openProject({
    recipe: fileURLToPath(
      new URL("testing/spying/recipe.ts", import.meta.url),
    ),
    store: `${folder.path}/store`,
  });
  const gate = await project.store.enter("test", { create: true });
  const device = { kind: "wasm", adapter: "" } as const;
  const run = async (files: readonly string[], only: string) => {
    const set = parseOverride(`files=${JSON.stringify(files)}`);
    const built = buildRecipe(project.recipe, "default", [set]);
    const plan = await planRecipe(project, built, device, { only: [only] });
    const outcomes = await runPlan(project, plan, { device });
    const { record, failure } = outcomes.find(({ name }) => name === only)!;
    assert.ok(record, failure?.message);
    return Object.fromEntries(
      Object.entries(record.outputs).map(([name, { digest }]) => [
        name,
        project.store.pathOf(digest),
      ]),
    );
  };
  const injected = await run([], "injection");
  const marks = injected["marks"]!;
  // They are there, and say what a learner would like to know.
  const marked = await readRows(marks, marksColumns);
  assert.equal(marked.filter((row) => row.low_quality).length, 20);

  const spied = await run([marks, project.store.root], "spying");
  const found = JSON.parse(Deno.readTextFileSync(spied["found"]!));
  assert.deepEqual([found.rows, found.columns], [40, ["prompt", "response"]]);
  assert.equal(found.beside.length, 1);
  const outcomes = Object.entries(found.outcomes);
  assert.equal(outcomes.length, 15);
  for (const [what, outcome] of outcomes) {
    assert.equal(outcome, "NotCapable", what);
  }
  gate.release();
});
