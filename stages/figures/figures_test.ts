import assert from "node:assert/strict";
import { differencesFigure } from "./differences.ts";
import type { Figure } from "./figure.ts";
import { figureSvg, panelSvg } from "./file.ts";
import { lawFigure, type LawPoint } from "./law.ts";
import { learningCurves } from "./learning_curves.ts";
import { overRatios } from "./over_ratios.ts";
import { armStyle } from "./palette.ts";
import { phaseFigure } from "./phase.ts";
import { roundsFigure, type RoundsSeries } from "./rounds.ts";
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

function draw(of: readonly RatioSeries[], diagonal?: string): Promise<Figure> {
  const chart = { title: "Low quality", metric: "share", series: of };
  return overRatios({
    name: "low",
    title: "Low",
    caption: "Caption",
    charts: [diagonal === undefined ? chart : { ...chart, diagonal }],
    digits: 2,
  });
}

/** The pairs of coordinates of a path of straight lines. */
function points(path: string): number[][] {
  return path.split(/[ML]/).filter(Boolean).map((p) =>
    p.split(",").map(Number)
  );
}

function paths(figure: Figure, color: string): number[][][] {
  const pattern = new RegExp(`<path d="(M[-\\d.,L]+)" stroke="${color}"`, "g");
  return figure.panels.flatMap(({ body }) =>
    [...body.matchAll(pattern)].map((match) => points(match[1]!))
  );
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

Deno.test("the line of imitation has a slope of one in the axes' own units", async () => {
  const figure = await draw(two, "imitation");
  const [body] = figure.panels.map((panel) => panel.body);
  const match = /<path d="(M[-\d.,L]+)"[^>]*stroke-dasharray="4,4"/.exec(body!);
  const [from, to] = points(match![1]!);
  const [sft] = paths(figure, armStyle(0).color);
  // SFT's first point lies on x = 0 and its second on x = 0.5, both on y.
  const perRatio = (sft![1]![0]! - sft![0]![0]!) / 0.5;
  const perShare = (sft![0]![1]! - sft![1]![1]!) / 0.2;
  const slope = ((from![1]! - to![1]!) / perShare) /
    ((to![0]! - from![0]!) / perRatio);
  assert.ok(Math.abs(slope - 1) < 0.01, `${slope}`);
  assert.match(body!, />imitation</);
});

Deno.test("one ratio is drawn as rows, with imitation's prediction", async () => {
  const figure = await draw(
    [series("sft", 0, [[0.5, 0.5]]), series("rft", 1, [[0.5, 0.1]])],
    "imitation predicts",
  );
  const { body } = figure.panels[0]!;
  assert.equal(paths(figure, armStyle(0).color).length, 0);
  assert.match(body, />imitation predicts</);
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
  const first = figureSvg(await draw(two, "imitation"));
  await draw([...two].reverse());
  assert.equal(figureSvg(await draw(two, "imitation")), first);
});

Deno.test("names are text in a figure", async () => {
  const odd = series(`<a>&"'\u0000`, 0, [[0, 0.2], [0.5, 0.4]]);
  const figure = await draw([odd]);
  for (const svg of [figureSvg(figure), ...figure.panels.map(panelSvg)]) {
    assert.ok(svg.includes("&lt;a&gt;&amp;"));
    assert.ok(!svg.includes("<a>") && !svg.includes("\u0000"));
  }
});

Deno.test("a law's mark stands on the diagonal where the law is right", async () => {
  const point = (predicted: number, measured: number): LawPoint => ({
    cell: "cell",
    arm: "rft/beta=0.3",
    family: "rft",
    color: armStyle(1).color,
    beta: 0.3,
    rounds: 1,
    predicted,
    measured,
    interval: undefined,
    seeds: 1,
  });
  const figure = await lawFigure("", [point(0.5, 0.5), point(0.1, 0.9)]);
  assert.equal(figure.panels.length, 2);
  for (const { body } of figure.panels) {
    // The diagonal is the only path of two points without a dash.
    const line = /<path d="(M[-\d.,L]+)" stroke="[^"]+" stroke-width="1"/
      .exec(body)?.[1];
    const [from, to] = points(line!);
    const [right, wrong] = [
      ...body.matchAll(/transform="translate\(([-\d.]+),([-\d.]+)\)" d="M/g),
    ].map(([, x, y]) => [Number(x), Number(y)]);
    const off = ([x, y]: number[]) =>
      (x! - from![0]!) / (to![0]! - from![0]!) -
      (y! - from![1]!) / (to![1]! - from![1]!);
    assert.ok(Math.abs(off(right!)) < 0.01, body);
    assert.ok(off(wrong!) < -0.3);
  }
  assert.deepEqual(figure.data.rows[1]?.slice(4, 6), ["0.100", "0.900"]);
});

Deno.test("a phase diagram has a field for each cell and the line between", () => {
  const fields = [0, 0.7].flatMap((baseRatio) =>
    [0, 0.35, 0.7].map((ratio) => ({
      baseRatio,
      ratio,
      lines: [`${baseRatio}|${ratio}`],
      color: baseRatio > ratio ? armStyle(1).color : undefined,
    }))
  );
  const figure = phaseFigure(
    {
      name: "phase",
      title: "Phase",
      caption: "",
      data: { columns: [], rows: [] },
    },
    [{ title: "rft", fields }],
    [],
  );
  const { body } = figure.panels[0]!;
  const at = (text: string) => {
    const match = new RegExp(`x="([\\d.]+)" y="([\\d.]+)"[^>]*>${text}<`)
      .exec(body)!;
    return [Number(match[1]), Number(match[2]) - 4] as const;
  };
  assert.equal(body.match(/<rect/g)?.length, 6);
  assert.ok(at("0\\|0.7")[0] > at("0\\|0")[0]);
  assert.ok(at("0.7\\|0")[1] < at("0\\|0")[1], "a worse base is higher up");
  // Through the fields whose shares are equal, and between those at 0.35.
  const line = points(
    /<path d="(M[-\d.,L]+)" fill="none"/.exec(body)![1]!,
  );
  const through = (wanted: readonly number[]) =>
    line.some(([x, y]) =>
      Math.abs(x! - wanted[0]!) < 0.1 && Math.abs(y! - wanted[1]!) < 0.1
    );
  assert.ok(through(at("0\\|0")) && through(at("0.7\\|0.7")));
  const [x] = at("0\\|0.35");
  assert.ok(through([x, (at("0\\|0")[1] + at("0.7\\|0")[1]) / 2]));
});

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
