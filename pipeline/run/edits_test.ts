import assert from "node:assert/strict";
import { join } from "node:path";
import { buildRecipe } from "../build_recipe.ts";
import { ClosureError } from "../errors.ts";
import { planRecipe } from "../plan/mod.ts";
import {
  makeProject,
  runProfile,
  type TestProject,
  wasm,
} from "../testing/project.ts";

/** A project whose kinds import helpers and assets, and where it is run. */
function makeEdited(): TestProject & {
  write(path: string, content: string | Uint8Array): void;
  /** Runs it, and tells the stages that ran. */
  run(): Promise<string[]>;
  /** The stages that would run, with the plan's reasons. */
  plan(): Promise<string[]>;
} {
  const test = makeProject();
  const write = (path: string, content: string | Uint8Array) => {
    const full = join(test.root, path);
    if (typeof content === "string") Deno.writeTextFileSync(full, content);
    else Deno.writeFileSync(full, content);
  };
  return {
    ...test,
    write,
    run: async () => {
      const { outcomes } = await runProfile(await test.open(), "plain");
      return Object.values(outcomes).flatMap(({ name, status, failure }) => {
        assert.equal(failure?.message, undefined);
        return status === "ran" ? name : [];
      });
    },
    plan: async () => {
      const project = await test.open();
      const built = buildRecipe(project.recipe, "plain");
      const { stages } = await planRecipe(project, built, wasm);
      return stages.filter(({ status }) => status === "run")
        .map(({ stage, reasons }) => `${stage.name}: ${reasons.join("; ")}`);
    },
  };
}

/** Puts imports into a module of the project. */
function addImports(test: TestProject, path: string, imports: string): void {
  test.edit(path, "export const", `${imports}\nexport const`);
}

Deno.test("a comment reruns its stage once, and nothing behind it", async () => {
  using test = makeEdited();
  assert.equal((await test.run()).length, 4);
  test.edit("stages/parity.ts", "export const", "// Why odd?\nexport const");
  assert.deepEqual(await test.run(), ["parity"]);
  assert.deepEqual(await test.run(), []);
});

Deno.test("a helper two imports deep reruns what reaches it, no more", async () => {
  using test = makeEdited();
  test.write("stages/deep.ts", "export const deep = 1;");
  test.write("stages/helper.ts", 'export { deep } from "./deep.ts";');
  addImports(test, "stages/parity.ts", 'import "./helper.ts";');
  addImports(test, "stages/collect.ts", 'await import("./helper.ts");');
  await test.run();
  test.write("stages/deep.ts", "export const deep = 2;");
  assert.deepEqual(await test.plan(), [
    "parity: code: stages/deep.ts changed",
    "collect: code: stages/deep.ts changed; " +
    "input numbers/odd/a: waits for stage parity",
  ]);
  assert.deepEqual(await test.run(), ["parity", "collect"]);
  test.write("stages/deep.ts", "export const deep = 1;");
  assert.deepEqual(await test.plan(), []);
});

Deno.test("an asset of any kind reruns what reaches it", async () => {
  using test = makeEdited();
  const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  // A custom section of no name and no content.
  const other = new Uint8Array([...empty, 0, 1, 0]);
  test.write("stages/table.json", "[1]");
  test.write("stages/kernel.wgsl", "fn main() {}");
  test.write("stages/kernel.wasm", empty);
  test.write("stages/linked.wasm", empty);
  test.write(
    "stages/assets.js",
    `import table from "./table.json" with { type: "json" };
     import text from "./kernel.wgsl" with { type: "text" };
     import source module from "./kernel.wasm";
     import * as linked from "./linked.wasm";
     export { linked, module, table, text };`,
  );
  addImports(test, "stages/parity.ts", 'import "./assets.js";');
  await test.run();
  const edits: [string, string | Uint8Array][] = [
    ["table.json", "[1] "],
    ["kernel.wgsl", "fn main() { }"],
    ["kernel.wasm", other],
    ["linked.wasm", other],
  ];
  for (const [name, content] of edits) {
    const before = Deno.readFileSync(join(test.root, "stages", name));
    test.write(`stages/${name}`, content);
    const [parity, ...rest] = await test.plan();
    assert.equal(parity, `parity: code: stages/${name} changed`);
    assert.deepEqual(rest, [
      "collect: input numbers/odd/a: waits for stage parity",
    ]);
    test.write(`stages/${name}`, before);
  }
  assert.deepEqual(await test.plan(), []);
});

Deno.test("a package reruns only the stages that reach it", async () => {
  using test = makeEdited();
  addImports(test, "stages/parity.ts", 'import "npm:hyparquet@1.31.5";');
  await test.run();
  const edit = (
    change: (npm: Record<string, { integrity: string }>) => void,
  ) => {
    const path = join(test.root, "deno.lock");
    const lock = JSON.parse(Deno.readTextFileSync(path));
    change(lock.npm);
    test.write("deno.lock", JSON.stringify(lock));
  };
  edit((npm) => {
    npm["commander@15.1.0"]!.integrity = npm["vega@6.4.0"]!.integrity;
  });
  assert.deepEqual(await test.plan(), []);
  edit((npm) => {
    npm["hyparquet@1.31.5"]!.integrity = npm["vega@6.4.0"]!.integrity;
  });
  assert.deepEqual(
    (await test.plan())[0],
    "parity: package " +
      "hyparquet@1.31.5: integrity changed",
  );
});

Deno.test("an entry of the import map reruns what goes through it", async () => {
  using test = makeEdited();
  // This process, which has an import map of its own, loads the recipe once.
  await test.open();
  const map = (one: string, two: string) => {
    const path = join(test.root, "deno.json");
    const config = JSON.parse(Deno.readTextFileSync(path));
    const imports = { one: `./stages/${one}`, two: `./stages/${two}` };
    config.imports = { ...config.imports, ...imports };
    test.write("deno.json", JSON.stringify(config));
  };
  test.write("stages/a.ts", "export const a = 1;");
  test.write("stages/b.ts", "export const b = 1;");
  addImports(test, "stages/parity.ts", 'import "one"; import "two";');
  map("a.ts", "b.ts");
  await test.run();
  // The closure holds the same files, whichever way round.
  map("b.ts", "a.ts");
  assert.deepEqual(
    (await test.plan())[0],
    "parity: import one: " +
      '"./stages/a.ts" -> "./stages/b.ts"; import two: "./stages/b.ts" -> ' +
      '"./stages/a.ts"',
  );
  assert.deepEqual(await test.run(), ["parity"]);
});

Deno.test("what no key could hold is refused before anything runs", async () => {
  const cases: [string, string][] = [
    ["await import(name);", "parity.ts:"],
    ["const W = Worker; new W(url);", "parity.ts:"],
    ['import "../../outside.ts";', "parity.ts:"],
    ['import "./hidden.ts";', "hidden.ts:3 holds a computed import()"],
  ];
  for (const [code, place] of cases) {
    using test = makeEdited();
    // The kinds are loaded as they were, and what is planned is what they are.
    await test.open();
    test.write(
      "stages/hidden.ts",
      "// 1\n// 2\nawait import(globalThis.name);",
    );
    addImports(test, "stages/parity.ts", code);
    await assert.rejects(
      test.run(),
      (error) =>
        error instanceof ClosureError &&
        error.message.startsWith(`stages/${place}`),
      code,
    );
    assert.throws(() => Deno.statSync(join(test.root, ".juice", "records")));
  }
});
