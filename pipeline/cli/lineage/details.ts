/**
 * One execution in a few lines: its key, when it ran, its parameters, and what
 * was remarkable about it.
 *
 * @module
 */

import { compareCodePoints } from "../../identity/order.ts";
import { short } from "../../store/mod.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { clip, duration, minute, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import { type Facts, isProgram } from "./facts.ts";

/** The most characters of a parameter's value that are shown. */
const mostOfValue = 60;

/** A parameter's value in one word where it can be. */
export function valueText(value: unknown): string {
  return clip(harmless(JSON.stringify(value) ?? "none"), mostOfValue);
}

/** Parameters as `name=value`, in code-point order of the names. */
export function paramsOf({ preimage }: ExecutionRecord): [string, string][] {
  const { params } = preimage;
  if (typeof params !== "object" || params === null || Array.isArray(params)) {
    return [["value", valueText(params)]];
  }
  const fields = params as Readonly<Record<string, unknown>>;
  return Object.keys(fields).sort(compareCodePoints)
    .map((name) => [harmless(name), valueText(fields[name])]);
}

function paramsText(record: ExecutionRecord): string {
  if (record.preimage.source !== undefined) return "files of the project";
  const params = paramsOf(record);
  return params.length === 0
    ? "no parameters"
    : params.map(([name, value]) => `${name}=${value}`).join(" ");
}

function programText(record: ExecutionRecord): string[] {
  if (!isProgram(record)) return [];
  return [
    record.isolation === "none" ? "program without isolation" : "program",
    "reads not observed",
  ];
}

/**
 * The lines below an execution's name.
 *
 * @param codeId Which code it ran, where executions of its kind ran several.
 */
export function detailLines(
  record: ExecutionRecord,
  facts: Facts,
  codeId: string | null,
  columns: number,
): string[] {
  const head = [
    `key ${short(record.key)}`,
    minute(record.startedAt),
    duration(record.seconds),
    ...(codeId === null ? [] : [`code ${codeId}`]),
    ...programText(record),
    ...facts.own(record),
  ].map(harmless).join(" · ");
  const [warning, ...more] = record.warnings ?? [];
  const warned = warning === undefined ? [] : [
    `warned: ${harmless(warning).replaceAll("\n", " ")}` +
    (more.length > 0 ? ` (and ${more.length} more)` : ""),
  ];
  return [head, paramsText(record), ...warned]
    .flatMap((text) => wrap(text, columns));
}
