import assert from "node:assert/strict";
import { join } from "node:path";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import { stable } from "../testing/check.ts";
import { type CommandProject, makeProject } from "../testing/project.ts";

const engine = new URL("../../", import.meta.url);

/** Gives the project results that say what they came from. */
function withSources(project: CommandProject): void {
  project.write(
    "stages/comparison.ts",
    `
import { z } from "npm:zod@4.6.7";
import { json, many } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";
export const comparison = stage(import.meta, {
  doc: "Puts counts into a table.",
  params: z.object({}),
  inputs: { counts: many(json) }, outputs: { results: json },
  determinism: "bitwise",
  async run({ inputs, digests, outputs }) {
    const results = [];
    for (const [name, path] of Object.entries(inputs.counts)) {
      const letters = JSON.parse(await Deno.readTextFile(path));
      results.push({
        method: "count/" + name, ratio: 0.5, seed: results.length + 1,
        metrics: { letters }, source: digests.counts[name],
      });
    }
    await Deno.writeTextFile(outputs.results, JSON.stringify({
      version: 1, results,
      table: {
        title: "Letters", columns: [{ name: "word", align: "left" }],
        rows: [],
      },
    }));
  },
});`,
  );
  project.write(
    "stages/recipe.ts",
    Deno.readTextFileSync(project.recipe)
      .replace('["pear", "plum"]', '["pear", "banana", "fig"]')
      .replace(
        "profiles: {",
        `about: {
    name: "Words", description: "Letters of words.",
    license: "https://spdx.org/licenses/MIT",
    sources: { word: {
      name: "The words", description: "Given by hand.",
      license: "https://spdx.org/licenses/CC0-1.0",
      url: "https://example.org/words", creators: [],
    } },
  },
  profiles: {`,
      ),
  );
}

Deno.test("lineage --json gives nodes, edges and the packages' integrity", async () => {
  await using project = makeProject();
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

Deno.test("an artifact that is not computed yet is told with its command", async () => {
  await using project = makeProject();
  const profile = ["--profile", "smoke"];
  for (const name of ["page.report", "page"]) {
    const { code, stdout, stderr } = await project.run(
      "lineage",
      name,
      ...profile,
    );
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /"page.*" comes from: it is not computed yet\nTo com/);
    assert.match(stderr, /^ {2}deno task stage page --profile smoke/m);
  }
  await project.run("stage", "page", ...profile);
  const { code } = await project.run("lineage", "page.report", ...profile);
  assert.equal(code, 0);
});

Deno.test("a result is traced by its coordinates, alone and with its like", async () => {
  await using project = makeProject();
  withSources(project);
  const ran = await project.run("reproduce", "--update-lock");
  assert.match(
    ran.stdout,
    /number of the table came from:\n {2}deno task lineage results/,
  );
  const one = await project.run("lineage", "results", "seed=2", "ratio=.50");
  assert.equal(one.code, 0);
  assertFits(one.stdout);
  await assertSnapshot(
    import.meta,
    "lineage-result",
    stable(project, one.stdout),
  );
  const all = await project.run("lineage", "results", "method=count");
  assert.equal(all.code, 0);
  assertFits(all.stdout);
  await assertSnapshot(
    import.meta,
    "lineage-results",
    stable(project, all.stdout),
  );

  const { value } = await project.json("lineage", "results", "seed=2");
  assert.equal(value.document.label, "comparison.results");
  const [{ coordinates, stage }] = value.results;
  assert.equal(stage, coordinates.method);
  assert.equal(value.results[0].source, value.artifact.digest);
  const [count, word] = value.nodes;
  assert.equal(value.root, count.id);
  assert.deepEqual(count.verdict, { type: "identical" });
  assert.deepEqual(count.observed, { read: ["word"], unread: [] });
  assert.equal(word.about.name, "The words");
  assert.equal(value.edges[0].read, true);
});

Deno.test("the way down leads from a word to the page, and of a key too", async () => {
  await using project = makeProject();
  await project.run("reproduce");
  const { value } = await project.json("lineage", "word/pear", "--down");
  assert.equal(value.direction, "down");
  assert.deepEqual(
    value.nodes.map(({ stage }: { stage: string }) => stage),
    ["word/pear", "count/pear", "comparison", "page"],
  );
  const key = value.nodes[1].key.slice(0, 12);
  const { code, stdout } = await project.run("lineage", key, "--down");
  assert.equal(code, 0);
  assertFits(stdout);
  await assertSnapshot(
    import.meta,
    "lineage-down",
    stable(project, stdout).replaceAll(key.slice(0, 8), "<digest>"),
  );
});

Deno.test("what is not computed as planned is taken from before, and that is said", async () => {
  await using project = makeProject();
  await project.run("reproduce");
  project.write("stages/letters.ts", "export const weight = 2;");
  const { stdout } = await project.run("lineage", "comparison.results");
  assertFits(stdout);
  assert.match(
    stdout,
    /^"comparison" is not computed as it is planned now: this is of its newest run, of\n\d{4}-/,
  );
  const { value } = await project.json("lineage", "word/pear.word");
  assert.deepEqual(value.notes, [], "what did not change is as planned");
});

Deno.test("results of another profile are said to be so, also where they are refused", async () => {
  await using project = makeProject();
  withSources(project);
  await project.run("reproduce", "--profile", "smoke", "--update-lock");
  const said =
    /"comparison" is not computed for the profile "default": this is of its newest run, of \d{4}-.* UTC, which was for the profile "smoke"/;
  const { stdout } = await project.run("lineage", "results");
  assertFits(stdout);
  assert.match(stdout.replaceAll("\n", " "), said);
  const refused = await project.run("lineage", "results", "seed=9");
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /No result has seed=9; its values are /);
  assert.match(refused.stderr.replaceAll("\n", " "), said);
});

Deno.test("several artifacts share a tree, and a report is known beside other files", async () => {
  await using project = makeProject();
  await project.run("reproduce");
  const { value } = await project.json("lineage", "count/pear", "word/plum");
  assert.equal(value.artifacts.length, 2);
  assert.deepEqual(
    value.nodes.map(({ stage }: { stage: string }) => stage),
    ["count/pear", "word/plum", "word/pear"],
  );
  const report = join(project.root, "report");
  project.write("report/explorer.html", "<p>The DAG");
  const found = await project.json("lineage", report);
  assert.equal(
    found.value.artifact.label,
    'page.report (without "explorer.html")',
  );
  const beside = await project.run("lineage", join(report, "explorer.html"));
  assert.equal(beside.code, 2);
  await assertSnapshot(
    import.meta,
    "lineage-beside",
    // Its path is of another length in every run, and so are its lines.
    stable(project, beside.stderr).replaceAll(/\s+/g, " "),
  );
  const { stdout } = await project.run("lineage", "page", "--code", "--all");
  assert.match(stdout, /^ {4}stages\/page\.ts\n {6}sha256-[0-9a-f]{64}$/m);
  assert.match(stdout, /^ {4}npm:zod@4\.6\.7\n {6}sha512-/m);
});

/** What `lineage` refuses, as a page for a snapshot. */
async function refusal(
  project: CommandProject,
  title: string,
  ...words: string[]
): Promise<string> {
  const typed = ["lineage", ...words];
  const { code, stderr, stdout } = await project.run(...typed);
  assert.equal(stdout, "");
  const told = stable(project, stderr);
  assertFits(told);
  return `# ${title}\n$ ${typed.join(" ")}\n${told}--- exit ${code}\n`;
}

Deno.test("results that there are not are refused with those that there are", async () => {
  await using project = makeProject();
  withSources(project);
  const texts: string[] = [];
  const refused = async (title: string, ...words: string[]) =>
    void texts.push(await refusal(project, title, "results", ...words));
  await refused("Results that are not computed", "seed=1");
  await project.run("reproduce");
  await refused("A coordinate that is misspelt", "sead=2");
  await refused("A coordinate that there is not", "colour=red");
  await refused("A metric for a coordinate", "letters=4");
  await refused("A value that there is not", "ratio=0.7");
  await refused("A value that is misspelt", "method=count/peer");
  await refused("Values that none has together", "seed=1", "method=count/fig");
  await refused("A word that is no coordinate", "method");
  await refused("A value without its coordinate", "count/fig");
  await refused("A value of another coordinate", "arm=count/fig");
  texts.push(
    await refusal(project, "Coordinates alone", "method=count", "seed=1"),
  );

  const { value } = await project.json("lineage", "comparison.results");
  const { digest } = value.artifact;
  const path = join(
    project.root,
    ".juice/objects",
    digest.slice(0, 2),
    digest.slice(2),
  );
  Deno.chmodSync(path, 0o644);
  Deno.writeTextFileSync(path, Deno.readTextFileSync(path) + " ");
  await refused("Results that are damaged", "seed=1");
  await assertSnapshot(import.meta, "lineage-refused", texts.join("\n"));
});

Deno.test("a recipe and results that say too little have no cells to ask for", async () => {
  await using bare = makeProject();
  bare.write(
    "stages/recipe.ts",
    Deno.readTextFileSync(bare.recipe)
      .replace("return { results, report }", "return { report }"),
  );
  await using project = makeProject();
  await project.run("stage", "comparison");
  const texts = [
    await refusal(bare, "A recipe without results", "results", "seed=1"),
    await refusal(project, "Results without sources", "results", "seed=1"),
  ];
  await assertSnapshot(import.meta, "lineage-no-cells", texts.join("\n"));
});
