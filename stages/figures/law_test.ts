import assert from "node:assert/strict";
import { lawFigure, type LawPoint } from "./law.ts";
import { armStyle } from "./palette.ts";
import { points } from "./testing/paths.ts";

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

Deno.test("no interval leaves the scale of shares", async () => {
  const drawn = async (interval: readonly [number, number]) => {
    const { panels } = await lawFigure("", [{ ...point(0.5, 0.5), interval }]);
    return panels.map(({ body }) => body);
  };
  assert.deepEqual(await drawn([-0.2, 1.3]), await drawn([0, 1]));
  assert.notDeepEqual(await drawn([0.2, 0.8]), await drawn([0, 1]));
});

Deno.test("a law's mark stands on the diagonal where the law is right", async () => {
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
