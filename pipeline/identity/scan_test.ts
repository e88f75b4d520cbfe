import assert from "node:assert/strict";
import { scan } from "./scan.ts";

const find = (source: string, name = "a.ts") => scan(source, name).hidden;
const whats = (source: string, name?: string) =>
  find(source, name).map(({ what }) => what);

Deno.test("literal imports and data: Workers are not hidden", () => {
  assert.deepEqual(
    find(`
      const a = await import("./a.ts");
      const b = await import('./b.json', { with: { type: "json" } });
      type C = import("./c.ts").C;
      const url = import.meta.url;
      new Worker("data:text/javascript,postMessage(1)", { type: "module" });
      new Worker(\`data:text/javascript,\${source}\`, { type: "module" });
      loader.import(name);
      import source module from "./kernels.wasm";
    `),
    [],
  );
});

Deno.test("types, and names of a module's own, are not hidden", () => {
  assert.deepEqual(
    find(`
      import type { Worker as Thread } from "node:worker_threads";
      import { type Worker as Other } from "node:worker_threads";
      const workers: Worker[] = [], all = new Map<string, Worker>();
      export type Make = (f: Function) => Promise<Worker>;
      export interface Pool { Worker: number; readonly eval: Worker }
      const one = first as unknown as Worker satisfies Worker;
      if (one instanceof Worker || typeof Worker === "undefined") one;
      const call = Function.prototype.call;
      const pool = { Worker: 1, eval() {}, Function: "text" };
      class Mine implements Worker { require() {} eval = 1; }
    `),
    [],
  );
  assert.deepEqual(
    find(`
      import { Worker } from "./pool.ts";
      function require(name) { return name; }
      new Worker(name); require(name);
    `),
    [],
  );
});

Deno.test("computed imports are found with their line", () => {
  assert.deepEqual(find('a;\n\nawait import("./" + name);'), [
    { line: 3, what: "a computed import()" },
  ]);
  assert.equal(whats("import(name)").length, 1);
  assert.equal(whats("import(`./${name}.ts`)").length, 1);
  assert.equal(whats("import /* why */ (\n name)").length, 1);
  assert.equal(whats("const f = <T,>(x: T) => import(x as string)").length, 1);
  assert.equal(whats("enum E { A = import(x) }").length, 1);
  assert.equal(whats("<a b={import(x)} />", "a.tsx").length, 1);
});

Deno.test("Workers with modules of their own are found", () => {
  for (
    const source of [
      'new Worker(new URL("./w.ts", import.meta.url))',
      'new Worker("./w.ts")',
      "new globalThis.Worker(url)",
      'new globalThis["Worker"](url)',
      "const W = Worker; new W(url)",
      "const { Worker: W } = globalThis; new W(url)",
      "const W = globalThis.Worker",
      "start(Worker)",
      'import { Worker } from "node:worker_threads"; new Worker(url)',
      'import { Worker as W } from "node:worker_threads"; new W(url)',
      "new threads.Worker(url)",
      "class Mine extends Worker {}",
      "const W = threads.Worker; new W(text, { eval: true })",
    ]
  ) assert.equal(whats(source).length, 1, source);
});

Deno.test("native libraries are found", () => {
  for (
    const source of [
      'Deno.dlopen("./x.so", {})',
      'Deno["dlopen"]("./x.so", {})',
      "const { dlopen } = Deno",
      'process.dlopen(module, "./x.node")',
      'import p from "node:process"; p.dlopen(module, "./x.node")',
      'import { dlopen } from "node:process"',
    ]
  ) assert.equal(whats(source).length, 1, source);
});

Deno.test("require() by another way than a literal is found", () => {
  for (
    const source of [
      'import { createRequire } from "node:module"',
      'import { createRequire as make } from "node:module"',
      'import module from "node:module"; module.createRequire(import.meta.url)',
      'import { registerHooks } from "node:module"',
      'process.getBuiltinModule("node:module")',
    ]
  ) assert(whats(source).length > 0, source);
  assert.equal(whats("require(name)", "a.cjs").length, 1);
  assert.deepEqual(whats('require("./b.cjs")', "a.cjs"), []);
});

Deno.test("built-in modules that load code are found as a whole", () => {
  for (const name of ["module", "worker_threads", "vm"]) {
    for (
      const source of [
        `import * as m from "node:${name}"`,
        `import m from "node:${name}"`,
        `import m from "${name}"`,
        `import { default as m } from "node:${name}"`,
        `const m = await import("node:${name}")`,
        `export * from "node:${name}"`,
        `export * as m from "node:${name}"`,
        `export { default } from "node:${name}"`,
      ]
    ) assert.equal(whats(source).length, 1, source);
    assert.equal(whats(`require("node:${name}")`, "a.cjs").length, 1);
    for (
      const source of [
        `import type * as m from "node:${name}"`,
        `import type m from "node:${name}"`,
        `export type * from "node:${name}"`,
        `import "node:${name}"`,
        `const text = "node:${name}", type = "${name}"`,
      ]
    ) assert.deepEqual(whats(source), [], source);
  }
  for (
    const source of [
      'import { Script } from "node:vm"',
      'import { Module as M } from "node:module"',
      'export { Worker } from "node:worker_threads"',
      'export { createRequire as make } from "node:module"',
    ]
  ) assert.equal(whats(source).length, 1, source);
  assert.deepEqual(
    whats(`
      import { isBuiltin } from "node:module";
      import { isMainThread, parentPort } from "node:worker_threads";
      import process from "node:process";
      export { join } from "node:path";
    `),
    [],
  );
});

Deno.test("a property of a global that cannot be named is found", () => {
  for (
    const source of [
      'process["getBuiltin" + "Module"]("node:module")',
      "globalThis[name]",
      "Deno?.[name]",
      "process[`${name}`]",
      "(globalThis as any)[name]",
      "globalThis.process[name]",
      'import p from "node:process"; p["get" + k]("x")',
      'import * as p from "process"; p[k]',
      'import { default as p } from "node:process"; p?.[k]',
      'import p from "node:process"; const { [k]: v } = p',
      "const { [k]: v } = globalThis",
      "const { [k]: v }: Any = globalThis as Any",
      "({ [k]: v } = process)",
      "function f({ [k]: v } = Deno) {}",
      "((process) => process)(1); process[k]",
      "class A { m(process) {} } process[k]",
      "try { f() } catch (process) { g() } process[k]",
    ]
  ) assert.equal(whats(source).length, 1, source);
  for (
    const source of [
      'process["argv"]',
      "process.argv[index]",
      "(process: number[]) => process[index]",
      "class A { m(process) { return process[this.k]; } }",
      "class A { #m(process) { return process[this.k]; } }",
      "class A { constructor(private process: B) { process[this.k]; } }",
      "const a = { m(process) { return process[this.k]; } }",
      "const a = { m: (process) => () => process[k] }",
      "try { f() } catch (process) { process[k] }",
      "try { f() } catch { g[k] }",
      "({ window }, i) => window[i]",
      "function f([{ a: { window = [] }, ...self }], i) { window[i]; self[i] }",
      'import p from "node:process"; p.argv[index]; ((p) => p[k])([])',
      'import type p from "node:path"; (p) => p[k]',
      'const { ["argv"]: v, exit: [e] } = process',
      "const { [k]: v } = processes, { a } = globalThis.of[k]",
    ]
  ) assert.deepEqual(whats(source), [], source);
});

Deno.test("code made from text is found", () => {
  for (
    const source of [
      "eval(text)",
      "(0, eval)(text)",
      "globalThis.eval(text)",
      'new Function("return import(name)")',
      "Function(text)",
      "const F = Function; new F(text)",
    ]
  ) assert.equal(whats(source).length, 1, source);
});

Deno.test("what import.meta.resolve is called with is told", () => {
  const source = `
    import.meta.resolve("vega");
    import.meta.resolve(\`duckdb/dist/\${name}.wasm\`);
    import.meta.resolve("./dist/" + name);
  `;
  assert.deepEqual(scan(source, "a.ts"), {
    hidden: [],
    resolved: ["vega", "duckdb/dist/", "./dist/"],
  });
  assert.equal(whats("import.meta.resolve(name)").length, 1);
});

Deno.test("comments, texts and regular expressions are not code", () => {
  assert.deepEqual(
    find(`
      // import(name)
      /* new Worker(url) */
      const a = "import(name)", b = 'new Worker(x)', c = \`import(\\\`x\`;
      const d = /import(name)"/.test(a) ? 1 / 2 : /[/"]import(x)/;
    `),
    [],
  );
});

Deno.test("what stands behind a comment's slashes may still be code", () => {
  assert.equal(whats("`\n// text ${\n// comment\nimport(x)}`").length, 1);
  assert.equal(whats("a\n// b\nimport(x) // c").length, 1);
  assert.equal(whats("a = 1 * 2\n  * eval(b)").length, 1);
  assert.equal(whats("`\n  // ${eval(b)}`").length, 1);
  assert.equal(whats("/*\n// */ eval(b)").length, 1);
  assert.equal(whats("`\n// `; eval(b)").length, 1);
});

Deno.test("code inside a template is code", () => {
  assert.equal(whats("`${ await import(`${x}`) } text import(y)`").length, 1);
  assert.equal(whats("`a${ { b: `${c}` } }` + import(d)").length, 1);
});

Deno.test("what cannot be parsed is said to be, with its line", () => {
  const [found] = find("a;\nimport(name) = = 1;");
  assert.equal(found!.line, 2);
  assert.match(found!.what, /cannot be searched/);
});

Deno.test("a parameter hides a global name within its function alone", () => {
  for (
    const source of [
      "function start(Worker) { new Worker(url) }",
      "class A { m(eval) { eval(text) } }",
    ]
  ) assert.deepEqual(whats(source, "a.js"), [], source);
  for (
    const source of [
      "function start(Worker) {} new Worker(url)",
      "(({ Worker }) => new Worker(url))(globalThis)",
      "(({ Worker: W } = globalThis) => new W(url))()",
    ]
  ) assert.equal(whats(source, "a.js").length, 1, source);
});
