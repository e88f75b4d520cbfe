import assert from "node:assert/strict";
import { blank, findHidden } from "./scan.ts";

const whats = (source: string) => findHidden(source).map(({ what }) => what);

Deno.test("literal imports and data: Workers are not hidden", () => {
  assert.deepEqual(
    findHidden(`
      const a = await import("./a.ts");
      const b = await import('./b.json', { with: { type: "json" } });
      type C = import("./c.ts").C;
      const url = import.meta.url;
      new Worker("data:text/javascript,postMessage(1)", { type: "module" });
      new Worker(\`data:text/javascript,\${source}\`, { type: "module" });
      loader.import(name);
    `),
    [],
  );
});

Deno.test("computed imports are found with their line", () => {
  assert.deepEqual(findHidden('a;\n\nawait import("./" + name);'), [
    { line: 3, what: "a computed import()" },
  ]);
  assert.equal(whats("import(name)").length, 1);
  assert.equal(whats("import(`./${name}.ts`)").length, 1);
  assert.equal(whats("import /* why */ (\n name)").length, 1);
});

Deno.test("Workers with modules of their own are found", () => {
  assert.equal(
    whats('new Worker(new URL("./w.ts", import.meta.url))').length,
    1,
  );
  assert.equal(whats('new Worker("./w.ts")').length, 1);
  assert.equal(whats("new globalThis.Worker(url)").length, 1);
});

Deno.test("native libraries are found", () => {
  assert.equal(whats('Deno.dlopen("./x.so", {})').length, 1);
});

Deno.test("comments, texts and regular expressions are not code", () => {
  assert.deepEqual(
    findHidden(`
      // import(name)
      /* new Worker(url) */
      const a = "import(name)", b = 'new Worker(x)', c = \`import(\\\`x\`;
      const d = /import(name)"/.test(a) ? 1 / 2 : /[/"]import(x)/;
    `),
    [],
  );
});

Deno.test("code inside a template is code", () => {
  assert.equal(whats("`${ await import(`${x}`) } text import(y)`").length, 1);
  assert.equal(whats("`a${ { b: `${c}` } }` + import(d)").length, 1);
});

Deno.test("a division is not taken for a regular expression", () => {
  assert.equal(whats("x = (a + b) / 2; import(y); z = 1 / 3").length, 1);
  assert.equal(whats('x = a[0] / b; "/"; import(y)').length, 1);
});

Deno.test("blanking keeps offsets and lines", () => {
  const source = 'a("x\\"y"); // z\n`p${q}r`; /s/g';
  const code = blank(source);
  assert.equal(code.length, source.length);
  assert.equal(code.indexOf("\n"), source.indexOf("\n"));
  assert.equal(code.indexOf("q"), source.indexOf("q"));
  assert(!/[xyzprs]/.test(code));
});
