import assert from "node:assert/strict";
import { makeProject } from "../testing/project.ts";

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
