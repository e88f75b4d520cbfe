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
