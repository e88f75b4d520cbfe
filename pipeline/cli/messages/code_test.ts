import { join } from "node:path";
import { checkMessages, type MessageCase } from "../testing/messages.ts";
import type { CommandProject } from "../testing/project.ts";

/** A module that is no part of any project of a test. */
const elsewhere = new URL("../../../tests/run.ts", import.meta.url);

/** The kind `counting` with other code in front. */
function code(
  title: string,
  head: string,
  prepare: (project: CommandProject) => void = () => {},
): MessageCase {
  return {
    title,
    args: ["plan"],
    prepare: (project) => {
      const path = join(project.root, "stages/letters.ts");
      Deno.writeTextFileSync(path, `${head}\nexport const weight = 1;`);
      prepare(project);
    },
  };
}

/** Changes the project's deno.json. */
function config(title: string, fields: object): MessageCase {
  return {
    title,
    args: ["plan"],
    prepare: (project) => {
      const path = join(project.root, "deno.json");
      const before = JSON.parse(Deno.readTextFileSync(path));
      project.write("deno.json", JSON.stringify({ ...before, ...fields }));
    },
  };
}

Deno.test("code that a key could not hold is refused with its place", async () => {
  await checkMessages(import.meta, "code", [
    code("A computed import", "export const later = (x) => import(x);"),
    code("A worker", 'export const w = () => new Worker("./x.ts");'),
    code("A native library", 'export const c = () => Deno.dlopen("c", {});'),
    code("A file outside the project", `import "${elsewhere}";`),
    code(
      "A module in node_modules",
      'import "../node_modules/a/a.js";',
      (p) => {
        Deno.mkdirSync(join(p.root, "node_modules/a"), { recursive: true });
        p.write("node_modules/a/a.js", "export {};");
      },
    ),
    code("A module that is not there", 'import "./none.ts";'),
    code("A name that nothing maps", 'import "left-pad";'),
    code("A module by its text", 'import "data:text/javascript,export{}";'),
    code(
      "A file under the engine's name",
      'import "../pipeline/stage.ts";',
      (p) => {
        Deno.mkdirSync(join(p.root, "pipeline"));
        p.write("pipeline/stage.ts", "export {};");
      },
    ),
    code(
      "Compiler options elsewhere",
      "",
      (project) =>
        project.write("stages/tsconfig.json", '{ "extends": "./base.json" }'),
    ),
    config("Packages in the place of others", { links: ["../zod"] }),
    config("An import map that is not there", {
      imports: undefined,
      importMap: "./map.json",
    }),
    {
      title: "A deno.json that is no JSON",
      args: ["plan"],
      prepare: (project) => project.write("deno.json", "{,}"),
    },
    {
      title: "A package without integrity",
      args: ["plan"],
      prepare: (project) => {
        const path = join(project.root, "deno.lock");
        const lock = JSON.parse(Deno.readTextFileSync(path));
        delete lock.npm["zod@4.6.7"].integrity;
        project.write("deno.lock", JSON.stringify(lock));
      },
    },
  ]);
});
