import assert from "node:assert/strict";
import { altered, graphOf } from "../../testing/graph.ts";
import { noteSeen, seenOf } from "./seen.ts";

Deno.test("what a run tells becomes series, and another run begins anew", () => {
  const startedAt = "2026-03-04T09:00:00.000Z";
  const before = graphOf([["a", "kind"]]);
  const tell = (done: number | null, loss: number, from = startedAt) => {
    const { stages } = altered(before, {
      a: {
        status: "running",
        startedAt: from,
        progress: done === null ? null : { done, total: 9, unit: "steps" },
        told: { loss },
      },
    });
    noteSeen(stages, () => Date.parse(from) + 5000);
    return seenOf(stages[0]!);
  };
  tell(1, 3);
  tell(2, 3);
  tell(3, 2);
  assert.deepEqual(tell(3, 1), [
    { name: "loss", points: [[1, 3], [3, 1]] },
  ]);
  assert.deepEqual(tell(null, 7, "2026-03-04T10:00:00.000Z"), [
    { name: "loss", points: [[5, 7]] },
  ]);
  assert.deepEqual(seenOf(before.stages[0]!), []);
});
