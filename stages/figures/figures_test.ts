import assert from "node:assert/strict";
import type { Figure } from "./figure.ts";
import { figureSvg, panelSvg } from "./file.ts";
import { learningCurves } from "./learning_curves.ts";
import { overRatios } from "./over_ratios.ts";
import { armStyle } from "./palette.ts";
import { paths, points } from "./testing/paths.ts";
import type { RatioSeries } from "./series.ts";

function series(
  method: string,
  index: number,
  points: readonly (readonly [number, number])[],
): RatioSeries {
  return {
    method,
    style: armStyle(index),
    level: false,
    points: points.map(([ratio, mean]) => ({
      ratio,
      mean,
      interval: [mean - 0.01, mean + 0.01],
      values: [mean - 0.005, mean + 0.005],
    })),
  };
}

const two = [
  series("sft", 0, [[0, 0.2], [0.5, 0.4]]),
  series("rft", 1, [[0, 0.2], [0.5, 0.3]]),
];

function draw(of: readonly RatioSeries[]): Promise<Figure> {
  const chart = { title: "Low quality", metric: "share", series: of };
  return overRatios({
    name: "low",
    title: "Low",
    caption: "Caption",
    charts: [chart],
    digits: 2,
  });
}

Deno.test("a line goes through its means", async () => {
  const figure = await draw(two);
  const [sft] = paths(figure, armStyle(0).color);
  const [rft] = paths(figure, armStyle(1).color);
  assert.equal(sft?.length, 2);
  // They start at the same point, and down is more on a screen.
  assert.deepEqual(sft?.[0], rft?.[0]);
  const rise = (line: number[][]) => line[0]![1]! - line[1]![1]!;
  assert.ok(Math.abs(rise(sft!) - 2 * rise(rft!)) < 0.05);
});

Deno.test("one ratio is drawn as a row a method", async () => {
  const figure = await draw(
    [series("sft", 0, [[0.5, 0.5]]), series("rft", 1, [[0.5, 0.1]])],
  );
  const { body } = figure.panels[0]!;
  assert.equal(paths(figure, armStyle(0).color).length, 0);
  assert.match(body, />sft<.*>rft</s);
  assert.deepEqual(figure.data.rows, [["sft", "0.5", "0.50"], [
    "rft",
    "0.5",
    "0.10",
  ]]);
});

Deno.test("a method that sees no demonstrations is level over all ratios", async () => {
  const level = { ...series("base", 2, [[0, 0.6]]), level: true };
  const [line] = paths(await draw([...two, level]), level.style.color);
  const [sft] = paths(await draw([...two, level]), armStyle(0).color);
  assert.deepEqual(line?.map(([x]) => x), sft?.map(([x]) => x));
  assert.equal(line?.[0]?.[1], line?.[1]?.[1]);
});

Deno.test("long curves are thinned, and keep their first and last steps", async () => {
  const figure = await learningCurves({
    name: "curves",
    title: "Curves",
    caption: "",
  }, [{
    training: "sft",
    run: "seed 1",
    series: "loss",
    unit: "nats",
    points: Array.from({ length: 5000 }, (_, i) => [i + 1, 1 / (i + 1)]),
  }]);
  const [line] = figure.panels.flatMap(({ body }) =>
    [...body.matchAll(/<path d="(M[-\d.,L]+)" stroke/g)].map((m) =>
      points(m[1]!)
    )
  );
  assert.ok(line!.length <= 48 && line!.length > 36, `${line!.length}`);
  assert.deepEqual(figure.data.rows[0]?.slice(3), [
    "5\u202f000",
    "1.0000",
    "0.0002",
  ]);
});

Deno.test("a figure is the same bytes each time, whatever was drawn before", async () => {
  const first = figureSvg(await draw(two));
  await draw([...two].reverse());
  assert.equal(figureSvg(await draw(two)), first);
});

Deno.test("names are text in a figure", async () => {
  const odd = series(`<a>&"'\u0000`, 0, [[0, 0.2], [0.5, 0.4]]);
  const figure = await draw([odd]);
  for (const svg of [figureSvg(figure), ...figure.panels.map(panelSvg)]) {
    assert.ok(svg.includes("&lt;a&gt;&amp;"));
    assert.ok(!svg.includes("<a>") && !svg.includes("\u0000"));
  }
});
