import assert from "node:assert/strict";
import { armStyle } from "./palette.ts";
import { roundsFigure, type RoundsSeries } from "./rounds.ts";
import { paths } from "./testing/paths.ts";

Deno.test("rounds are drawn measured and predicted, and many are only tabled", async () => {
  const series = (arm: string): RoundsSeries => ({
    cell: "cell",
    arm,
    beta: 0.3,
    color: armStyle(2).color,
    demonstrations: 0.35,
    rounds: [0, 1, 2].map((round) => ({
      round,
      measured: round === 1 ? undefined : 0.5,
      interval: undefined,
      predicted: 0.25 * round,
    })),
  });
  const figure = await roundsFigure(
    "Caption.",
    Array.from({ length: 20 }, (_, i) => series(`irft/${i}`)),
  );
  assert.equal(figure.panels.length, 18);
  assert.match(figure.caption, /The first 18 of 20 are drawn/);
  assert.equal(figure.data.rows.length, 60);
  assert.deepEqual(figure.data.rows[1]?.slice(3), ["1", "0.250", "\u2013"]);
  const lines = paths(
    { ...figure, panels: figure.panels.slice(0, 1) },
    armStyle(2).color,
  );
  assert.deepEqual(lines.map((line) => line.length), [3, 2]);
});
