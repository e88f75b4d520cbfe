/**
 * The tables of the profile as it stands: its stages, its lock, its results.
 *
 * @module
 */

import { sortedEntries } from "../identity/order.ts";
import { isObject } from "../is_object.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { ColumnDeclaration, MakeTable, Origins } from "./declare.ts";

/** The number of a record among those of its key, by key and time. */
function numbers({ records }: Origins): ReadonlyMap<string, number> {
  return new Map(
    records.map(({ n, record }) => [`${record.key} ${record.startedAt}`, n]),
  );
}

const stages: MakeTable = (origins) => {
  const numberOf = numbers(origins);
  return {
    name: "stages",
    doc: "a stage of the profile, with the record that stands for it now",
    columns: [
      ["position", "bigint", "in the recipe: each stage after its inputs"],
      ["stage", "text", "its name"],
      ["kind", "text", "its kind"],
      ["status", "text", "cached, or run for what is to run"],
      ["key", "text", "the record's; empty without one"],
      ["n", "bigint", "the record's"],
      ["seconds", "double", "how long that took"],
    ],
    rows: origins.stages.map(({ name, kind, status, record }, i) => [
      i + 1,
      name,
      kind,
      status,
      record?.key ?? null,
      numberOf.get(`${record?.key} ${record?.startedAt}`) ?? null,
      record?.seconds ?? null,
    ]),
  };
};

const lock: MakeTable = ({ lock }) => ({
  name: "lock",
  doc: "an output that the lock expects of a stage",
  columns: [
    ["profile", "text", "its name"],
    ["stage", "text", "the stage's name"],
    ["kind", "text", "the stage's kind"],
    ["determinism", "text", "bitwise, adapter or none"],
    ["key", "text", "the key to arrive at"],
    ["output", "text", "the output's name"],
    ["digest", "text", "the bytes to arrive at"],
  ],
  rows: sortedEntries(lock?.profiles ?? {}).flatMap(([profile, entries]) =>
    sortedEntries(entries).flatMap(([stage, entry]) =>
      sortedEntries(entry.outputs).map(([output, digest]) => [
        profile,
        stage,
        entry.kind,
        entry.determinism,
        entry.key,
        output,
        digest,
      ])
    )
  ),
});

type Scalar = string | number | boolean | null;

/**
 * A result's values by the names of columns: its metrics under their own names,
 * and what is nested in another field behind that field's name.
 */
function scalarsOf(result: unknown): Map<string, Scalar> {
  const found = new Map<string, Scalar>();
  if (!isObject(result)) return found;
  const add = (name: string, value: unknown) => {
    if (isObject(value)) {
      for (const [inner, one] of Object.entries(value)) {
        add(`${name}_${inner}`, one);
      }
    } else if (!Array.isArray(value)) found.set(name, value as Scalar);
  };
  const { metrics, ...rest } = result;
  for (const [name, value] of Object.entries(rest)) add(name, value);
  if (!isObject(metrics)) return found;
  for (const [name, value] of Object.entries(metrics)) {
    add(found.has(name) ? `metrics_${name}` : name, value);
  }
  return found;
}

/** How a column is kept that holds these values. */
function kindOf(values: readonly (Scalar | undefined)[]): "double" | "text" {
  const given = values.filter((value) => value !== null && value !== undefined);
  const isNumeric = given.length > 0 &&
    given.every((value) => typeof value === "number");
  return isNumeric ? "double" : "text";
}

/**
 * Which stage made each artifact. Where several did, it is the profile's first,
 * before stages that the profile does not have.
 */
function makersOf({ records, stages }: Origins): ReadonlyMap<string, string> {
  const makers = new Map<string, string>();
  const add = (name: string, record: ExecutionRecord | null) => {
    for (const { digest } of Object.values(record?.outputs ?? {})) {
      if (!makers.has(digest)) makers.set(digest, name);
    }
  };
  for (const { name, record } of stages) add(name, record);
  for (const { record } of records) add(record.stage, record);
  return makers;
}

const results: MakeTable = (origins) => {
  const makers = makersOf(origins);
  const { results } = origins;
  const rows = results.map(scalarsOf);
  const names = new Map<string, string>();
  // Names that differ only in case are one to SQL.
  for (const name of rows.flatMap((row) => [...row.keys()])) {
    if (name.toLowerCase() === "stage") continue;
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  names.delete("source");
  const found = [...names.values()].map((name) => {
    const values = rows.map((row) => row.get(name));
    return { name, kind: kindOf(values), values };
  });
  const columns: ColumnDeclaration[] = [
    ...found.map(({ name, kind }): ColumnDeclaration => [name, kind, ""]),
    ["source", "text", "the digest of what the numbers stand in"],
    ["stage", "text", "the stage that made the source"],
  ];
  const cell = (value: Scalar | undefined, kind: "double" | "text") =>
    value === null || value === undefined
      ? null
      : kind === "text"
      ? String(value)
      : value;
  return {
    name: "results",
    doc: "a result of the recipe: where it stands, and its metrics",
    columns,
    rows: rows.map((row, i) => {
      const source = row.get("source");
      return [
        ...found.map(({ values, kind }) => cell(values[i], kind)),
        typeof source === "string" ? source : null,
        typeof source === "string" ? makers.get(source) ?? null : null,
      ];
    }),
  };
};

/** The tables of the profile as it stands. */
export const recipeTables: readonly MakeTable[] = [stages, lock, results];
