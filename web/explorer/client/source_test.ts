import assert from "node:assert/strict";
import { standAlone } from "../testing/serve.ts";
import { graphOf } from "../testing/graph.ts";
import { embedded } from "./source.ts";

/** The data of a page that carries them. */
async function dataOf(): Promise<string> {
  const page = await standAlone({
    version: 1,
    graph: graphOf([["a", "kind"]]),
    details: {},
    previews: {
      "ab/x": { type: "text", text: "x", language: null, cutOff: null },
    },
  });
  return /id="data">([^<]*)</.exec(page)![1]!;
}

Deno.test("a page that stands alone answers from its own data", async () => {
  const source = embedded(await dataOf());
  assert.equal((await source.graph()).stages[0]!.name, "a");
  const preview = await source.preview({ digest: "ab", path: "x" });
  assert.equal(preview.type, "text");
  assert.equal(source.file?.("ab"), null);
});

Deno.test("what a page does not carry is said, and where it is", async () => {
  const source = embedded(await dataOf());
  const none = await source.preview({ digest: "cd" });
  assert.match(none.type === "none" ? none.why : "", /deno task explore/);
  await assert.rejects(source.stage("a"), /no details of stage "a"/);
  await assert.rejects(source.stage("constructor"), /no details of stage/);
  await assert.rejects(source.record("ab", 1), /deno task explore/);
  await assert.rejects(source.compare("ab/1", "cd/1"), /only the records/);
});

Deno.test("damaged data are said to be damaged", async () => {
  const data = await dataOf();
  for (const damaged of ["", "????", data.slice(0, 40), data.slice(8)]) {
    await assert.rejects(embedded(damaged).graph(), /are damaged/);
  }
});
