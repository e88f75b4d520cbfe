/**
 * What the stages reported about the data, whatever its fields are.
 *
 * @module
 */

import { list, short } from "../../web/report/number.ts";
import type { DataTable, Fact, SummaryView } from "../../web/report/view.ts";
import type { Labelled } from "./inputs.ts";

/** A longer table is folded. */
const mostRows = 8;

type Json = Readonly<Record<string, unknown>>;

/**
 * A view for each summary; summaries of one shape, such as the injections at
 * several ratios, share a table.
 */
export function summaryViews(
  summaries: readonly Labelled<unknown>[],
): SummaryView[] {
  const shapes = new Map<string, { label: string; value: Json }[]>();
  for (const { label, value } of summaries) {
    if (!isRecord(value)) continue;
    const shape = Object.keys(value).sort().join("/");
    shapes.set(shape, [...shapes.get(shape) ?? [], { label, value }]);
  }
  return [...shapes.values()].map((alike) => {
    const [first] = alike;
    return alike.length === 1 && first !== undefined
      ? single(first.label, first.value)
      : several(alike);
  });
}

function single(label: string, value: Json): SummaryView {
  return {
    title: headingOf(value) ?? label,
    facts: [
      { name: "Stage", value: label, code: true },
      ...scalars(value).map(([name, scalar]): Fact => ({
        name: words(name),
        value: text(scalar),
      })),
    ],
    tables: Object.entries(value).flatMap(([name, entries]) =>
      rowsOf(entries).length === 0
        ? []
        : [{ title: words(name), ...tableOf(rowsOf(entries)) }]
    ),
  };
}

function several(
  alike: readonly { readonly label: string; readonly value: Json }[],
): SummaryView {
  const rows = alike.map(({ label, value }): Json => ({
    stage: label,
    ...Object.fromEntries(scalars(value)),
  }));
  const nested = alike.flatMap(({ label, value }) =>
    Object.entries(value).flatMap(([name, entries]) =>
      rowsOf(entries).map((row) => ({ name, row: { stage: label, ...row } }))
    )
  );
  const names = [...new Set(nested.map(({ name }) => name))];
  return {
    title: headingOf((alike[0] as typeof alike[number]).value) ??
      commonStart(alike.map(({ label }) => label)),
    facts: [],
    tables: [
      rows.length > mostRows
        ? { title: `All ${rows.length}`, folded: true, ...tableOf(rows) }
        : { title: "", ...tableOf(rows) },
      ...names.map((name) => ({
        title: words(name),
        folded: true,
        ...tableOf(
          nested.filter((one) => one.name === name).map(({ row }) => row),
        ),
      })),
    ],
  };
}

/** What a summary is about, where its fields tell. */
function headingOf(value: Json): string | undefined {
  if ("dropped" in value) return "What cleaning dropped, and why";
  if ("injected" in value) return "Low-quality rows that were injected";
  return undefined;
}

/** The fields that are a single value, but for the version of the shape. */
function scalars(value: Json): [string, unknown][] {
  return Object.entries(value).filter(([name, one]) =>
    name !== "version" && isScalar(one)
  );
}

/** A list of records; one that is not such a list has no rows. */
function rowsOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function tableOf(rows: readonly Json[]): DataTable {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {
    columns: names.map(words),
    rows: rows.map((row) => names.map((name) => text(row[name]))),
  };
}

function text(value: unknown): string {
  if (value === undefined || value === null) return "\u2013";
  if (typeof value === "number") {
    return Number.isInteger(value) && Math.abs(value) >= 10000
      ? short(value).replace(/\B(?=(\d{3})+$)/g, "\u202f")
      : short(value);
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    return value.length === 0 ? "\u2013" : value.map(text).join("; ");
  }
  return JSON.stringify(value);
}

/** `rowsIn` as `Rows in`. */
function words(name: string): string {
  const text = name.replaceAll("_", " ")
    .replace(/([a-z\d])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What the labels have in common, up to a slash; all of them if nothing. */
function commonStart(labels: readonly string[]): string {
  const parts = labels.map((label) => label.split("/"));
  const first = parts[0] ?? [];
  const differs = first.findIndex((part, index) =>
    parts.some((other) => other[index] !== part)
  );
  const start = first.slice(0, differs < 0 ? first.length : differs).join("/");
  return start === "" ? list(labels) : start;
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
