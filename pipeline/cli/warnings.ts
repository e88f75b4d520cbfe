/**
 * What stages warned of: how many at the end of a run, and what where somebody
 * asks.
 *
 * @module
 */

import type { ExecutionRecord } from "../store/record.ts";
import { clip, count, wrap } from "./format.ts";
import { harmless } from "./harmless.ts";
import type { Style } from "./terminal.ts";

/** A stage that warned, when it ran. */
export interface Warned {
  readonly stage: string;
  readonly messages: readonly string[];
}

/** The stages that warned, whether they ran now or earlier. */
export function warned(
  stages: Iterable<{
    readonly name: string;
    readonly record: ExecutionRecord | null;
  }>,
): Warned[] {
  return [...stages].flatMap(({ name, record }) => {
    const messages = record?.warnings ?? [];
    return messages.length === 0 ? [] : [{ stage: name, messages }];
  });
}

/** How many stages of a run warned, and where to read of what. */
export function renderWarned(
  stages: readonly Warned[],
  command: (...words: string[]) => string,
  style: Style,
): string[] {
  if (stages.length === 0) return [];
  return [
    style.yellow(`Warnings: ${count(stages.length, "stage")} warned`),
    "  To read them:",
    `    ${command("status")}`,
  ];
}

/** A stage's warnings, as wide as the lines may be. */
export function warningLines(
  messages: readonly string[],
  columns: number,
  style: Style,
  indent = "  ",
): string[] {
  return messages.flatMap((message) =>
    wrap(`warning: ${harmless(message)}`, columns, indent).map(style.yellow)
  );
}

/** The most lines of a warning of which only the beginning is shown. */
const mostLines = 4;

/** How a stage's first warning begins, and how many more it has. */
export function firstWarning(
  { stage, messages }: Warned,
  columns: number,
  style: Style,
): string[] {
  const more = messages.length - 1;
  const lines = warningLines(messages.slice(0, 1), columns, style, "    ");
  const shown = lines.slice(0, mostLines);
  if (lines.length > mostLines) shown.push("    …");
  return [
    clip(`  ${stage}${more > 0 ? `, and ${more} more` : ""}`, columns),
    ...shown,
  ];
}
