/**
 * What the experiment consists of, and what it does not show: counted from
 * the results.
 *
 * @module
 */

import { grouped, list, short } from "../../web/report/number.ts";
import type { Fact } from "../../web/report/view.ts";
import { wholeArms } from "../comparison/compared.ts";
import { lowQualityKinds } from "../metrics/low_quality.ts";
import type { Results } from "../results_file.ts";
import type { Material } from "./inputs.ts";
import { cellsOf } from "../law/regimes.ts";
import { seedsText } from "./names.ts";

/** What the experiment consists of, a few words each. */
export function factsOf({ results, evaluations }: Material): Fact[] {
  const all = results.results;
  const prompts = ascending(evaluations.map(({ value }) => value.prompts));
  const counted = (values: readonly (string | number | null)[]) =>
    grouped(new Set(values).size);
  return [
    {
      name: "Arms",
      value: counted(
        results.cells.flatMap((cell) =>
          wholeArms(cell).map(({ method }) => method)
        ),
      ),
    },
    { name: "Cells", value: grouped(results.cells.length) },
    { name: "Seeds", value: counted(all.map(({ seed }) => seed)) },
    { name: "Evaluations", value: grouped(all.length) },
    { name: "Kinds of low quality", value: list(kindsOf(results)) || "\u2013" },
    {
      name: "Base ratios",
      value: ratios(all.map(({ baseRatio }) => baseRatio)),
    },
    {
      name: "Demonstration ratios",
      value: ratios(
        all.flatMap(({ ratio }) => ratio === null ? [] : [ratio]),
      ),
    },
    ...(prompts.length === 0 ? [] : [{
      name: "Held-out prompts",
      value: prompts.map(grouped).join(", "),
    }]),
  ];
}

/** What was not tested, beginning with what follows from the results. */
export function limitsOf(
  { results }: Material,
  general: readonly string[],
): string[] {
  const { cells } = results;
  const kinds = kindsOf(results);
  const missing = lowQualityKinds.filter((kind) => !kinds.includes(kind));
  const numbers = cells.map(({ seeds }) => seeds.length);
  return [
    Math.min(...numbers, Infinity) < 3
      ? `${seedsText(numbers)} a cell: with fewer than three, how much the ` +
        `numbers vary between seeds is not known.`
      : `${seedsText(numbers)} a cell: intervals are over seeds alone, not ` +
        `over tasks, sizes of policies or amounts of data.`,
    `Intervals are 95\u202f% each. They are not corrected for their number, ` +
    `which the answer states instead.`,
    ...(cellsOf(cells, "worse").length === 0
      ? ["No base emits more low quality than its demonstrations."]
      : []),
    ...(cellsOf(cells, "cleaner").length === 0
      ? ["No base emits less low quality than its demonstrations."]
      : []),
    `Kinds of low quality that were injected: ${list(kinds) || "none"}.${
      missing.length === 0 ? "" : ` Not tested: ${list(missing)}.`
    }`,
    ...unevenArms(results),
    "The low-quality rate counts what a detector recognises. It can miss " +
    "faults, and it can count a right but unusual output. The law is tested " +
    "on that rate.",
    ...taskLimits[results.gold],
    "Arms of a cell see the same demonstrations and take different amounts of " +
    "compute, which the tables state.",
    ...general,
  ];
}

/** What the task and its metric leave open. */
const taskLimits: Readonly<Record<Results["gold"], readonly string[]>> = {
  per_greedy: [
    "One task, spelling to pronunciation, and policies of one size, trained " +
    "from scratch. Nothing here was shown for dialogue or for large models.",
    "Settings were chosen on validation words at a seed of their own; " +
    "stages/settings.ts says how, and of how many.",
  ],
  perplexity: [
    "Policies of one size, trained from scratch on one file of texts. Nothing " +
    "here was shown for large models.",
    "Perplexity asks how likely held-out references are, which is what " +
    "imitation is trained for; an arm that says fewer things, and good ones, " +
    "can have a higher one.",
    "Settings are the profile's. They were not chosen on these texts.",
  ],
};

/** Arms that stand in some cells only were not tested in the others. */
function unevenArms({ cells }: Results): string[] {
  const numbers = new Map<string, number>();
  for (const cell of cells) {
    for (const { method } of wholeArms(cell)) {
      numbers.set(method, (numbers.get(method) ?? 0) + 1);
    }
  }
  const partly = [...numbers].filter(([, n]) => n < cells.length);
  return partly.length === 0 ? [] : [
    `Of ${numbers.size} arms ${partly.length} were not run in every cell: ` +
    `what they do elsewhere is not known.`,
  ];
}

function kindsOf({ results }: Results): string[] {
  return [...new Set(results.map(({ kind }) => kind))].sort();
}

function ratios(values: readonly number[]): string {
  return ascending(values).map(short).join(", ") || "\u2013";
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
