import assert from "node:assert/strict";
import { join } from "node:path";
import { ClosureError } from "../errors.ts";
import { buildRecipe } from "../build_recipe.ts";
import { makeProject, type TestProject } from "../testing/project.ts";
import { closures } from "./closure.ts";
import type { Code } from "./preimage.ts";

async function closuresOf(test: TestProject): Promise<Map<string, Code>> {
  const project = await test.open();
  const { stages } = buildRecipe(project.recipe, "plain");
  const kinds = stages.map(({ kind }) => kind);
  return await closures(project.recipeUrl, kinds, test.root);
}

const runtime = [
  "pipeline/rng.ts",
  "pipeline/run/child.ts",
  "pipeline/run/protocol.ts",
  "pipeline/run/sandbox.ts",
  "pipeline/stage.ts",
];

Deno.test("a closure holds what the kind's process can load, no more", async () => {
  using test = makeProject();
  const found = await closuresOf(test);
  const parity = found.get("parity")!;
  assert.deepEqual(Object.keys(parity.files), [
    "pipeline/artifact.ts",
    ...runtime,
    "stages/constant.json",
    "stages/parity.ts",
  ]);
  assert.deepEqual(Object.keys(parity.packages), ["zod@4.6.7"]);
  assert.match(parity.packages["zod@4.6.7"]!, /^sha512-/);
  assert.deepEqual(parity.compilerOptions, {});
  assert(!("stages/constant.json" in found.get("number")!.files));
});

Deno.test("an edit changes the closures that hold the file, only", async () => {
  using test = makeProject();
  const before = await closuresOf(test);
  test.edit("stages/constant.json", "1", "3");
  const after = await closuresOf(test);
  assert.notDeepEqual(after.get("parity"), before.get("parity"));
  assert.deepEqual(after.get("number"), before.get("number"));
});

Deno.test("assets, dynamic and type-only imports are told apart", async () => {
  using test = makeProject();
  const write = (name: string, text: string) =>
    Deno.writeTextFileSync(join(test.root, "stages", name), text);
  write("types.ts", "export type T = number;");
  write("lazy.ts", "export const lazy = 1;");
  write("kernel.wgsl", "fn main() {}");
  Deno.writeFileSync(
    join(test.root, "stages/kernel.wasm"),
    new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]),
  );
  test.edit(
    "stages/number.ts",
    "export const",
    `import type { T } from "./types.ts";
     import wgsl from "./kernel.wgsl" with { type: "text" };
     import source wasm from "./kernel.wasm";
     const later = (): Promise<T> => import("./lazy.ts").then((m) => m.lazy);
     later; wgsl; wasm;
     export const`,
  );
  const files = Object.keys((await closuresOf(test)).get("number")!.files);
  const own = files.filter((file) => file.startsWith("stages/"));
  assert.deepEqual(own, [
    "stages/kernel.wasm",
    "stages/kernel.wgsl",
    "stages/lazy.ts",
    "stages/number.ts",
  ]);
});

Deno.test("code that a key cannot hold is refused with its line", async () => {
  const cases: [string, RegExp][] = [
    ["await import(name);", /^stages\/number\.ts:\d+ holds a computed import/],
    ["new Worker(url);", /^stages\/number\.ts:\d+ holds a Worker/],
    ['Deno.dlopen("x", {});', /^stages\/number\.ts:\d+ holds a native lib/],
    ['import "../../outside.ts";', /^stages\/number\.ts:\d+ imports .*outside/],
    ['import "./none.ts";', /^stages\/number\.ts:\d+ imports .*none\.ts/],
    ['import "https://example.com/x.ts";', /^stages\/number\.ts:\d+ imports/],
  ];
  for (const [code, message] of cases) {
    using test = makeProject();
    const project = await test.open();
    const { stages } = buildRecipe(project.recipe, "plain");
    const number = stages.find(({ kind }) => kind.name === "number")!.kind;
    test.edit("stages/number.ts", "export const", `${code}\nexport const`);
    await assert.rejects(
      closures(project.recipeUrl, [number], test.root),
      (error) => error instanceof ClosureError && message.test(error.message),
      code,
    );
  }
});
