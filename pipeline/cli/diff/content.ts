/**
 * How differences of contents are shown on a terminal, each by what it is.
 *
 * @module
 */

import {
  changeText,
  type ContentDiff,
  type JsonDiff,
  type LeafChange,
  type LeafGroup,
  percentText,
  relativeChange,
} from "../../diff/mod.ts";
import { bytes, clip, count, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import { tableLines } from "./tables.ts";
import { tensorLines } from "./tensors.ts";
import { bounded, diffLines, type DiffPage, valueText } from "./text.ts";

function leafLine({ path, change, before, after }: LeafChange): string {
  const at = harmless(path) || "the document";
  if (change !== "changed") {
    return `${at}: ${change}, ${
      valueText(change === "added" ? after : before)
    }`;
  }
  const percent = typeof before === "number" && typeof after === "number"
    ? percentText(relativeChange(before, after))
    : "";
  return `${at}: ${valueText(before)} -> ${valueText(after)} ${percent}`
    .trimEnd();
}

function groupLines({ path, count: n, first, mean }: LeafGroup): string[] {
  if (n <= first.length) return first.map(leafLine);
  const means = mean === null
    ? ""
    : `, on average ${changeText(mean.before, mean.after)}`;
  return [`${harmless(path)}: ${n} values differ${means}`];
}

function jsonLines({ groups, changes, count }: JsonDiff, page: DiffPage) {
  if (page.full) return bounded(changes.map(leafLine), page, count);
  return bounded(groups.flatMap(groupLines), page)
    .map((line) => clip(line, page.columns - 4));
}

/** What is different, line by line. */
export function renderContent(diff: ContentDiff, page: DiffPage): string[] {
  switch (diff.type) {
    case "same":
      return ["the same bytes"];
    case "table":
      return tableLines(diff, page);
    case "tensors":
      return tensorLines(diff, page);
    case "json":
      return jsonLines(diff, page);
    case "text":
      return diffLines(diff.lines, page);
    case "bytes":
      return [
        `${bytes(diff.before)} -> ${bytes(diff.after)}, other bytes`,
        ...(diff.why === undefined
          ? []
          : wrap(harmless(diff.why), page.columns - 2)),
      ];
    case "forms":
      return [`a ${diff.before} -> a ${diff.after}`];
    case "folder":
      return [
        ...bounded([
          ...diff.removed.map((path) => `${harmless(path)}: removed`),
          ...diff.added.map((path) => `${harmless(path)}: added`),
        ], page),
        ...diff.changed.flatMap(({ path, before, after, diff }) => [
          `${harmless(path)}: ${bytes(before)} -> ${bytes(after)}`,
          ...(diff === null || (diff.type === "bytes" && diff.why === undefined)
            ? []
            : renderContent(diff, { ...page, columns: page.columns - 2 })
              .map((line) => `  ${line}`)),
        ]),
        `${count(diff.same, "file")} ${
          diff.same === 1 ? "is" : "are"
        } the same`,
      ];
  }
}
