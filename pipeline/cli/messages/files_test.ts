import { join } from "node:path";
import { programFiles } from "../../identity/program_files.ts";
import { findTool } from "../../identity/tools.ts";
import type { StageKind } from "../../stage.ts";
import {
  checkMessages,
  checkThrown,
  type MessageCase,
} from "../testing/messages.ts";
import type { CommandProject } from "../testing/project.ts";

const engine = new URL("../../", import.meta.url);

/** A recipe that takes files in, and one that runs a program. */
function adding(
  title: string,
  body: string,
  fields = "",
  prepare: (project: CommandProject) => void = () => {},
): MessageCase {
  return {
    title,
    args: ["plan"],
    recipe: "stages/own.ts",
    prepare: (project) => {
      project.write(
        "stages/program.ts",
        `
import { z } from "npm:zod@4.6.7";
import { json } from "${engine}artifact.ts";
import { command } from "${engine}kinds/command.ts";
export const program = command(import.meta, {
  doc: "Runs.", params: z.object({}), inputs: {}, outputs: { out: json },
  determinism: "bitwise", arguments: () => ["sh"], ${fields}
});`,
      );
      project.write(
        "stages/own.ts",
        `
import { file, folder } from "${engine}artifact.ts";
import { local } from "${engine}kinds/local.ts";
import { recipe } from "${engine}recipe.ts";
import { program } from "./program.ts";
const text = file("text", ".txt", "text/plain");
const texts = folder("texts");
export default recipe({
  doc: "Brings files in.", profiles: { default: {} },
  build: (_profile, add) => { ${body} return {}; },
});`,
      );
      prepare(project);
    },
  };
}

const takeIn = 'add("texts", local(texts), { path: "texts" }, {});';

Deno.test("files of the project that cannot be taken in are named", async () => {
  const folder = ({ root }: CommandProject) =>
    Deno.mkdirSync(join(root, "texts"));
  await checkMessages(import.meta, "local", [
    adding("Nothing there", takeIn),
    adding(
      "A folder as a file",
      'add("text", local(text), { path: "texts" }, {});',
      "",
      folder,
    ),
    adding("A link in a folder", takeIn, "", (project) => {
      folder(project);
      Deno.symlinkSync("/etc/hostname", join(project.root, "texts/name"));
    }),
    adding(
      "Other content than the recipe says",
      'add("text", local(text), { path: "deno.json", sha256: "0".repeat(64) }, {});',
      "",
      (project) => project.write("deno.json", '{ "imports": {} }'),
    ),
    adding(
      "The store in a folder",
      'add("texts", local(texts), { path: "." }, {});',
    ),
    adding(
      "A folder of the store",
      'add("texts", local(texts), { path: ".juice" }, {});',
      "",
      ({ root }) => Deno.mkdirSync(join(root, ".juice"), { recursive: true }),
    ),
  ]);
});

Deno.test("what a program declares and is not there is named", async () => {
  const program = 'add("x", program, {}, {});';
  await checkMessages(import.meta, "program", [
    adding("No such program", program, 'tools: ["juice-no-such-program"],'),
    adding("A file by another path", program, 'files: ["script.sh"],'),
    adding("A file that is not there", program, 'files: ["./script.sh"],'),
  ]);
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  const shims = join(folder, "shims");
  Deno.mkdirSync(shims);
  Deno.writeTextFileSync(join(shims, "python3"), "", { mode: 0o755 });
  Deno.mkdirSync(join(folder, "a"));
  const kind = {
    name: "program",
    module: new URL(`file://${folder}/b/program.ts`).href,
    command: { tools: [], files: ["./script.sh"] },
  } as unknown as StageKind;
  await checkThrown(
    import.meta,
    "program-places",
    {
      "A stand-in for several versions": () =>
        findTool("program", "python3", shims),
      "A file outside of the project": () =>
        programFiles(kind, join(folder, "a")),
    },
    (text) => text.replaceAll(folder, "FOLDER"),
  );
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a store that cannot be cleaned up says why", async () => {
  const damaged = (file: string) => async (project: CommandProject) => {
    await project.run("reproduce");
    const path = join(project.root, ".juice", file);
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    Deno.writeTextFileSync(path, "{");
  };
  await checkMessages(import.meta, "gc", [
    { title: "No store", args: ["gc"] },
    {
      title: "A damaged pin",
      args: ["gc", "--delete"],
      prepare: damaged("pins/mine.json"),
    },
    {
      title: "A project that cannot be read",
      args: ["gc", "--delete"],
      prepare: damaged("projects/broken/project.json"),
    },
    {
      title: "Locks that cannot be read",
      args: ["gc", "--delete"],
      prepare: async (project) => {
        await project.run("reproduce");
        project.write("lock.json", '{ "version": 2, "profiles": {} }');
        project.write("stages/own.lock.json", "{");
      },
    },
  ]);
});
