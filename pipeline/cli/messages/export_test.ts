import { join } from "node:path";
import { copyObject, filesOfArtifact } from "../../export/artifacts.ts";
import { shapeOf } from "../../export/columns.ts";
import { croissant } from "../../export/croissant/export.ts";
import { tablesProject, targetOf } from "../../export/testing/tables.ts";
import { checkNewFolder } from "../../export/new_folder.ts";
import { makeTempStore } from "../../testing/store.ts";
import { checkMessages, checkThrown } from "../testing/messages.ts";
import type { CommandProject } from "../testing/project.ts";
import { openStore } from "../../store/mod.ts";

const engine = new URL("../../", import.meta.url).pathname;

/** Where an export would go, if it went anywhere. */
const out = ["--out", "/nope/out"];

/** The same where something has to be written before it is refused. */
const temporary = ["--out", "/tmp/juice-nope-out"];

Deno.test("an export that cannot be is told by what it lacks", async () => {
  const damaged = async (project: CommandProject) => {
    await project.run("reproduce");
    const store = openStore(join(project.root, ".juice"));
    const [record] = store.recordsOfStage("comparison", 1);
    const path = store.pathOf(record!.outputs.results!.digest);
    // Behind the file system's back, so that a plan believes it still.
    const { mtime } = Deno.statSync(path);
    Deno.chmodSync(path, 0o644);
    const bytes = Deno.readFileSync(path);
    bytes[0] = 1;
    Deno.writeFileSync(path, bytes);
    Deno.utimeSync(path, mtime!, mtime!);
  };
  await checkMessages(import.meta, "export", [
    {
      title: "No such format",
      args: ["export", "--format", "rocrat", ...out],
    },
    { title: "No format", args: ["export", "--references", ...out] },
    { title: "No folder", args: ["export", "--format", "intoto"] },
    {
      title: "A format that is not signed",
      args: ["export", "--format", "prov", "--sign", "/nope/key.pem", ...out],
    },
    {
      title: "A folder that is not empty",
      args: ["export", "--format", "intoto", "--out", engine],
    },
    {
      title: "A file in its place",
      args: [
        "export",
        "--format",
        "intoto",
        "--out",
        join(engine, "README.md"),
      ],
    },
    {
      title: "Nothing computed",
      args: ["export", "--format", "intoto", ...out],
    },
    {
      title: "Something computed",
      args: ["export", "--format", "intoto", "--profile", "smoke", ...out],
      prepare: async (project) => {
        await project.run("stage", "count/fig", "--profile", "smoke");
      },
    },
    {
      title: "A damaged artifact",
      args: ["export", "--format", "intoto", ...temporary],
      prepare: damaged,
    },
  ]);
});

Deno.test("an object that cannot be copied out is told by what it is of", async () => {
  using temp = makeTempStore();
  const { store } = temp;
  const folder = join(temp.folder, "out");
  Deno.mkdirSync(folder);
  Deno.writeTextFileSync(join(folder, "a.txt"), "one");
  const tree = store.putFolder(folder);
  const [file] = store.readTree(tree.digest);
  const copy = (to: string) => {
    const artifact = { ...tree, form: "folder" } as const;
    for (const { digest, path } of filesOfArtifact(store, artifact, "report")) {
      copyObject(store, digest, join(temp.folder, to), `report/${path}`);
    }
  };
  const spoil = (path: string) => {
    Deno.chmodSync(path, 0o644);
    Deno.writeTextFileSync(path, "two");
  };
  await checkThrown(import.meta, "export-artifacts", {
    "A damaged file of a folder": () => {
      spoil(store.pathOf(file!.digest));
      copy("1");
    },
    "A missing file of a folder": () => {
      Deno.removeSync(store.pathOf(file!.digest));
      copy("2");
    },
    "A damaged list of files": () => {
      spoil(store.pathOf(tree.digest));
      copy("3");
    },
    "A link where the folder should be": () => {
      const link = join(temp.folder, "link");
      Deno.symlinkSync("out", link);
      checkNewFolder(link);
    },
  }, (text) =>
    text.replaceAll(temp.folder, "ROOM").replace(
      /\b[0-9a-f]{8}\b/g,
      "########",
    ));
});

Deno.test("tables that cannot be described are told by what they lack", async () => {
  using project = await tablesProject();
  const { about: _about, ...target } = await targetOf(project);
  const { store } = target.places;
  const nothing = { ...target, about: undefined };
  const describe = (given: typeof nothing) => () =>
    croissant(given, project.root, { files: false });
  const text = store.putBytes(new TextEncoder().encode("no table at all"));
  await checkThrown(import.meta, "export-tables", {
    "A recipe that says nothing of itself": describe(nothing),
    "A profile without tables": describe({ ...nothing, stages: [] }),
    "A table that is none": () =>
      shapeOf(store, { ...text, type: "table", form: "file" }, "copy.words"),
  }, (said) => said.replaceAll(project.root, "ROOT"));
});
