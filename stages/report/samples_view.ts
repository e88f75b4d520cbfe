/**
 * What each arm of a cell says to a few prompts.
 *
 * @module
 */

import type { SamplesView } from "../../web/report/view.ts";
import { wholeArms } from "../comparison/compared.ts";
import type { Cell, Result, Results } from "../results_file.ts";
import type { LabelledEvaluation } from "./inputs.ts";
import { type Styles, swatchOf } from "./styles.ts";

/** How many prompts are shown. */
const most = 4;

/** The responses of a cell's arms, by the first seed that each has. */
export function samplesViews(
  { results }: Results,
  cell: Cell,
  evaluations: readonly LabelledEvaluation[],
  styles: Styles,
): SamplesView[] {
  const byDigest = new Map(
    evaluations.map(({ digest, value }) => [digest, value.examples]),
  );
  const seed = cell.seeds[0];
  const arms = wholeArms(cell).map(({ method }) => {
    const found = results.find((one) =>
      one.method === method && one.seed === seed && belongs(one, cell)
    );
    return { method, examples: byDigest.get(found?.source ?? "") ?? [] };
  });
  const prompts = new Map(
    arms.flatMap(({ examples }) =>
      examples.map(({ prompt, reference }) => [prompt, reference] as const)
    ),
  );
  return [...prompts].slice(0, most).map(([prompt, reference]) => ({
    prompt,
    reference,
    rows: arms.flatMap(({ method, examples }) => {
      const said = examples.find((one) => one.prompt === prompt);
      return said === undefined ? [] : [{
        arm: method,
        swatch: swatchOf(styles, method),
        greedy: said.greedy,
        sampled: said.sampled,
      }];
    }),
  }));
}

function belongs({ kind, baseRatio, ratio }: Result, cell: Cell): boolean {
  return kind === cell.kind && baseRatio === cell.baseRatio &&
    (ratio === null || ratio === cell.ratio);
}
