import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "../testing/check.ts";
import { makeProject } from "../testing/project.ts";

Deno.test("a newcomer's way: plan, reproduce, lock, reproduce again", async () => {
  await using project = makeProject();
  const { run } = project;
  await check(import.meta, project, "plan-empty", await run("plan"));
  await check(
    import.meta,
    project,
    "reproduce-first",
    await run("reproduce", "--jobs", "1"),
  );
  const locked = await run("reproduce", "--update-lock");
  await check(import.meta, project, "reproduce-update", locked);
  await check(import.meta, project, "reproduce-cached", await run("reproduce"));
  const page = Deno.readTextFileSync(join(project.root, "report/index.html"));
  assert.match(page, /^<pre>/);

  project.write("stages/letters.ts", "export const weight = 2;");
  await check(import.meta, project, "plan-changed", await run("plan"));
  await check(
    import.meta,
    project,
    "explain-changed",
    await run("explain", "page"),
  );
  const frozen = await run("reproduce", "--frozen");
  await check(import.meta, project, "reproduce-frozen", frozen);
  const differs = await run("reproduce", "--jobs", "1");
  await check(import.meta, project, "reproduce-differs", differs);
  await check(
    import.meta,
    project,
    "explain-cached",
    await run("explain", "page"),
  );
  await check(
    import.meta,
    project,
    "lineage-page",
    await run("lineage", join(project.root, "report", "index.html")),
  );
});

Deno.test("the JSON of reproduce and plan has the documented shape", async () => {
  await using project = makeProject();
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
    ["name", "kind", "status", "seconds", "verdict", "outputs", "warnings"],
  );
  assert.deepEqual([first.status, first.verdict], ["ran", "new"]);
  assert.match(first.outputs.word, /^[0-9a-f]{64}$/);
  assert.deepEqual(value.results, [
    { method: "pear", ratio: 0.5, seed: 1, metrics: { letters: 4 } },
    { method: "plum", ratio: 0.5, seed: 1, metrics: { letters: 4 } },
  ]);
  assert.equal(value.report, join(project.root, "report", "index.html"));

  const again = await project.json("reproduce");
  for (const { status, seconds } of again.value.stages) {
    assert.deepEqual([status, seconds], ["cached", 0]);
  }
});

Deno.test("a failed stage shows its message, its log and how to rerun it", async () => {
  await using project = makeProject();
  const broken = ["--profile", "broken"];
  await check(
    import.meta,
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

Deno.test("a report is not put over a folder that is none", async () => {
  await using project = makeProject();
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
  await using project = makeProject();
  project.write("lock.json", "{");
  const { code, stdout, stderr } = await project.run("reproduce");
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /lock/);
  assert.doesNotMatch(stderr, /started/);
});

Deno.test("a report without a page is refused, and not put over the last one", async () => {
  await using project = makeProject();
  assert.equal((await project.run("reproduce")).code, 0);
  const path = join(project.root, "stages/page.ts");
  const text = Deno.readTextFileSync(path);
  project.write("stages/page.ts", text.replace("index.html", "page.html"));
  const { code, stderr } = await project.run("reproduce", "--update-lock");
  assert.equal(code, 1);
  assert.match(stderr, /Cannot show "page.report" as the report: .*index.html/);
  const files = [...Deno.readDirSync(join(project.root, "report"))]
    .map(({ name }) => name).sort();
  assert.deepEqual(files, ["explorer.html", "index.html"]);
  assert.throws(
    () => Deno.statSync(join(project.root, "lock.json")),
    Deno.errors.NotFound,
  );
});

Deno.test("what the recipe no longer has is named by plan and by reproduce", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const locked = JSON.parse(
    Deno.readTextFileSync(join(project.root, "lock.json")),
  );
  const { default: profile } = locked.profiles;
  const stage = "word/quince";
  profile[stage] = { ...profile["word/pear"], stage };
  project.write("lock.json", JSON.stringify(locked));

  const said = /In the lock, but not in the recipe\n {2}word\/quince\n/;
  assert.match((await project.run("plan")).stdout, said);
  const planned = await project.json("plan");
  assert.equal(planned.code, 0);
  assert.deepEqual(planned.value.gone, ["word/quince"]);
  const reproduced = await project.run("reproduce");
  assert.equal(reproduced.code, 1);
  assert.match(
    reproduced.stdout,
    /Lock: differs\n {2}word\/quince: in the lock, but not in the recipe\n/,
  );
  await project.run("reproduce", "--update-lock");
  assert.deepEqual((await project.json("plan")).value.gone, []);
});

Deno.test("another recipe leaves the project's lock and report alone", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const { root } = project;
  const read = (path: string) => Deno.readTextFileSync(join(root, path));
  const before = [read("lock.json"), read("report/index.html")];
  const recipe = join(root, "stages/mine.ts");
  const text = read("stages/recipe.ts").replace('"pear", "plum"', '"quince"');
  project.write("stages/mine.ts", text);

  const args = ["reproduce", "--recipe", recipe];
  const { code, stdout } = await project.run(...args, "--update-lock");
  assert.equal(code, 0);
  assert.match(stdout, /stages\/mine\.report\/index\.html/);
  assert.deepEqual([read("lock.json"), read("report/index.html")], before);
  assert.match(read("stages/mine.lock.json"), /"word\/quince"/);
  const again = await project.run(...args);
  assert.match(again.stdout, /Lock: match/);
});

Deno.test("results of another shape are told last, after the lock is written", async () => {
  await using project = makeProject();
  const path = join(project.root, "stages/comparison.ts");
  const text = Deno.readTextFileSync(path);
  project.write(
    "stages/comparison.ts",
    text.replace('name: "letters"', 'nam: "letters"'),
  );
  const first = await project.run("reproduce", "--update-lock", "--jobs", "1");
  await check(import.meta, project, "reproduce-other-shape", first);
  const { code, value } = await project.json("reproduce");
  assert.equal(code, 1);
  assert.deepEqual([value.lock, value.results], ["match", []]);
  assert.match(value.error.message, /^Cannot show the results from/);
});

Deno.test("other keys with the lock's bytes are told as that", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  project.write("stages/letters.ts", "export const weight = 2 - 1;");
  const { code, stdout } = await project.run("reproduce");
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^Lock: differs, 2 stages: other keys, same bytes\n {2}count\/pear: changed: code: stages\/letters.ts changed; same bytes$/m,
  );
});

Deno.test("a drift is named even where a later stage fails", async () => {
  await using project = makeProject();
  const restless = ["reproduce", "--profile", "restless"];
  assert.equal((await project.run(...restless, "--update-lock")).code, 0);
  Deno.removeSync(join(project.root, ".juice"), { recursive: true });
  project.write(
    "stages/letters.ts",
    'export const weight = { valueOf() { throw new Error("no weight"); } };',
  );
  const { code, stdout, stderr } = await project.run(...restless);
  assert.equal(code, 1);
  assert.match(stderr, /no weight/);
  assert.match(stdout, /Drifted: word\/pear/);
  assert.match(stdout, /stage word\/pear --force/);
});
