import assert from "node:assert/strict";
import type { Graph, GraphUpdate } from "../../api.ts";
import { altered, graphOf } from "../../testing/graph.ts";
import { served } from "../source.ts";
import { follow } from "./follow.ts";

const before = graphOf([["a", "kind"], ["b", "kind"]]);
const [a, b] = before.stages;

/** A source whose answers are given by hand, and what came of them. */
function followed() {
  const asked: PromiseWithResolvers<Graph>[] = [];
  const told: string[] = [];
  let tell: (update: GraphUpdate) => void = () => {};
  let connect: (is: boolean) => void = () => {};
  follow({
    ...served(),
    graph() {
      const answer = Promise.withResolvers<Graph>();
      asked.push(answer);
      return answer.promise;
    },
    updates(telling, connecting) {
      tell = telling;
      connect = connecting;
    },
  }, {
    changed: (stages) => told.push(stages.map(({ name }) => name).join()),
    replaced: ({ stages }) =>
      told.push(stages.map(({ name, status }) => `${name} ${status}`).join()),
    connected: (is) => told.push(`${is}`),
    failed: (message) => told.push(message),
  });
  return { asked, told, tell, connect };
}

const settled = () => new Promise((done) => setTimeout(done));

Deno.test("what is told while the graph is read is not lost", async () => {
  const { asked, told, tell } = followed();
  tell({ stages: [], reload: true });
  tell({ stages: [{ ...b!, status: "running" }], reload: false });
  asked[0]!.resolve(before);
  await settled();
  assert.deepEqual(told, ["", "b", "a cached,b running"]);
});

Deno.test("the graph is read once more if asked for meanwhile", async () => {
  const { asked, told, tell } = followed();
  tell({ stages: [], reload: true });
  tell({ stages: [], reload: true });
  tell({ stages: [], reload: true });
  assert.equal(asked.length, 1);
  asked[0]!.reject(new Error("gone"));
  await settled();
  assert.equal(asked.length, 2);
  const { stages } = altered(before, { a: { status: "failed" } });
  asked[1]!.resolve({ ...before, stages });
  await settled();
  assert.equal(asked.length, 2);
  assert.deepEqual(told.slice(3), ["gone", "a failed,b cached"]);
});

Deno.test("a server that is back is asked for all", async () => {
  const { asked, told, connect } = followed();
  connect(true);
  assert.equal(asked.length, 0);
  connect(false);
  connect(false);
  connect(true);
  assert.equal(asked.length, 1);
  asked[0]!.resolve({ ...before, stages: [a!] });
  await settled();
  assert.deepEqual(told, ["false", "true", "a cached"]);
});
