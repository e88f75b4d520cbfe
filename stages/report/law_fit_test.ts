import assert from "node:assert/strict";
import type { Cell } from "../results_file.ts";
import {
  cell,
  lower,
  resultsOf,
  sharp,
  worse,
} from "../testing/made_results.ts";
import { answerOf } from "./answer.ts";

function answer(...cells: readonly Cell[]) {
  return answerOf(resultsOf(cells), ["rft", "irft"]);
}

Deno.test("the law's sentence gives its error beside that of imitation", () => {
  const law = (predicted: number, low: number) => ({
    ...lower,
    predicted,
    low,
  });
  const { sentences } = answer(
    cell([0.7, 0.4], { "rft/beta=0.3": law(0.1, 0.2) }),
    cell([0, 0.4], { "rft/beta=0.3": law(0.9, 0.7) }),
    cell([0, 0.2], {
      "rft/beta=0.3": law(0.5, 0.5),
      "irft/rounds=2": {
        ...law(1, 0.4),
        law: { ...sharp, rounds: 2 },
      },
    }),
  );
  // Errors 0.1, 0.2, 0 and 0.6; against the demonstrations 0.2, 0.3, 0.3, 0.2.
  assert.equal(
    sentences[2],
    "In 4 measurements of arms in 3 cells, the law of odds misses the measured low-quality " +
      "rate, a share, by 0.225 on average, against 0.250 if every policy emitted what " +
      "its demonstrations hold, with a correlation of 0.68 between predicted " +
      "and measured rates; by 0.100 after one round and by 0.600 after several.",
  );
});

Deno.test("a policy under several names is one measurement of the law", () => {
  const first = { ...lower, predicted: 0.1, low: 0.2 };
  const one = { "rft/beta=0.3": first };
  const named = { ...one, "rft/rounds=2/negatives=last/round=1": first };
  // The same policy in another cell is another one, as is another rate here.
  const others = cell([0.7, 0.2], one);
  const [single, twice] = [one, named].map((arms) =>
    answer(cell(worse, arms), others).sentences[2]!
  );
  assert.match(single!, /^In 2 measurements of arms in 2 cells/);
  assert.equal(twice, single);
  const { sentences } = answer(
    cell(worse, { ...one, "rft/ppo": { ...first, low: 0.25 } }),
  );
  assert.match(sentences[2]!, /^In 2 measurements of arms in 1 cell/);
});

Deno.test("where no arm has a prediction the law is not tested", () => {
  const { sentences } = answer(cell(worse, { "rft/beta=0.3": lower }));
  assert.match(sentences[2]!, /: the law is not tested\.$/);
});
