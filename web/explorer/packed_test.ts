import assert from "node:assert/strict";
import { pack, unpack } from "./packed.ts";
import { madeUpProject } from "./testing/data.ts";

Deno.test("what a page carries is the same when it is unpacked", () => {
  const project = madeUpProject();
  const packed = pack(project);
  assert.deepEqual(unpack(JSON.parse(JSON.stringify(packed))), project);
  // A kind's code is in it once, however many stages it has.
  const kinds = new Set(
    Object.values(project.details).flatMap(({ record }) => record?.kind ?? []),
  );
  assert.equal(packed.code.length, kinds.size);
});

Deno.test("a stage may have any name", () => {
  const { graph, previews, details } = madeUpProject();
  const [detail] = Object.values(details);
  const odd = {
    version: 1,
    graph,
    previews,
    details: Object.fromEntries([["__proto__", detail!], ["2", detail!]]),
  } as const;
  const { details: back } = unpack(JSON.parse(JSON.stringify(pack(odd))));
  assert.deepEqual(Object.entries(back), Object.entries(odd.details));
});
