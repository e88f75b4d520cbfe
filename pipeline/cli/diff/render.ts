/**
 * What `diff` prints: where two things part, then what is different in them.
 *
 * @module
 */

import type { Difference } from "../../../web/explorer/api.ts";
import { type Cause, stagesOf } from "../../diff/mod.ts";
import { changeText } from "../../lock_update.ts";
import { count, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import type { Answer } from "./answer.ts";
import { renderContent } from "./content.ts";
import type { Side } from "./sides.ts";
import { bounded, changeTable, diffLines, type DiffPage } from "./text.ts";

/** The differences of two records, those of numbers in a table. */
function recordLines(
  differences: readonly Difference[],
  page: DiffPage,
): string[] {
  const metrics = differences.filter(({ field }) => field === "metrics");
  const others = differences.filter(({ field }) => field !== "metrics");
  const lines = others.flatMap(({ line, diff }) => [
    ...wrap(harmless(line), page.columns, "  "),
    ...(diff === undefined
      ? []
      : diffLines(diff.split("\n"), page).map((one) => `    ${one}`)),
  ]);
  const number = (value: unknown) => typeof value === "number" ? value : null;
  return metrics.length === 0 ? lines : [
    ...lines,
    "",
    ...changeTable(
      "metric",
      metrics.map(({ name, before, after }) => [
        name,
        number(before),
        number(after),
      ]),
      page,
    ),
  ];
}

function lockLines({ profiles = [] }: Answer, page: DiffPage): string[] {
  return profiles.flatMap(({ profile, change, stages }) => [
    "",
    change === "changed"
      ? `Profile "${harmless(profile)}": ${count(stages.length, "stage")}`
      : `Profile "${harmless(profile)}": ${change}`,
    ...bounded(stages.map((one) => harmless(changeText(one))), page)
      .flatMap((line) => wrap(line, page.columns, "  ")),
  ]);
}

/** The places in which lineages part, beyond the first. */
function causeLines(causes: readonly Cause[], page: DiffPage): string[] {
  const lines = new Map<string, string[]>();
  for (const cause of causes) {
    const stage = stagesOf(cause);
    for (const { line } of cause.differences) {
      lines.set(line, [...lines.get(line) ?? [], stage]);
    }
  }
  // The first difference has been told.
  if (lines.size < 2) return [];
  return [
    "",
    "All that differs by itself, from the sources on:",
    ...bounded(
      [...lines].map(([line, [first = "", ...more]]) =>
        `${line} (${first}${
          more.length > 0 ? ` and ${count(more.length, "stage")} more` : ""
        })`
      ).map(harmless),
      page,
    ).flatMap((line) => wrap(line, page.columns, "  ")),
  ];
}

/** Where two things part, in a line. */
function beginning(sides: readonly [Side, Side], answer: Answer): string {
  const { first, what } = answer;
  if (first !== null) return `First difference: ${harmless(first)}`;
  if (what === "records") return "Nothing that they were given differs";
  const unmade = sides.filter((side) =>
    side.type === "artifact" && side.record === null
  );
  const names = unmade.map(({ label }) => harmless(label)).join(" and ");
  return unmade.length > 0
    ? `No record made ${names}, so that only what they hold is compared`
    : "Nothing in the store tells where that begins";
}

/** What `diff` prints. */
export function renderDiff(
  sides: readonly [Side, Side],
  answer: Answer,
  page: DiffPage,
): string[] {
  const { columns, style } = page;
  const [a, b] = sides;
  const both = `${harmless(a.label)} and ${harmless(b.label)}`;
  const machine = answer.differences?.map(({ line }) => harmless(line)) ?? [];
  if (answer.same) {
    const how = answer.what === "artifacts"
      ? "hold the same bytes"
      : answer.what === "locks"
      ? "expect the same"
      : `are the same${
        machine.length > 0 ? ` but for ${machine.join(", ")}` : ""
      }`;
    return wrap(`${both} ${how}`, columns);
  }
  const { outputs = {}, unknown = 0 } = answer;
  const inner = { ...page, columns: columns - 2 };
  return [
    ...wrap(`${both} differ`, columns),
    "",
    ...wrap(beginning(sides, answer), columns).map((line) => style.bold(line)),
    ...(unknown > 0
      ? wrap(
        `Of ${count(unknown, "changed stage")} the store does not have both ` +
          "records, so that what changed them is not known",
        columns,
      )
      : []),
    ...causeLines(answer.causes, page),
    ...(answer.differences === undefined ? [] : [
      "",
      "Of the two themselves:",
      ...recordLines(answer.differences, page),
    ]),
    ...Object.entries(outputs).flatMap(([name, diff]) => [
      "",
      style.bold(`Output ${harmless(name)}`),
      ...renderContent(diff, inner).map((line) => `  ${line}`.trimEnd()),
    ]),
    ...(answer.content === undefined ? [] : [
      "",
      ...renderContent(answer.content, page),
    ]),
    ...lockLines(answer, page),
  ];
}
