/**
 * What commands print in states that no other test needs in full.
 *
 * @module
 */

import { join } from "node:path";
import { check } from "../testing/check.ts";
import { makeProject } from "../testing/project.ts";

const alone = ["--jobs", "1"];

Deno.test("a plan in which all is cached, and one with a stage too many in the lock", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  await check(import.meta, project, "plan-cached", await project.run("plan"));
  const path = join(project.root, "lock.json");
  const lock = JSON.parse(Deno.readTextFileSync(path));
  const { default: stages } = lock.profiles;
  stages["count/fig"] = { ...stages["count/pear"], stage: "count/fig" };
  project.write("lock.json", JSON.stringify(lock));
  await check(import.meta, project, "plan-gone", await project.run("plan"));
  await check(
    import.meta,
    project,
    "reproduce-gone",
    await project.run("reproduce"),
  );
});

Deno.test("a stage that is cached, one by a pattern, and one that drifted", async () => {
  await using project = makeProject();
  const made = await project.run("stage", "count/p*", ...alone);
  await check(import.meta, project, "stage-first", made);
  const cached = await project.run("stage", "count/pear");
  await check(import.meta, project, "stage-cached", cached);
  project.write("stages/letters.ts", "export const weight = 2 - 1;");
  const again = await project.run("stage", "count/pear", ...alone);
  await check(import.meta, project, "stage-same-bytes", again);
  const restless = ["--profile", "restless", ...alone];
  await project.run("stage", "word/pear", ...restless);
  const forced = await project.run("stage", "word/*", "--force", ...restless);
  await check(import.meta, project, "stage-drifted", forced);
});

Deno.test("other keys with the lock's bytes", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  project.write("stages/letters.ts", "export const weight = 2 - 1;");
  await check(
    import.meta,
    project,
    "reproduce-same-bytes",
    await project.run("reproduce", ...alone),
  );
});

Deno.test("repetitions that give the same bytes", async () => {
  await using project = makeProject();
  await project.run("reproduce");
  await check(
    import.meta,
    project,
    "audit-repeat",
    await project.run("audit", "count/*", "--repeat", "1", ...alone),
  );
});
