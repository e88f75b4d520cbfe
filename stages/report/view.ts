/**
 * From a report's material to what its page shows.
 *
 * @module
 */

import { trusted } from "../../web/report/html.ts";
import { short, signed } from "../../web/report/number.ts";
import type {
  AnswerView,
  FigureView,
  PageView,
} from "../../web/report/view.ts";
import type { Figure } from "../figures/figure.ts";
import { panelSvg, swatchSvg } from "../figures/file.ts";
import { darkStyle } from "../figures/palette.ts";
import { cellAnchor } from "./anchors.ts";
import { answerOf, type Question } from "./answer.ts";
import { cellEstimate, type Grid, gridOf } from "./cells.ts";
import { chartsOf } from "./charts.ts";
import { evidenceOf } from "./evidence.ts";
import type { Material } from "./inputs.ts";
import { metricTexts } from "./metric_text.ts";
import { factsOf, guideOf, limitsOf } from "./prose.ts";
import { stylesOf } from "./styles.ts";
import { summaryViews } from "./summaries.ts";
import { resultsView } from "./tables.ts";

/** What a report is told beside its material. */
export interface Wording extends Question {
  readonly title: string;
  readonly question: string;
  /** The profile's name, for commands. */
  readonly profile: string;
  readonly withoutDemonstrations: readonly string[];
  readonly limits: readonly string[];
  /** What must be known before the answer is read. */
  readonly notices: readonly string[];
}

/** Computes the page and its figures. */
export async function viewOf(
  material: Material,
  wording: Wording,
): Promise<{ view: PageView; figures: readonly Figure[] }> {
  const grid = gridOf(material.results.results, wording.withoutDemonstrations);
  const styles = stylesOf(grid);
  const figures = await chartsOf(grid, material, styles);
  const view: PageView = {
    title: wording.title,
    question: wording.question,
    answer: answerView(grid, wording, wording.notices),
    facts: factsOf(grid, material),
    results: resultsView(grid, styles),
    figures: figures.map(figureView),
    data: summaryViews(material.summaries),
    limits: limitsOf(grid, material, wording.limits),
    guide: guideOf(material, wording.imitation, wording.profile),
    evidence: evidenceOf(grid, material.evaluations, styles),
    figureStyle: darkStyle("svg"),
  };
  return { view, figures };
}

function answerView(
  grid: Grid,
  question: Question,
  notices: readonly string[],
): AnswerView {
  const { headline, sentences, caution, cells } = answerOf(grid, question);
  const imitation = cells[0]?.cell.method ?? "";
  return {
    notices,
    headline,
    sentences,
    caution,
    numbers: cells.map(({ cell, difference }) => ({
      label: cell.method,
      value: metricTexts.per_greedy.write(
        cellEstimate(cell, "per_greedy").mean,
      ),
      detail: difference === undefined
        ? `greedy PER at ratio ${short(cell.ratio)}`
        : `${signed(difference.mean, 3)} against ${imitation}`,
      target: cellAnchor(grid, cell),
    })),
  };
}

/** The small figures are those of many panels. */
function figureView(figure: Figure): FigureView {
  const { name, title, caption, panels, legend, data, columns } = figure;
  return {
    id: name,
    title,
    caption,
    file: `figures/${name}.svg`,
    size: columns > 2 ? "small" : "large",
    folded: name === "gradient-norms",
    panels: panels.map((panel) => trusted(panelSvg(panel))),
    legend: legend.map(({ label, style, mark }) => ({
      label,
      swatch: trusted(swatchSvg({ style, mark })),
    })),
    table: data,
  };
}
