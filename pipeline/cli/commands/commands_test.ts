import assert from "node:assert/strict";
import { join } from "node:path";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import {
  type CommandProject,
  type CommandResult,
  makeProject,
} from "../testing/project.ts";

/** Replaces what is another one in each run. */
function stable(project: CommandProject, text: string): string {
  return text.replaceAll(project.root, "ROOT")
    .replaceAll(" --recipe ROOT/stages/recipe.ts --store ROOT/.juice", "")
    .replaceAll(" --device wasm", "")
    .replace(/work\/[0-9a-f]{64}\.\d+\.\d+/g, "work/RUN")
    .replace(/sha512-\S+/g, "sha512-INTEGRITY")
    .replace(/\b[0-9a-f]{8}\b/g, "########")
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:[\d.]+Z)?/g, "DATE")
    .replace(/\b\d+\.\d s/g, "0.0 s");
}

/** Compares what a command printed and how it exited. */
async function check(
  project: CommandProject,
  name: string,
  { code, stdout, stderr }: CommandResult,
): Promise<void> {
  const text = stable(project, stdout + (stderr && `--- stderr\n${stderr}`));
  assertFits(text);
  await assertSnapshot(import.meta, name, `${text}--- exit ${code}\n`);
}

Deno.test("a newcomer's way: plan, reproduce, lock, reproduce again", async () => {
  using project = makeProject();
  const { run } = project;
  await check(project, "plan-empty", await run("plan"));
  await check(
    project,
    "reproduce-first",
    await run("reproduce", "--jobs", "1"),
  );
  const locked = await run("reproduce", "--update-lock");
  await check(project, "reproduce-update", locked);
  await check(project, "reproduce-cached", await run("reproduce"));
  const page = Deno.readTextFileSync(join(project.root, "report/index.html"));
  assert.match(page, /^<pre>/);

  project.write("stages/letters.ts", "export const weight = 2;");
  await check(project, "plan-changed", await run("plan"));
  await check(project, "explain-changed", await run("explain", "page"));
  const frozen = await run("reproduce", "--frozen");
  await check(project, "reproduce-frozen", frozen);
  const differs = await run("reproduce", "--jobs", "1");
  await check(project, "reproduce-differs", differs);
  await check(project, "explain-cached", await run("explain", "page"));
  await check(
    project,
    "lineage-page",
    await run("lineage", join(project.root, "report", "index.html")),
  );
});

Deno.test("the JSON of reproduce and plan has the documented shape", async () => {
  using project = makeProject();
  const planned = await project.json("plan");
  assert.equal(planned.code, 0);
  assert.deepEqual(planned.value.stages[0].status, "run");
  assert.deepEqual(planned.value.stages[0].reasons, ["no record"]);
  assert.match(planned.value.stages[0].key, /^[0-9a-f]{64}$/);
  assert.equal(planned.value.stages.at(-1).key, null);

  const { code, value } = await project.json("reproduce");
  assert.equal(code, 0);
  assert.deepEqual(
    [value.version, value.profile, value.device, value.lock],
    [1, "default", "wasm", "absent"],
  );
  const [first] = value.stages;
  assert.deepEqual(
    Object.keys(first),
    ["name", "kind", "status", "seconds", "verdict", "outputs"],
  );
  assert.deepEqual([first.status, first.verdict], ["ran", "new"]);
  assert.match(first.outputs.word, /^[0-9a-f]{64}$/);
  assert.deepEqual(value.results, [
    { method: "pear", ratio: 0.5, seed: 1, metrics: { letters: 4 } },
    { method: "plum", ratio: 0.5, seed: 1, metrics: { letters: 4 } },
  ]);
  assert.equal(value.report, join(project.root, "report"));

  const again = await project.json("reproduce");
  for (const { status, seconds } of again.value.stages) {
    assert.deepEqual([status, seconds], ["cached", 0]);
  }
});

Deno.test("a forced stage runs alone and is compared with the run before", async () => {
  using project = makeProject();
  await project.run("reproduce");
  const forced = await project.json("stage", "count/*", "--force");
  assert.equal(forced.code, 0);
  const ran = forced.value.stages
    // deno-lint-ignore no-explicit-any
    .filter((stage: any) => stage.status === "ran");
  assert.deepEqual(
    // deno-lint-ignore no-explicit-any
    ran.map((stage: any) => [stage.name, stage.previous]),
    [["count/pear", { count: "identical" }], ["count/plum", {
      count: "identical",
    }]],
  );
  const text = await project.run("stage", "count/*", "--force", "--jobs", "1");
  await check(project, "stage-forced", text);
});

Deno.test("a stage that promises bytes and gives others fails when forced", async () => {
  using project = makeProject();
  await project.run("reproduce", "--profile", "restless");
  const args = ["word/pear", "--profile", "restless", "--force"];
  const { code, value } = await project.json("stage", ...args);
  assert.equal(code, 1);
  assert.deepEqual(value.stages[0].previous, { word: "differs" });
  const audited = await project.run("audit");
  assert.equal(audited.code, 1);
  await check(project, "audit-drifted", audited);
});

Deno.test("with --only nothing else runs", async () => {
  using project = makeProject();
  const refused = await project.run("stage", "page", "--only");
  await check(project, "stage-only", refused);
  await project.run("stage", "comparison");
  const { code, value } = await project.json("stage", "page", "--only");
  assert.equal(code, 0);
  assert.deepEqual(
    value.stages.map((s: { status: string }) => s.status),
    ["cached", "cached", "cached", "cached", "cached", "ran"],
  );
});

Deno.test("a failed stage shows its message, its log and how to rerun it", async () => {
  using project = makeProject();
  const broken = ["--profile", "broken"];
  await check(
    project,
    "reproduce-failed",
    await project.run("reproduce", ...broken),
  );
  const { code, value } = await project.json("reproduce", ...broken);
  assert.equal(code, 1);
  assert.equal(value.stages[0].failure.reason, "threw");
  assert.equal(value.stages[1].status, "skipped");
  assert.equal(value.report, null);
});

Deno.test("unknown names and options exit with 2 and suggest the nearest", async () => {
  using project = makeProject();
  const texts: string[] = [];
  for (
    const args of [
      ["plan", "--profile", "smkoe"],
      ["explain", "pgae"],
      ["stage", "cuont/*"],
      ["plan", "--profle", "smoke"],
      ["reprodce"],
      ["reproduce", "--jobs", "0"],
      ["reproduce", "--frozen", "--update-lock"],
      ["stage"],
      ["lineage", "comparison.result"],
      ["lineage", "ab"],
      ["audit", "page"],
    ]
  ) {
    const { code, stdout, stderr } = await project.run(...args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    texts.push(`$ ${args.join(" ")}\n${stderr}`);
  }
  await assertSnapshot(import.meta, "usage", stable(project, texts.join("\n")));
  const { code, value } = await project.json("plan", "--profile", "smkoe");
  assert.equal(code, 2);
  assert.match(value.error.message, /no profile "smkoe"/);
});

Deno.test("the help of every command fits 80 columns and has an example", async () => {
  using project = makeProject();
  const texts: string[] = [];
  for (
    const command of [
      "reproduce",
      "stage",
      "plan",
      "explain",
      "lineage",
      "audit",
      "doctor",
    ]
  ) {
    const { code, stdout } = await project.run(command, "--help");
    assert.equal(code, 0);
    assertFits(stdout);
    assert.match(stdout, new RegExp(`Examples?:\n {2}deno task ${command}`));
    texts.push(stdout);
  }
  const general = await project.run("--help");
  assertFits(general.stdout);
  await assertSnapshot(import.meta, "help", general.stdout + texts.join("\n"));
});

Deno.test("damage is named by audit and made good by reproduce", async () => {
  using project = makeProject();
  await project.run("reproduce", "--update-lock");
  await check(project, "audit-clean", await project.run("audit"));
  const { value } = await project.json("lineage", "comparison.results");
  const { digest } = value.artifact;
  const path = join(
    project.root,
    ".juice/objects",
    digest.slice(0, 2),
    digest.slice(2),
  );
  Deno.removeSync(path);
  Deno.writeTextFileSync(path, "{}");
  await check(project, "audit-damaged", await project.run("audit"));
  assert.equal((await project.run("reproduce")).code, 0);
  assert.equal((await project.run("audit")).code, 0);
});

Deno.test("repetitions compare bytes and leave the store as it was", async () => {
  using project = makeProject();
  await check(
    project,
    "audit-repeat-missing",
    await project.run("audit", "--repeat", "2"),
  );
  await project.run("reproduce", "--profile", "restless");
  const before = await project.json("audit", "--profile", "restless");
  assert.equal(before.value.clean, true);
  const { code, value } = await project.json(
    "audit",
    "*",
    "--repeat",
    "1",
    "--profile",
    "restless",
  );
  assert.equal(code, 1);
  const damage = value.findings
    .filter((f: { severity: string }) => f.severity === "damage");
  assert.deepEqual(damage.map((f: { subject: string }) => f.subject), [
    "stage word/pear",
  ]);
  const after = await project.json("audit", "--profile", "restless");
  assert.deepEqual(after.value, before.value);
});

Deno.test("lineage --json gives nodes, edges and the packages' integrity", async () => {
  using project = makeProject();
  await project.run("reproduce");
  const { code, value } = await project.json("lineage", "page.report");
  assert.equal(code, 0);
  assert.equal(value.artifact.label, "page.report");
  assert.deepEqual(
    value.nodes.map((node: { stage: string }) => node.stage),
    [
      "page",
      "comparison",
      "count/pear",
      "count/plum",
      "word/pear",
      "word/plum",
    ],
  );
  assert.equal(value.edges.length, 5);
  assert.equal(value.edges[0].to, value.root);
  const source = value.nodes.at(-1);
  assert.match(source.packages["zod@4.6.7"], /^sha512-/);
});

Deno.test("doctor finds this machine and the store", async () => {
  using project = makeProject();
  const { value } = await project.json("doctor");
  assert.equal(value.deno, Deno.version.deno);
  assert.equal(value.store.path, join(project.root, ".juice"));
  assert.equal(value.store.writable, true);
  assert.ok(["wasm", "webgpu"].includes(value.device.kind));
  assert.equal(
    value.device.kind === "webgpu",
    value.adapter !== null && !value.adapter.software,
  );
});

Deno.test("a report is not put over a folder that is none", async () => {
  using project = makeProject();
  Deno.mkdirSync(join(project.root, "report"));
  project.write("report/thesis.tex", "years of work");
  const { code, stderr } = await project.run("reproduce");
  assert.equal(code, 1);
  assert.match(stderr, /Cannot put the report into/);
  assert.doesNotMatch(stderr, /started/);
  assert.equal(
    Deno.readTextFileSync(join(project.root, "report/thesis.tex")),
    "years of work",
  );
});

Deno.test("a damaged lock is told before anything runs", async () => {
  using project = makeProject();
  project.write("lock.json", "{");
  const { code, stdout, stderr } = await project.run("reproduce");
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /lock/);
  assert.doesNotMatch(stderr, /started/);
});
