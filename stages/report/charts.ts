/**
 * The figures of the gold metric, from the results: differences from imitation
 * by arm, and the metric over the demonstration ratios.
 *
 * @module
 */

import { short } from "../../web/report/number.ts";
import { comparedArms } from "../comparison/compared.ts";
import { differencesFigure } from "../figures/differences.ts";
import type { Figure } from "../figures/figure.ts";
import { overRatios } from "../figures/over_ratios.ts";
import type { RatioSeries } from "../figures/series.ts";
import type { Cell, Results } from "../results_file.ts";
import { intervalOf } from "./law_chart.ts";
import { metricTexts } from "./metric_text.ts";
import { byArms, cellText, seesNone } from "./names.ts";
import { styleOf, type Styles } from "./styles.ts";
import { candidatesOf } from "./winners.ts";

/** How many cells have their differences drawn: those of most arms. */
const mostPanels = 2;

/** The arms of the richest cells against imitation; none without arms. */
export async function differencesChart(
  { cells, gold, imitation }: Results,
  styles: Styles,
): Promise<Figure | undefined> {
  const panels = byArms(cells).flatMap((cell) => {
    const arms = comparedArms(cell).flatMap(({ method, difference }) => {
      const against = difference.imitation;
      return against === null ? [] : [{
        arm: method,
        color: styleOf(styles, method).color,
        mean: against.mean,
        interval: intervalOf(against),
        verdict: against.interval === null ? undefined : against.verdict,
      }];
    });
    return arms.length === 0 ? [] : [{ title: cellText(cell), arms }];
  }).slice(0, mostPanels);
  if (panels.length === 0) return undefined;
  return await differencesFigure({
    title: `Every arm against ${imitation}`,
    caption: `Difference of the ${metricTexts[gold].phrase} from that of ` +
      `${imitation} in the cells with most arms, with 95\u202f% intervals ` +
      `paired by seed. Left of the line is lower. An interval that ` +
      `crosses the line distinguishes nothing.`,
    metric: `difference in ${metricTexts[gold].phrase}`,
  }, panels);
}

/** The gold metric of the arms that every cell has, a panel a base ratio. */
export async function ratiosChart(
  { cells, gold, imitation }: Results,
  styles: Styles,
): Promise<Figure | undefined> {
  const kind = kindOfMost(cells);
  const own = cells.filter((cell) => cell.kind === kind);
  if (own.length < 2) return undefined;
  const arms = new Set([imitation, ...candidatesOf(own)]);
  const bases = [...new Set(own.map(({ baseRatio }) => baseRatio))];
  const charts = bases.flatMap((baseRatio) => {
    const row = own.filter((cell) => cell.baseRatio === baseRatio);
    const series = seriesOf(row, gold, arms, styles);
    return series.length === 0 ? [] : [{
      title: `Base ratio ${short(baseRatio)}`,
      metric: metricTexts[gold].axis,
      series,
    }];
  });
  if (charts.length === 0) return undefined;
  return await overRatios({
    name: "gold-metric",
    title: `The ${metricTexts[gold].phrase} as demonstrations get worse`,
    caption: `${metricTexts[gold].hint} Low quality of the kind ${kind}; a ` +
      `panel for each share of it in the base\u2019s own data. Means, with ` +
      `95\u202f% intervals where there are three seeds or more.`,
    charts,
    digits: 4,
  });
}

/** The kind of low quality with most cells. */
function kindOfMost(cells: readonly Cell[]): string | undefined {
  const numbers = new Map<string, number>();
  for (const { kind } of cells) numbers.set(kind, (numbers.get(kind) ?? 0) + 1);
  return [...numbers].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

function seriesOf(
  row: readonly Cell[],
  gold: Results["gold"],
  shown: ReadonlySet<string>,
  styles: Styles,
): RatioSeries[] {
  const methods = [
    ...new Set(row.flatMap(({ arms }) => arms.map(({ method }) => method))),
  ].filter((method) => shown.has(method) || seesNone({ method }));
  return methods.flatMap((method): RatioSeries[] => {
    const points = row.flatMap(({ ratio, arms }) => {
      const found = arms.find((arm) => arm.method === method)?.metrics[gold];
      return found === undefined ? [] : [{
        ratio,
        mean: found.mean,
        interval: intervalOf(found, 0),
        values: [],
      }];
    });
    const level = seesNone({ method });
    return points.length === 0 ? [] : [{
      method,
      style: styleOf(styles, method),
      level,
      points: level ? points.slice(0, 1) : points,
    }];
  });
}
