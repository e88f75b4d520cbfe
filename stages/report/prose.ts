/**
 * What the report says about its own limits, and what its reader can do.
 *
 * @module
 */

import {
  count,
  grouped,
  list,
  percent,
  short,
} from "../../web/report/number.ts";
import type { Fact, GuideStep } from "../../web/report/view.ts";
import { digits } from "./anchors.ts";
import type { Grid } from "./cells.ts";
import type { Material } from "./inputs.ts";
import { mentioned } from "./summaries.ts";

/** What the experiment consists of. */
export function factsOf(grid: Grid, { evaluations }: Material): Fact[] {
  const seeds = seedsOf(grid);
  const prompts = unique(evaluations.map(({ value }) => value.prompts));
  const bases = unique(evaluations.map(({ value }) => value.baseRatio));
  return [
    { name: "Methods", value: grouped(grid.methods.length) },
    { name: "Ratios", value: grid.ratios.map(short).join(", ") || "\u2013" },
    { name: "Seeds", value: grouped(seeds.length) },
    ...(prompts.length === 0 ? [] : [{
      name: "Held-out words",
      value: prompts.map(grouped).join(", "),
    }]),
    ...(bases.length === 0 ? [] : [{
      name: "Low quality in the base\u2019s data",
      value: bases.map(percent).join(", "),
    }]),
  ];
}

/** What the experiment cannot show, beginning with what follows from it. */
export function limitsOf(
  grid: Grid,
  { evaluations, summaries }: Material,
  general: readonly string[],
): string[] {
  const seeds = seedsOf(grid).length;
  const kinds = mentioned(summaries, "kind");
  const bases = unique(evaluations.map(({ value }) => value.baseRatio));
  return [
    seeds < 3
      ? `${
        count(seeds, "seed")
      }: how much the numbers vary between seeds is not known.`
      : `${count(seeds, "seed")}: the intervals are over seeds alone, not ` +
        `over words, sizes or tasks.`,
    ...(grid.ratios.length < 2
      ? ["One ratio: nothing is shown of how the methods depend on it."]
      : []),
    ...(kinds.length === 0 ? [] : [
      `Only this kind of low quality was injected: ${list(kinds)}. Other ` +
      `kinds may be harder to tell from good demonstrations.`,
    ]),
    ...(bases.length !== 1 ? [] : [
      `One base policy, whose own training data were ${
        percent(bases[0] as number)
      } of low quality. Whether learning a reward helps depends on how the ` +
      `base compares with the demonstrations; other bases may turn the ` +
      `answer round.`,
    ]),
    "The low-quality rate counts what a detector recognises. It can miss " +
    "faults, and it can count a right but unusual output.",
    ...general,
  ];
}

/** What to type to check a number or to change something. */
export function guideOf(
  { evaluations, curves }: Material,
  imitation: string,
  profile: string,
): GuideStep[] {
  // The command line's own default needs no words.
  const here = profile === "default" ? "" : ` --profile ${profile}`;
  const evaluation = evaluations[0];
  const training = curves.find(({ label }) => label.startsWith(imitation)) ??
    curves[0] ?? evaluation;
  const name = quoted(training?.label ?? imitation);
  return [
    {
      title: "Ask where a number came from",
      text: "Every number leads to its evaluation below, and each evaluation " +
        "names its digest. From there the lineage goes back through every " +
        "stage to the raw data.",
      commands: [
        `deno task lineage ${
          evaluation?.digest.slice(0, digits) ?? "<digest>"
        }`,
      ],
    },
    {
      title: "Make all of it again",
      text: "What is cached is not run. The lock says which bytes must come " +
        "out, and the command says whether they did.",
      commands: [`deno task reproduce${here}`, `deno task audit${here}`],
    },
    {
      title: "Rerun one stage",
      text: "Runs this stage though it is cached, and says whether its " +
        "outputs are identical. Patterns such as 'sft/*' work too.",
      commands: [`deno task stage ${name} --force${here}`],
    },
    {
      title: "Change one thing",
      text: "Change a parameter in the recipe or a line of a loss, and look " +
        "at the plan: it lists the stages that depend on the change, each " +
        "with the reason, and everything else stays cached.",
      commands: [
        `deno task plan${here}`,
        `deno task explain ${name}${here}`,
        `deno task reproduce${here}`,
      ],
    },
  ];
}

/** A text as one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function seedsOf(grid: Grid): number[] {
  return unique(
    grid.methods.flatMap(({ cells }) =>
      cells.flatMap(({ results }) => results.map(({ seed }) => seed))
    ),
  );
}

function unique(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
