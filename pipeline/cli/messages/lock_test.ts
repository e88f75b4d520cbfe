import { join } from "node:path";
import { checkMessages } from "../testing/messages.ts";
import type { CommandProject } from "../testing/project.ts";

/** A lock's text with something changed. */
async function lockWith(
  project: CommandProject,
  change: (lock: {
    version: unknown;
    profiles: Record<string, Record<string, Record<string, unknown>>>;
  }) => void,
): Promise<void> {
  await project.run("reproduce", "--update-lock");
  const lock = JSON.parse(
    Deno.readTextFileSync(join(project.root, "lock.json")),
  );
  change(lock);
  project.write("lock.json", JSON.stringify(lock, null, 2));
}

Deno.test("a lock that cannot be used is named with its place", async () => {
  await checkMessages(import.meta, "lock", [
    {
      title: "A merge conflict",
      args: ["plan"],
      prepare: (project) =>
        project.write("lock.json", "{\n<<<<<<< ours\n=======\n>>>>>>> a\n}"),
    },
    {
      title: "No JSON",
      args: ["plan"],
      prepare: (project) => project.write("lock.json", '{\n "version": 1,\n}'),
    },
    {
      title: "A folder",
      args: ["plan"],
      prepare: ({ root }) => Deno.mkdirSync(join(root, "lock.json")),
    },
    {
      title: "Another version",
      args: ["plan"],
      prepare: (project) =>
        project.write("lock.json", '{ "version": 2, "profiles": {} }'),
    },
    {
      title: "A digest that is none",
      args: ["plan"],
      prepare: (project) =>
        lockWith(project, ({ profiles }) => {
          profiles.default!["page"]!.key = "abc";
        }),
    },
    {
      title: "--frozen without a lock",
      args: ["reproduce", "--frozen"],
    },
    {
      title: "--frozen with a stage that the lock does not know",
      args: ["reproduce", "--frozen"],
      prepare: (project) =>
        lockWith(project, ({ profiles }) => delete profiles.default!["page"]),
    },
  ]);
});
