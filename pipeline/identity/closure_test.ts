import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { ClosureError } from "../errors.ts";
import { buildRecipe } from "../build_recipe.ts";
import { makeProject, type TestProject } from "../testing/project.ts";
import { closureOf, closures } from "./closure.ts";
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
    ["const W = Worker; new W(url);", /^stages\/number\.ts:\d+ holds a Worker/],
    ["eval(text);", /^stages\/number\.ts:\d+ holds code made from text/],
    ["import.meta.resolve(name);", /^stages\/number\.ts:\d+ holds a computed/],
    [
      'import { createRequire } from "node:module";',
      /^stages\/number\.ts:\d+ holds createRequire/,
    ],
    ['import "data:text/javascript,1";', /^stages\/number\.ts:\d+ imports/],
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

/** The closure of "number" with more code in its module, and other files. */
async function closureWith(
  code: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Code> {
  using test = makeProject();
  const project = await test.open();
  const { stages } = buildRecipe(project.recipe, "plain");
  const number = stages.find(({ kind }) => kind.name === "number")!.kind;
  for (const [name, content] of Object.entries(files)) {
    const path = join(test.root, name);
    Deno.mkdirSync(dirname(path), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
  }
  test.edit("stages/number.ts", "export const", `${code}\nexport const`);
  const found = await closures(project.recipeUrl, [number], test.root);
  return found.get("number")!;
}

/** The project's deno.json with some of its fields given. */
function config(fields: object): string {
  const url = new URL("../../deno.json", import.meta.url);
  const own = JSON.parse(Deno.readTextFileSync(url));
  const lock = { path: "deno.lock", frozen: false };
  return JSON.stringify({ ...own, lock, ...fields });
}

const own = ({ files }: Code) =>
  Object.keys(files).filter((file) => !file.startsWith("pipeline/"));

Deno.test("the import map's entries that are used are in a closure", async () => {
  const map = {
    imports: {
      "@/": "./lib/",
      "one": "./lib/one.ts",
      "./stages/moved.ts": "./lib/one.ts",
      "unused": "./lib/none.ts",
    },
    scopes: {
      "./stages/": { "two": "./lib/one.ts" },
      "./other/": { "one": "./lib/none.ts" },
    },
  };
  const files = {
    "deno.json": config(map),
    "lib/one.ts": "export const one = 1;",
    "lib/two.ts": "export const two = 2;",
  };
  const code = await closureWith(
    'import "one"; import "two"; import "@/two.ts"; import "./moved.ts";',
    files,
  );
  assert.deepEqual(code.imports, {
    "./stages/moved.ts": "./lib/one.ts",
    "@/": "./lib/",
    "one": "./lib/one.ts",
  });
  assert.deepEqual(code.scopes, { "./stages/": { two: "./lib/one.ts" } });
  assert.deepEqual(own(code), [
    "lib/one.ts",
    "lib/two.ts",
    "stages/number.ts",
  ]);
  const plain = await closureWith('import "../lib/one.ts";', files);
  assert.deepEqual(plain.imports, {});
  assert(!("scopes" in plain));
});

Deno.test("an import map in a file of its own is the same one", async () => {
  const code = await closureWith('import "one";', {
    "deno.json": JSON.stringify({ importMap: "maps/map.json" }),
    "maps/map.json": '{ "imports": { "one": "../lib/one.ts" } }',
    "lib/one.ts": "export const one = 1;",
  });
  assert.deepEqual(code.imports, { one: "../lib/one.ts" });
  assert.deepEqual(own(code), ["lib/one.ts", "stages/number.ts"]);
});

Deno.test("what import.meta.resolve goes through is in a closure", async () => {
  const code = await closureWith(
    "const url = (name) => import.meta.resolve(`vega/build/${name}.js`);",
  );
  assert.deepEqual(code.imports, { vega: "npm:vega@6.4.0" });
});

Deno.test("what the compiler is told is in a closure", async () => {
  const options = {
    compilerOptions: { jsx: "react", strict: false },
    unstable: ["sloppy-imports", "kv"],
  };
  const code = await closureWith("", { "deno.json": config(options) });
  assert.deepEqual(code.compilerOptions, { jsx: "react" });
  assert.deepEqual(code.unstable, ["kv", "sloppy-imports"]);
  const beside = await closureWith("", {
    "tsconfig.json": '{ "compilerOptions": { "jsx": "react" } }',
    "package.json": '{ "type": "module" }',
    "lib/package.json": "{}",
  });
  assert.deepEqual(own(beside), [
    "package.json",
    "stages/number.ts",
    "tsconfig.json",
  ]);
  const member = await closureWith('import "../member/one.ts";', {
    "deno.json": config({ workspace: ["./member"] }),
    "member/deno.json": '{ "name": "@test/member", "exports": "./one.ts" }',
    "member/one.ts": "export const one = 1;",
  });
  assert.deepEqual(own(member), [
    "member/deno.json",
    "member/one.ts",
    "stages/number.ts",
  ]);
});

Deno.test("a closure's packages are those that it reaches, on every system", async () => {
  const code = await closureWith('import "npm:vega@6.4.0";');
  const names = Object.keys(code.packages);
  assert(names.includes("vega@6.4.0") && names.includes("d3-array@3.2.4"));
  const withPeer = await closureWith('import "npm:vega-lite@6.5.0";');
  assert("vega@6.4.0" in withPeer.packages);
  assert(!names.some((name) => name.startsWith("apache-arrow@")));
  // Where a package is there in several versions, it is told who gets which.
  for (const [from, to] of Object.entries(code.versions ?? {})) {
    assert(from.startsWith("npm:") || names.includes(from), from);
    for (const id of to) assert(names.includes(id), id);
  }
});

Deno.test("WebAssembly is in a closure, and what it imports", async () => {
  // (module (import "./one.js" "one" (global externref)))
  const wasm = new Uint8Array([
    ...[0, 97, 115, 109, 1, 0, 0, 0, 2, 17, 1, 8],
    ...new TextEncoder().encode("./one.js"),
    3,
    ...new TextEncoder().encode("one"),
    ...[3, 0x6f, 0],
  ]);
  const code = await closureWith('import "./kernel.wasm";', {
    "stages/kernel.wasm": wasm,
    "stages/one.js": "export const one = 1;",
    "stages/worker.wasm": wasm,
  });
  assert.deepEqual(own(code), [
    "stages/kernel.wasm",
    "stages/number.ts",
    "stages/one.js",
  ]);
});

Deno.test("configuration that no key could hold is refused", async () => {
  const cases: [Readonly<Record<string, string>>, RegExp][] = [
    [{ "deno.json": config({ links: ["../x"] }) }, /"links" in .*deno\.json/],
    [{ "deno.json": config({ lock: false }) }, /zod.* has no integrity/],
    [{ "deno.json": "{ // a comment" }, /Cannot read .*deno\.json/],
    [{ "tsconfig.json": '{ "extends": "./base.json" }' }, /tsconfig\.json ext/],
    [{
      "deno.json": config({ nodeModulesDir: "manual" }),
      "node_modules/zod/package.json": '{"name":"zod","version":"4.6.7"}',
      "node_modules/zod/index.js": "export const z = 1;",
      "stages/number.ts": 'import "zod"; export const number = 1;',
    }, /^stages\/number\.ts:\d+ imports "node_modules\/zod\/index\.js"/],
  ];
  for (const [files, message] of cases) {
    await assert.rejects(
      closureWith("", files),
      (error) => error instanceof ClosureError && message.test(error.message),
      String(message),
    );
  }
});

Deno.test("a file that is changed while it is read is refused", async () => {
  using test = makeProject();
  const project = await test.open();
  const { stages } = buildRecipe(project.recipe, "plain");
  const graph = await project.graph;
  test.edit("stages/number.ts", "export const", "// new\nexport const");
  assert.throws(
    () => closureOf(graph, stages[0]!.kind),
    /stages\/number\.ts was changed while .* run the command again$/,
  );
});
