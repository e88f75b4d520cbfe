/**
 * The sections of the page, in the order in which a sceptic asks.
 *
 * @module
 */

import type { Part, SectionView } from "../../web/report/view.ts";
import type { Figure } from "../figures/figure.ts";
import { type CellEvidence, type FindArm, resultsFinder } from "./anchors.ts";
import { armsView, columnNotes } from "./arm_tables.ts";
import { calibrationTable, calibrationText } from "./calibration_view.ts";
import { differencesChart, ratiosChart } from "./charts.ts";
import { evidenceViews } from "./evidence.ts";
import { limitsOf } from "./facts.ts";
import { guideOf } from "./guide.ts";
import { healthChart, warningTable, warningText } from "./health.ts";
import type { Material } from "./inputs.ts";
import { lawChart, roundsChart } from "./law_chart.ts";
import { byArms, cellText } from "./names.ts";
import { phaseChart } from "./phase_chart.ts";
import { samplesViews } from "./samples_view.ts";
import type { Styles } from "./styles.ts";
import { summaryViews } from "./summaries.ts";
import type { Wording } from "./view.ts";

/** What the sections are made from. */
export interface Making {
  readonly material: Material;
  readonly wording: Wording;
  readonly styles: Styles;
  readonly evidence: readonly CellEvidence[];
  readonly find: FindArm;
  /** The arms that the answer speaks of. */
  readonly chief: readonly string[];
  /** Takes a figure into the report, and shows it. */
  readonly figure: (figure: Figure) => Part;
}

/** How many cells have their tables unfolded. */
const unfolded = 2;

/** The sections that there is material for. */
export async function sectionsOf(making: Making): Promise<SectionView[]> {
  const { material, wording, evidence } = making;
  const { results, summaries } = material;
  const sections: SectionView[] = [
    {
      id: "law-of-odds",
      title: "The law of odds, tested",
      short: "The law",
      parts: await figures(making, [lawChart]),
    },
    {
      id: "where",
      title: "Where which method wins",
      short: "Which method where",
      parts: await figures(making, [
        (_, styles) => phaseChart(results, making.chief, styles),
        (_, styles) => ratiosChart(results, styles),
      ]),
    },
    {
      id: "round-by-round",
      title: "Round by round",
      short: "Rounds",
      parts: await figures(making, [roundsChart]),
    },
    {
      id: "results",
      title: "Every arm",
      short: "Every arm",
      parts: [
        ...await figures(making, [
          (_, styles) => differencesChart(results, styles),
        ]),
        ...armParts(making),
      ],
    },
    {
      id: "calibration",
      title: "Does the reward know good from bad?",
      short: "The reward",
      parts: calibrationParts(material),
    },
    {
      id: "samples",
      title: "What policies say",
      short: "Samples",
      parts: sampleParts(making),
    },
    {
      id: "health",
      title: "Did the trainings go well?",
      short: "Training health",
      parts: await healthParts(making),
    },
    {
      id: "data",
      title: "Data",
      short: "Data",
      parts: summaryViews(summaries).map((summary) => ({
        kind: "summary",
        summary,
      })),
    },
    {
      id: "limits",
      title: "What was not tested",
      short: "Not tested",
      parts: [{ kind: "list", items: limitsOf(material, wording.limits) }],
    },
    {
      id: "guide",
      title: "Check it, change it",
      short: "Check it, change it",
      parts: guideOf(material, wording.profile).map((
        step,
      ) => ({ kind: "step", step })),
    },
    {
      id: "evidence",
      title: "Where each number came from",
      short: "Evidence",
      parts: [
        {
          kind: "text",
          text:
            "What is said of arms is computed from these evaluations. Each " +
            "is known by the SHA-256 of its content; the command shows what " +
            "made it. The file results.json beside this page has " +
            "every number with all its digits.",
        },
        {
          kind: "explorer",
          text: "The same by looking: what made each, from what, with which " +
            "parameters and code.",
        },
        ...evidenceViews(evidence).map((one): Part => ({
          kind: "evidence",
          evidence: one,
        })),
      ],
    },
  ];
  return sections.filter(({ parts }) => parts.length > 0);
}

type Draw = (
  cells: Material["results"]["cells"],
  styles: Styles,
) => Promise<Figure | undefined> | Figure | undefined;

/** Those of the figures that there is material for. */
async function figures(
  { material, styles, figure }: Making,
  draw: readonly Draw[],
): Promise<Part[]> {
  const parts: Part[] = [];
  for (const one of draw) {
    const drawn = await one(material.results.cells, styles);
    if (drawn !== undefined) parts.push(figure(drawn));
  }
  return parts;
}

/** The tables of the cells with most arms, and of the others folded. */
function armParts(
  { material: { results }, styles, find, evidence }: Making,
): Part[] {
  const cells = byArms(results.cells);
  const evaluations = resultsFinder(evidence);
  if (cells.length === 0) return [];
  const part = (cell: typeof cells[number]): Part => ({
    kind: "arms",
    arms: armsView(results, cell, styles, find, evaluations),
  });
  const notes: Part = { kind: "notes", items: columnNotes(results) };
  const others = cells.slice(unfolded);
  return [
    {
      kind: "explorer",
      text:
        "An arm leads to its evaluations below, a seed to that evaluation " +
        "in the explorer, which deno task reproduce puts beside this page.",
    },
    ...cells.slice(0, unfolded).map(part),
    { kind: "folded", title: "What the columns are", parts: [notes] },
    ...(others.length === 0 ? [] : [{
      kind: "folded" as const,
      title: `The other ${
        others.length === 1 ? "cell" : `${others.length} cells`
      }`,
      parts: others.map(part),
    }]),
  ];
}

function calibrationParts({ calibrations }: Material): Part[] {
  if (calibrations.length === 0) return [];
  return [
    { kind: "text", text: calibrationText(calibrations) },
    {
      kind: "text",
      text: "Accuracy: the share of held-out pairs of a clean and a " +
        "low-quality response to one prompt whose clean one scores higher. " +
        "AUC: the probability that a clean demonstration scores higher than " +
        "an injected one. One half is chance. The base scores by its " +
        "log-probability, a token or summed over the response.",
    },
    {
      kind: "table",
      title: "Rewards beside the base\u2019s likelihood",
      table: calibrationTable(calibrations),
    },
  ];
}

function sampleParts({ material, styles }: Making): Part[] {
  const { results, evaluations } = material;
  const [cell] = byArms(results.cells);
  if (cell === undefined) return [];
  const [first, ...others] = samplesViews(results, cell, evaluations, styles)
    .map((samples): Part => ({ kind: "samples", samples }));
  if (first === undefined) return [];
  return [
    {
      kind: "text",
      text:
        `The first of the held-out prompts, in the cell ${
          cellText(cell)
        }, seed ${cell.seeds[0]}. They were not chosen. Marked responses are ` +
        `the reference's own.`,
    },
    first,
    ...(others.length === 0
      ? []
      : [{ kind: "folded" as const, title: "More prompts", parts: others }]),
  ];
}

async function healthParts(
  { material: { curves, results }, figure }: Making,
): Promise<Part[]> {
  if (curves.length === 0) return [];
  const [cell] = byArms(results.cells);
  const table = warningTable(curves);
  const chart = await healthChart(curves, cell);
  return [
    { kind: "text", text: warningText(curves) },
    ...(table.rows.length === 0 ? [] : [{
      kind: "folded" as const,
      title: `All warnings (${table.rows.length})`,
      parts: [{ kind: "table" as const, title: "Warnings", table }],
    }]),
    ...(chart === undefined ? [] : [{
      kind: "folded" as const,
      title: "Training curves",
      parts: [figure(chart)],
    }]),
  ];
}
