import { join } from "node:path";
import { sha256 } from "../../identity/hash.ts";
import { openStore } from "../../store/mod.ts";
import { checkMessages, type MessageCase } from "../testing/messages.ts";
import type { CommandProject } from "../testing/project.ts";

const engine = new URL("../../", import.meta.url);

/** A recipe that gives back one output of a stage that writes `text`. */
function shown(
  title: string,
  what: "results" | "report",
  type: string,
  run: string,
): MessageCase {
  return {
    title,
    args: ["reproduce"],
    recipe: "stages/own.ts",
    prepare: (project) => {
      project.write(
        "stages/writing.ts",
        `
import { z } from "npm:zod@4.6.7";
import { file, folder, json } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";
export const writing = stage(import.meta, {
  doc: "Writes.", params: z.object({}), inputs: {}, outputs: { out: ${type} },
  determinism: "bitwise",
  async run({ outputs }) { ${run} },
});`,
      );
      project.write(
        "stages/own.ts",
        `
import { recipe } from "${engine}recipe.ts";
import { writing } from "./writing.ts";
export default recipe({
  doc: "Shows.", profiles: { default: {} },
  build: (_, add) => ({ ${what}: add("written", writing, {}, {}).out }),
});`,
      );
    },
  };
}

const writeFile = 'await Deno.writeTextFile(outputs.out, "no json");';
const writeFolder = 'await Deno.writeTextFile(outputs.out + "/a.txt", "a");';

Deno.test("results and reports that cannot be shown are named", async () => {
  await checkMessages(import.meta, "result", [
    shown("Results that are no JSON", "results", "json", writeFile),
    shown("Results in a folder", "results", 'folder("f")', writeFolder),
    shown("A report that is a file", "report", "json", writeFile),
    shown("A report without a page", "report", 'folder("f")', writeFolder),
    {
      title: "A folder of something else in the report's place",
      args: ["reproduce"],
      prepare: (project) => {
        Deno.mkdirSync(join(project.root, "report"));
        project.write("report/thesis.txt", "mine");
      },
    },
  ]);
});

/** Two texts whose digests begin alike. */
function alike(): [string, string] {
  const seen = new Map<string, string>();
  for (let i = 0;; i++) {
    const text = `text ${i}`;
    const start = sha256(text).slice(0, 4);
    const other = seen.get(start);
    if (other !== undefined) return [other, text];
    seen.set(start, text);
  }
}

Deno.test("an artifact that cannot be found is told by what was asked", async () => {
  const reproduced = async (project: CommandProject) => {
    await project.run("reproduce");
  };
  const [one, other] = alike();
  const put = ({ root }: CommandProject) => {
    const store = openStore(join(root, ".juice"));
    const encoder = new TextEncoder();
    for (const text of [one, other]) store.putBytes(encoder.encode(text));
  };
  await checkMessages(import.meta, "artifact", [
    { title: "Not computed yet", args: ["lineage", "page.report"] },
    {
      title: "No such output",
      args: ["lineage", "page.reprt"],
      prepare: reproduced,
    },
    {
      title: "Too few digits",
      args: ["lineage", sha256(one).slice(0, 2)],
      prepare: put,
    },
    {
      title: "Digits of several",
      args: ["lineage", sha256(one).slice(0, 4)],
      prepare: put,
    },
    {
      title: "A file of unknown bytes",
      args: ["lineage", new URL("./README.md", engine).pathname],
    },
    { title: "A part of a stage's name", args: ["lineage", "count"] },
    {
      title: "Repair and repeat",
      args: ["audit", "--repair", "--repeat", "2"],
    },
    {
      title: "Forget without a repair",
      args: ["audit", "--forget", "lock.json"],
    },
  ]);
});
