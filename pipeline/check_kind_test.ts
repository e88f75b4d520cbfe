import assert from "node:assert/strict";
import { z } from "zod";
import { file, json, many } from "./artifact.ts";
import { buildRecipe } from "./build_recipe.ts";
import { RecipeError } from "./errors.ts";
import { command } from "./kinds/command.ts";
import { recipe } from "./recipe.ts";
import { stage, type StageKind } from "./stage.ts";

/** Builds a recipe with one stage of a kind. */
function add(kind: StageKind): void {
  const definition = recipe({
    doc: "A test's.",
    profiles: { smoke: null },
    build(_: null, add) {
      add("x", kind, {}, {});
      return {};
    },
  });
  buildRecipe(definition, "smoke");
}

Deno.test("a kind whose declaration does not hold together is refused", () => {
  const base = {
    doc: "Does nothing.",
    params: z.object({}),
    inputs: {},
    outputs: { word: json },
    determinism: "bitwise",
    run() {},
  };
  const said = (change: Record<string, unknown>) => {
    const meta = { url: "file:///p/stages/odd.ts" };
    // deno-lint-ignore no-explicit-any
    const kind = stage(meta, { ...base, ...change } as any);
    try {
      add(kind);
    } catch (error) {
      assert.ok(error instanceof RecipeError, String(error));
      return error.message.replace('Cannot use the stage kind "odd": ', "");
    }
    return "accepted";
  };
  const cases: [Record<string, unknown>, string][] = [
    [{}, "accepted"],
    [
      { determinism: "bitwse" },
      '"determinism" = "bitwse": must be "bitwise", "adapter" or "none"',
    ],
    [
      { params: undefined },
      '"params" = nothing: must be a schema of zod, such as "z.object({})"',
    ],
    [{ outputs: undefined }, '"outputs" = nothing: must be an object'],
    [
      { outputs: { word: "json" } },
      '"outputs.word" = "json": must be an object',
    ],
    [
      { inputs: { word: many(json) } },
      'Stage "x" of kind "odd" needs the input',
    ],
    [
      { inputs: { word: { type: json, arity: "some" } } },
      '"inputs.word.arity" = "some": must be "one", "optional" or "many"',
    ],
    [
      { outputs: { "../../../../x": json } },
      'the name of the output "../../../../x" must not be empty, and have',
    ],
    [
      { outputs: { word: file("a", "/../b", "text/plain") } },
      '"outputs.word.extension" = "/../b": must be empty, or a dot',
    ],
    [
      { resources: { seconds: 2 } },
      'there is no "resources.seconds"; there are "threads", "memory", "time"',
    ],
    [
      { resources: { tiem: 2 } },
      'there is no "resources.tiem"; did you mean "time"?',
    ],
    [
      { resources: { time: "2s" } },
      '"resources.time" = "2s": must be a positive, finite number (leave it out',
    ],
    [
      { resources: { time: -1 } },
      '"resources.time" = -1: must be a positive, finite number (leave it out',
    ],
    [
      { resources: { memory: NaN } },
      '"resources.memory" = NaN: must be a positive, finite number (leave it out',
    ],
    [
      { resources: { memory: Infinity } },
      '"resources.memory" = Infinity: must be a positive, finite number (leave it out',
    ],
    [{ resources: { threads: "all" } }, "accepted"],
    [
      { resources: { threads: 0 } },
      '"resources.threads" = 0: must be a whole number of at least 1, or "all"',
    ],
    [
      { resources: { threads: 1.5 } },
      '"resources.threads" = 1.5: must be a whole number',
    ],
    [{ access: { sys: "cpus" } }, '"access.sys" = "cpus": must be a list'],
    [
      { access: { net: ["a"] } },
      'there is no "access.net"; there are "env", "sys"',
    ],
    [
      { tolerance: { loss: { absolut: 1 } } },
      'there is no "tolerance.loss.absolut"; did you mean "absolute"?',
    ],
    [
      { tolerance: { loss: { absolute: -1 } } },
      '"tolerance.loss.absolute" = -1: must be a number of at least 0',
    ],
    [
      { tolerance: { loss: { relative: NaN } } },
      '"tolerance.loss.relative" = NaN: must be a number of at least 0',
    ],
    [
      { tolerance: { loss: { absolute: Infinity, relative: Infinity } } },
      "accepted",
    ],
    ...["1st", "_x", "-", "größe", "a b", "a,b", "constructor"].map((
      name,
    ): [Record<string, unknown>, string] => [
      { outputs: { [name]: json } },
      "accepted",
    ]),
    ...["", ".", "..", ".a", "a.b", "a/b", "a\\b", "a\nb", "\ud800"].map((
      name,
    ): [Record<string, unknown>, string] => [
      { outputs: { [name]: json } },
      `the name of the output ${JSON.stringify(name)} must not be empty, and `,
    ]),
    [
      { outputs: { ["__proto__"]: json } },
      '"outputs" = {"__proto__":',
    ],
    ...[".c++", ".tar.gz", "._x", ".a b"].map((
      extension,
    ): [Record<string, unknown>, string] => [
      { outputs: { word: file("a", extension, "text/plain") } },
      "accepted",
    ]),
    ...["txt", ".", "./b", ".a/../b", ".a\0"].map((
      extension,
    ): [Record<string, unknown>, string] => [
      { outputs: { word: file("a", extension, "text/plain") } },
      '"outputs.word.extension" = ',
    ]),
    [{ accelerated: "yes" }, '"accelerated" = "yes": must be true or false'],
    [{ run: undefined }, '"run" = nothing: must be a function'],
    [{ resource: {} }, 'there is no "resource"; did you mean "resources"?'],
  ];
  for (const [change, message] of cases) {
    const text = said(change);
    assert.ok(text.startsWith(message), `${text}\nis not\n${message}`);
    assert.ok(!text.includes("\n"));
  }
});

Deno.test("a program's declaration is checked as well", () => {
  const odd = (change: Record<string, unknown>) =>
    command({ url: "file:///p/stages/odd.ts" }, {
      doc: "Does nothing.",
      params: z.object({}),
      inputs: {},
      outputs: { word: json },
      determinism: "bitwise",
      arguments: () => [],
      ...change,
      // deno-lint-ignore no-explicit-any
    } as any);
  const refuses = (change: Record<string, unknown>, message: RegExp) =>
    assert.throws(() => add(odd(change)), { name: "RecipeError", message });
  add(odd({ tools: ["sh"] }));
  refuses({ tools: "sh" }, /"tools" = "sh": must be a list$/);
  refuses({ files: [1] }, /"files\.0" = 1: must be a text$/);
  refuses({ tool: ["sh"] }, /no "tool"; did you mean "tools"\?$/);
  refuses({ environment: { A: 1 } }, /"environment\.A" = 1: must be a te/);
  refuses({ arguments: ["sh"] }, /"arguments" = \["sh"\]: must be a fun/);
});
