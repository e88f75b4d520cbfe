import assert from "node:assert/strict";
import { z } from "zod";
import { file, json, many, optional } from "./artifact.ts";
import { RecipeError } from "./errors.ts";
import { selectStages, withUpstream } from "./plan/select.ts";
import { buildRecipe } from "./build_recipe.ts";
import { type Add, recipe, type RecipeResult } from "./recipe.ts";
import { stage } from "./stage.ts";

const table = file("table", ".parquet", "application/vnd.apache.parquet");

const source = stage({ url: "file:///p/stages/source.ts" }, {
  doc: "Makes a table.",
  params: z.object({
    ratio: z.number().min(0).max(1).default(0),
    kind: z.enum(["garbled", "truncated"]).optional(),
    nested: z.object({ depth: z.int() }).optional(),
  }),
  inputs: {},
  outputs: { table, summary: json },
  determinism: "bitwise",
  run() {},
});

const join = stage({ url: "file:///p/stages/join.ts" }, {
  doc: "Takes tables.",
  params: z.object({}),
  inputs: { first: table, rest: many(table), notes: optional(json) },
  outputs: { table },
  determinism: "bitwise",
  run() {},
});

function build(body: (add: Add) => RecipeResult | void) {
  return buildRecipe(
    recipe({
      doc: "A test's.",
      profiles: { smoke: null },
      build: (_: null, add) => body(add) ?? {},
    }),
    "smoke",
  );
}

function refuses(body: (add: Add) => void, message: RegExp): void {
  assert.throws(
    () => build(body),
    (error) => error instanceof RecipeError && message.test(error.message),
  );
}

/** Calls that the compiler refuses; at run time a recipe may still make them. */
// deno-lint-ignore no-explicit-any
const loosely = (add: Add) => add as any;

Deno.test("a recipe is built in the order of adding, with defaults", () => {
  const built = build((add) => {
    const a = add("a", source, {}, {});
    const b = add("b/ratio=0.5", source, { ratio: 0.5 }, {});
    const all = add("all", join, {}, {
      first: a.table,
      rest: { "b/1": b.table, a: a.table },
      notes: b.summary,
    });
    assert.deepEqual(all.table, { stage: "all", output: "table", type: table });
    return { results: a.summary };
  });
  const names = built.stages.map(({ name }) => name);
  assert.deepEqual(names, ["a", "b/ratio=0.5", "all"]);
  assert.deepEqual(built.stages[0]!.params, { ratio: 0 });
  assert.deepEqual(Object.keys(built.stages[2]!.inputs), [
    "first",
    "rest/b/1",
    "rest/a",
    "notes",
  ]);
  assert.equal(built.result.results?.stage, "a");
});

Deno.test("an unknown profile is refused with the nearest one", () => {
  const one = recipe({ doc: "", profiles: { smoke: 1 }, build: () => ({}) });
  assert.throws(() => buildRecipe(one, "smok"), {
    name: "RecipeError",
    message: 'There is no profile "smok"; did you mean "smoke"?',
  });
  assert.throws(() => buildRecipe(one, "toString"), RecipeError);
});

Deno.test("a refused parameter is named with its value and its bounds", () => {
  refuses(
    (add) => add("x", source, { ratio: 1.5 }, {}),
    /^Stage "x" of kind "source" refuses "ratio" = 1\.5: must be at most 1$/,
  );
  refuses(
    (add) => loosely(add)("x", source, { kind: "odd" }, {}),
    /"kind" = "odd": .*garbled.*truncated/,
  );
  refuses(
    (add) => add("x", source, { nested: { depth: 0.5 } }, {}),
    /"nested\.depth" = 0\.5: /,
  );
  refuses(
    (add) => loosely(add)("x", source, { ratios: 0.5 }, {}),
    /has no parameter "ratios"; did you mean "ratio"\?/,
  );
});

Deno.test("parameters that are not JSON data are refused", () => {
  const odd = stage({ url: "file:///p/stages/odd.ts" }, {
    ...source,
    params: z.object({ when: z.date() }),
    run() {},
  });
  refuses(
    (add) => add("x", odd, { when: new Date(0) }, {}),
    /not JSON data: .*"when"/,
  );
});

Deno.test("bad and repeated names are refused", () => {
  for (const name of ["", "a b", "/a", "a//b", "a/../b", "*", "é"]) {
    refuses((add) => add(name, source, {}, {}), /Cannot name a stage/);
  }
  refuses((add) => {
    add("a", source, {}, {});
    add("a", source, {}, {});
  }, /Two stages are named "a"/);
});

Deno.test("inputs must be there, known, from the recipe and of the type", () => {
  refuses((add) => loosely(add)("x", join, {}, {}), /needs the input "first"/);
  refuses(
    (add) => loosely(add)("x", join, {}, { first: undefined }),
    /^Input "first" of stage "x" is undefined; does the stage that it comes /,
  );
  refuses((add) => {
    const a = add("a", source, {}, {});
    loosely(add)("x", join, {}, { first: a.table, rest: {}, nots: a.summary });
  }, /has no input "nots"; did you mean "notes"\?/);
  refuses((add) => {
    const a = add("a", source, {}, {});
    loosely(add)("x", join, {}, { first: a.summary, rest: {} });
  }, /takes "table" as input "first", but "a\.summary" is "json"/);
  refuses((add) => {
    const first = { stage: "later", output: "table", type: table };
    add("x", join, {}, { first, rest: {} });
  }, /comes from the stage "later", which is not in the recipe/);
  refuses((add) => {
    add("a", source, {}, {});
    const first = { stage: "a", output: "tabel", type: table };
    add("x", join, {}, { first, rest: {} });
  }, /output "tabel" of "a", .* did you mean "table"\?/);
});

Deno.test("two kinds of one name are refused", () => {
  const other = stage({ url: "file:///q/source.ts" }, { ...source });
  refuses((add) => {
    add("a", source, {}, {});
    add("b", other, {}, {});
  }, /Two stage kinds are named "source"/);
});

Deno.test("two kinds of one module are refused", () => {
  const other = stage({ url: source.module }, { ...source, doc: "Another." });
  refuses((add) => {
    add("a", source, {}, {});
    add("b", other, {}, {});
  }, /"file:\/\/\/p\/stages\/source.ts" declares two stage kinds/);
});

Deno.test("a recipe that gives back nothing shows nothing", () => {
  const of = (result: unknown) =>
    buildRecipe(
      recipe({
        doc: "",
        profiles: { smoke: 1 },
        build: () => result as RecipeResult,
      }),
      "smoke",
    ).result;
  assert.deepEqual(of(undefined), {});
  assert.throws(() => of(3), { message: /gives back 3: it must be \{/ });
  assert.throws(() => of(Promise.resolve({})), { message: /back a promise: / });
  assert.throws(() => of({ result: 1 }), { message: /mean "results"\?$/ });
});

Deno.test("inputs may be left out where a kind takes none", () => {
  const built = build((add) => void loosely(add)("x", source, {}));
  assert.deepEqual(built.stages[0]!.inputs, {});
});

Deno.test("stages are selected by patterns, with what they need", () => {
  const built = build((add) => {
    const a = add("sft/seed=1", source, {}, {});
    add("sft/seed=2", source, {}, {});
    add("end", join, {}, { first: a.table, rest: {} });
  });
  const select = (...patterns: string[]) =>
    selectStages(built, patterns).map(({ name }) => name);
  assert.deepEqual(select("sft/*"), ["sft/seed=1", "sft/seed=2"]);
  assert.deepEqual(select("end", "*=2"), ["sft/seed=2", "end"]);
  assert.throws(() => select("stf/seed=1"), {
    message: /called "stf\/seed=1"; did you mean "sft\/seed=1"/,
  });
  assert.deepEqual(
    withUpstream(built, selectStages(built, ["end"])).map(({ name }) => name),
    ["sft/seed=1", "end"],
  );
});
