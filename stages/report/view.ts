/**
 * From a report's material to what its page shows.
 *
 * @module
 */

import { trusted } from "../../web/html.ts";
import { signed } from "../../web/report/number.ts";
import type {
  AnswerView,
  FigureView,
  PageView,
} from "../../web/report/view.ts";
import type { Figure } from "../figures/figure.ts";
import { panelSvg, swatchSvg } from "../figures/file.ts";
import { darkStyle } from "../figures/palette.ts";
import type { Cell, Results } from "../results_file.ts";
import { armFinder, evidenceCells, type FindArm } from "./anchors.ts";
import { type Answer, answerOf } from "./answer.ts";
import { factsOf } from "./facts.ts";
import type { Material } from "./inputs.ts";
import { metricTexts } from "./metric_text.ts";
import { byArms, cellText } from "./names.ts";
import { sectionsOf } from "./sections.ts";
import { stylesOf } from "./styles.ts";

/** What a report is told beside its material. */
export interface Wording {
  readonly title: string;
  readonly question: string;
  /** The profile's name, for commands. */
  readonly profile: string;
  /** Names of methods that learn a reward, such as `rft`. */
  readonly learned: readonly string[];
  readonly limits: readonly string[];
  /** What must be known before the answer is read. */
  readonly notices: readonly string[];
}

/** Computes the page and its figures. */
export async function viewOf(
  material: Material,
  wording: Wording,
): Promise<{ view: PageView; figures: readonly Figure[] }> {
  const { results } = material;
  const styles = stylesOf(results.cells);
  const evidence = evidenceCells(results.results);
  const find = armFinder(evidence);
  const answer = answerOf(results, wording.learned);
  const figures: Figure[] = [];
  const sections = await sectionsOf({
    material,
    wording,
    styles,
    evidence,
    find,
    chief: answer.chief,
    figure: (figure) => {
      figures.push(figure);
      return { kind: "figure", figure: figureView(figure) };
    },
  });
  const view: PageView = {
    title: wording.title,
    question: wording.question,
    answer: answerView(results, answer, wording.notices, find),
    facts: factsOf(material),
    sections,
    figureStyle: darkStyle("svg"),
  };
  return { view, figures };
}

/** What the answer's words mean, for whoever does not know the experiment. */
function wordsOf(cell: Cell, arm: string): string {
  return `The base is the policy before it sees demonstrations. Its base ` +
    `ratio is the share of low quality in the data that it was trained on; ` +
    `the ratio is that share in the demonstrations. One kind of low quality ` +
    `at one base ratio and one ratio is a cell, such as \u201c${
      cellText(cell)
    }\u201d. An arm is a method with its ` +
    `settings, such as ${arm}. Beta (\u03b2) weighs staying near the base, or ` +
    `near the policy of the round before, against following the reward: the ` +
    `smaller it is, the further a policy goes. The law of odds predicts from ` +
    `\u03b2, the base and the demonstrations how often an arm\u2019s responses ` +
    `are of low quality.`;
}

/** The numbers beside the answer are those of the cell with most arms. */
function answerView(
  { cells, gold, imitation }: Results,
  { headline, sentences, controls, caution, chief }: Answer,
  notices: readonly string[],
  find: FindArm,
): AnswerView {
  const [cell] = byArms(
    cells.filter(({ arms }) =>
      chief.some((name) => arms.some(({ method }) => method === name))
    ),
  );
  const numbers = [imitation, ...chief].flatMap((name) => {
    const arm = cell?.arms.find(({ method }) => method === name);
    const value = arm?.metrics[gold];
    if (cell === undefined || arm === undefined || value === undefined) {
      return [];
    }
    const against = arm.difference.imitation;
    return [{
      label: name,
      value: metricTexts[gold].write(value.mean),
      detail: against === null
        ? metricTexts[gold].phrase
        : `${signed(against.mean, 3)} against ${imitation}${
          against.interval === null
            ? ", no interval"
            : `, ${signed(against.interval.low, 3)} to ${
              signed(against.interval.high, 3)
            }`
        }`,
      target: find(cell, name),
    }];
  });
  return {
    notices,
    headline,
    words: cell === undefined ? "" : wordsOf(cell, chief[0] ?? imitation),
    sentences,
    controls,
    caution,
    about: cell === undefined
      ? ""
      : `The ${metricTexts[gold].phrase} in the cell with most arms: ${
        cellText(cell)
      }. Differences with 95\u202f% intervals over seeds.`,
    numbers,
  };
}

const sizes = ["large", "large", "large", "medium"] as const;

/** The small figures are those of many panels. */
function figureView(figure: Figure): FigureView {
  const { name, title, caption, panels, legend, data, columns } = figure;
  return {
    id: name,
    title,
    caption,
    file: `figures/${name}.svg`,
    size: sizes[columns] ?? "small",
    panels: panels.map((panel) => trusted(panelSvg(panel))),
    legend: legend.map(({ label, style, mark }) => ({
      label,
      swatch: trusted(swatchSvg({ style, mark })),
    })),
    table: data,
  };
}
