import assert from "node:assert/strict";
import { armStyle } from "./palette.ts";
import { phaseFigure } from "./phase.ts";
import { points } from "./testing/paths.ts";

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
