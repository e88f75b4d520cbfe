/**
 * What the report's reader can do: check a number, run all of it again, change
 * one thing, bring an own method or own data.
 *
 * @module
 */

import type { GuideStep } from "../../web/report/view.ts";
import { wholeArms } from "../comparison/compared.ts";
import { digits } from "./anchors.ts";
import type { Material } from "./inputs.ts";
import { byArms, seesNone } from "./names.ts";

/** Stands for the reader's own file. */
const file = " --data FILE";

/** What to type to check a number or to change something. */
export function guideOf(
  material: Material,
  profile: string,
): GuideStep[] {
  const { results, evaluations, curves } = material;
  const { imitation, cells } = results;
  const kind = cells[0]?.kind;
  const ofFile = results.gold === "perplexity";
  // The command line's own default needs no words; texts of one's own do.
  const here = profile === "default"
    ? ""
    : ` --profile ${profile}${ofFile ? file : ""}`;
  const evaluation = evaluations[0];
  const training =
    curves.find(({ label }) => label.startsWith(`${imitation}/${kind}/`)) ??
      curves.find(({ label }) => label.startsWith(`${imitation}/`)) ??
      curves[0] ?? evaluation;
  const name = quoted(training?.label ?? imitation);
  return [
    {
      title: "Ask where a number came from",
      text: "Every arm leads to its evaluations below, and each of them has " +
        "the command that traces it back through every stage to the raw " +
        "data. A cell of the table can be asked for by what it is, too; " +
        "without the seed, its mean.",
      commands: [
        `deno task lineage ${
          evaluation?.digest.slice(0, digits) ?? "<digest>"
        }`,
        ...cellCommands(material, here),
      ],
    },
    {
      title: "Make all of it again",
      text: "What is cached is not run. " +
        (ofFile
          ? "No lock says which bytes must come out of a file of your own; the " +
            "audit checks every object and record. What was set by --set has " +
            "to be set again."
          : "The lock says which bytes must come out, and the command says " +
            "whether they did."),
      commands: [`deno task reproduce${here}`, "deno task audit"],
    },
    {
      title: "Rerun one stage",
      text: "Runs this stage though it is cached, and says whether its " +
        "outputs are identical. Patterns such as 'sft/*' work too.",
      commands: [`deno task stage ${name} --force${here}`],
    },
    {
      title: "Change one setting",
      text:
        "Overrides a setting of the profile, or a parameter of the stages " +
        "that a pattern names ('sft/*:steps=600'). An arm's own name goes " +
        "before the settings: rft/beta=0.3 stays at 0.3. Only what depends on " +
        "it runs; the plan says what that is. The lock is left alone.",
      commands: [
        `deno task plan --set seeds='[1,2,3,4,5]'${here}`,
        `deno task reproduce --set settings.rft.policy.steps=120${here}`,
        `deno task explain ${name} --set settings.sft.steps=600${here}`,
      ],
    },
    {
      title: "Add a method",
      text: "A method is one file in stages/methods and one line in the list " +
        "of methods; docs/own-method.md adds one step by step. Its arms then " +
        "stand in the tables and figures of the cells that they run in.",
      commands: [`deno task plan${here}`],
    },
    {
      title: "Bring your own demonstrations",
      text: "A Parquet or JSONL file with the columns prompt and response " +
        "goes through cleaning, injection and the methods. Without a gold " +
        "metric arms are judged by the perplexity of held-out references.",
      commands: [`deno task reproduce${file}`],
    },
  ];
}

/** The command that asks for the cell of the table that has most arms. */
function cellCommands({ results }: Material, here: string): string[] {
  const [cell] = byArms(results.cells);
  if (cell === undefined) return [];
  const arm = wholeArms(cell).findLast((one) => !seesNone(one));
  if (arm === undefined) return [];
  const words = [
    `method=${arm.method}`,
    ...(new Set(results.cells.map(({ kind }) => kind)).size > 1
      ? [`kind=${cell.kind}`]
      : []),
    `baseRatio=${cell.baseRatio}`,
    `ratio=${cell.ratio}`,
  ];
  const typed = words.map((word) =>
    /^[\w./=-]+$/.test(word) ? word : quoted(word)
  );
  return [`deno task lineage results ${typed.join(" ")}${here}`];
}

/** A text as one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
