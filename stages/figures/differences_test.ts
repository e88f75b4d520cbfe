import assert from "node:assert/strict";
import { differencesFigure } from "./differences.ts";
import { armStyle } from "./palette.ts";

Deno.test("a difference stands left of the line where an arm is lower", async () => {
  const row = (arm: string, mean: number, index: number) => ({
    arm,
    color: armStyle(index).color,
    mean,
    interval: [mean - 0.01, mean + 0.01] as const,
    verdict: "better",
  });
  const figure = await differencesFigure({
    title: "Differences",
    caption: "",
    metric: "difference",
  }, [{ title: "cell", arms: [row("rft", -0.1, 0), row("spin", 0.1, 1)] }]);
  const { body } = figure.panels[0]!;
  const marks = [
    ...body.matchAll(/transform="translate\(([-\d.]+),([-\d.]+)\)" d="M/g),
  ].map(([, x]) => Number(x));
  const zero = Number(
    /<line transform="translate\(([\d.]+),[\d.]+\)"[^>]*stroke="#1c2127"/
      .exec(body)?.[1],
  );
  assert.ok(marks[0]! < zero && zero < marks[1]!, `${marks} around ${zero}`);
  assert.deepEqual(figure.data.rows[0], [
    "cell",
    "rft",
    "\u22120.1000",
    "\u22120.1100 to \u22120.0900",
    "better",
  ]);
});
