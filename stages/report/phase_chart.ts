/**
 * The phase diagram, from the results.
 *
 * @module
 */

import { short, signed } from "../../web/report/number.ts";
import { comparedArms } from "../comparison/compared.ts";
import type { Figure, LegendEntry } from "../figures/figure.ts";
import { higher, lower, type Style } from "../figures/palette.ts";
import {
  type PhaseDiagram,
  type PhaseField,
  phaseFigure,
} from "../figures/phase.ts";
import type { Cell, Results } from "../results_file.ts";
import { metricTexts } from "./metric_text.ts";
import { styleOf, type Styles } from "./styles.ts";
import { candidatesOf, type Winner, winnerOf } from "./winners.ts";

/** What an arm's field says where it is distinguished from imitation. */
const verdictStyles: Readonly<Record<"better" | "worse", Style>> = {
  better: { color: lower, shape: "circle", dash: [] },
  worse: { color: higher, shape: "circle", dash: [] },
};

/**
 * A diagram of the winners and one of each chief arm, for every kind of low
 * quality that has several cells; none where no kind has.
 */
export function phaseChart(
  { cells, gold, imitation }: Results,
  chief: readonly string[],
  styles: Styles,
): Figure | undefined {
  const diagrams: PhaseDiagram[] = [];
  const rows: string[][] = [];
  // By colour, which arms of one method share.
  const won = new Map<string, Set<string>>();
  let most = 0;
  for (const kind of new Set(cells.map((cell) => cell.kind))) {
    const own = cells.filter((cell) => cell.kind === kind);
    const candidates = candidatesOf(own);
    if (own.length < 2 || candidates.length === 0) continue;
    most = Math.max(most, candidates.length);
    const fields = own.map((cell) => {
      const winner = winnerOf(cell, candidates) as Winner;
      const name = nameOf(winner, imitation);
      const color = winner.kind === "open"
        ? undefined
        : styleOf(styles, name).color;
      if (color !== undefined) {
        won.set(color, (won.get(color) ?? new Set()).add(name));
      }
      rows.push(rowOf(cell, winner, imitation));
      return {
        ...fieldOf(cell, winnerLines(winner, imitation), color),
        quiet: winner.kind === "open" ? 2 : 0,
      };
    });
    diagrams.push({ title: `The winner (${kind})`, fields });
    for (const arm of chief) {
      const compared = own.flatMap((cell) => armField(cell, arm));
      if (compared.length < 2) continue;
      diagrams.push({
        title: `${arm} against ${imitation} (${kind})`,
        fields: compared,
      });
    }
  }
  if (diagrams.length === 0) return undefined;
  const metric = metricTexts[gold].phrase;
  return phaseFigure(
    {
      name: "phase",
      title: "Which method wins where?",
      caption:
        `A field is a cell of the sweep. An arm wins where its ${metric} ` +
        `is distinguished from that of ${imitation} as lower (95\u202f% ` +
        `interval over seeds) and is the lowest of those; ${imitation} wins ` +
        `where all others are distinguished as higher; else nothing is ` +
        `distinguished, and the lowest difference stands there. ${
          most === 1 ? "The one arm" : `The ${most} arms`
        } that every cell of a kind has take part; the more there are, the likelier ` +
        `one is distinguished by chance. On the dotted line the ` +
        `base\u2019s data and the demonstrations hold the same share: above ` +
        `it the base is worse. Numbers are differences from ${imitation}, ` +
        `with their intervals where an arm stands alone; below zero is lower.`,
      data: {
        columns: [
          "kind",
          "base ratio",
          "ratio",
          "winner",
          "difference",
          "95\u202f% interval",
        ],
        rows,
      },
    },
    diagrams,
    legendOf(won, chief.length > 0, imitation),
  );
}

function nameOf(winner: Winner, imitation: string): string {
  return winner.kind === "imitation" ? imitation : winner.arm.method;
}

function winnerLines(winner: Winner, imitation: string): string[] {
  switch (winner.kind) {
    case "arm":
      return [...twoLines(winner.arm.method), signed(winner.difference, 3)];
    case "imitation":
      return [imitation, `others ${signed(winner.nearest, 3)}`, "or more"];
    case "open":
      return [
        "not",
        "distinguished",
        winner.arm.method,
        signed(winner.difference, 3),
      ];
  }
}

/** `rft` and `beta=0.3`: a field is narrow. */
function twoLines(arm: string): string[] {
  const [family, ...settings] = arm.split("/");
  return settings.length === 0
    ? [family as string]
    : [family as string, settings.join("/")];
}

function armField(cell: Cell, arm: string): PhaseField[] {
  const found = comparedArms(cell).find(({ method }) => method === arm);
  const difference = found?.difference.imitation;
  if (!difference) return [];
  const { verdict, mean, interval } = difference;
  const color = verdict === "not distinguished"
    ? undefined
    : verdictStyles[verdict].color;
  return [fieldOf(
    cell,
    [
      signed(mean, 3),
      ...(interval === null
        ? ["no interval"]
        : [signed(interval.low, 3), `to ${signed(interval.high, 3)}`]),
    ],
    color,
  )];
}

function fieldOf(
  { baseRatio, ratio }: Cell,
  lines: readonly string[],
  color: string | undefined,
): PhaseField {
  return { baseRatio, ratio, lines, color };
}

function rowOf(cell: Cell, winner: Winner, imitation: string): string[] {
  const interval = winner.kind === "imitation"
    ? null
    : winner.arm.difference.imitation?.interval ?? null;
  return [
    cell.kind,
    short(cell.baseRatio),
    short(cell.ratio),
    winner.kind === "open"
      ? `not distinguished (lowest: ${winner.arm.method})`
      : nameOf(winner, imitation),
    winner.kind === "imitation"
      ? `others ${signed(winner.nearest, 4)} or more`
      : signed(winner.difference, 4),
    interval === null
      ? "\u2013"
      : `${signed(interval.low, 4)} to ${signed(interval.high, 4)}`,
  ];
}

function legendOf(
  won: ReadonlyMap<string, ReadonlySet<string>>,
  chief: boolean,
  imitation: string,
): LegendEntry[] {
  const fill = (label: string, color: string): LegendEntry => ({
    label,
    style: { color, shape: "circle", dash: [] },
    mark: "fill",
  });
  return [
    ...[...won].map(([color, arms]) =>
      fill(`${[...arms].join(" or ")} wins`, color)
    ),
    ...(chief
      ? [
        fill(`lower than ${imitation}`, verdictStyles.better.color),
        fill(`higher than ${imitation}`, verdictStyles.worse.color),
      ]
      : []),
  ];
}
