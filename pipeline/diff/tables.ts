/**
 * Comparing tables: columns, then rows by what tells them apart, then what the
 * numbers amount to.
 *
 * @module
 */

import {
  type Cell,
  openParquet,
  parquetCell,
  type ParquetFile,
  readRows,
  TableError,
} from "../tables/mod.ts";

/** A column that is not the same in two tables. */
export interface ColumnChange {
  readonly name: string;
  readonly change: "changed" | "added" | "removed";
  /** DuckDB's names of the types; null where it is not there. */
  readonly before: string | null;
  readonly after: string | null;
}

/** A row that both tables have by its key, with other values. */
export interface RowChange {
  readonly key: readonly Cell[];
  readonly cells: readonly {
    readonly column: string;
    readonly before: Cell;
    readonly after: Cell;
  }[];
}

/** What the values of a column of numbers amount to. */
export interface ColumnSummary {
  readonly column: string;
  readonly before: NumberSummary;
  readonly after: NumberSummary;
}

/** Of a column's numbers; null where it has none. */
export interface NumberSummary {
  readonly mean: number | null;
  readonly least: number | null;
  readonly greatest: number | null;
}

/** How two tables compare. */
export interface TableDiff {
  readonly type: "table";
  readonly columns: readonly ColumnChange[];
  /** How many rows each has. */
  readonly rows: { readonly before: number; readonly after: number };
  /** The columns that tell rows apart; empty where none do. */
  readonly key: readonly string[];
  /** Rows that only the earlier table has, by their common columns. */
  readonly removed: RowList;
  readonly added: RowList;
  /** Rows of both with other values; none where no column tells rows apart. */
  readonly changed: {
    readonly count: number;
    /** How many rows differ in each column, the most first. */
    readonly byColumn: readonly (readonly [string, number])[];
    readonly first: readonly RowChange[];
  };
  /** Whether both have the same rows in another order. */
  readonly reordered: boolean;
  /** Of the columns of numbers that differ. */
  readonly summary: readonly ColumnSummary[];
}

/** Some rows. */
export interface RowList {
  readonly count: number;
  /** The first of them: the columns that both tables have. */
  readonly first: readonly (readonly Cell[])[];
}

/** The largest table that is compared, unless told otherwise. */
const largestTable = 512e6;
/** The most rows of each sort that are kept. */
const mostRows = 20;
/** Columns among which pairs are looked for that tell rows apart. */
const mostPaired = 6;

interface Side {
  readonly file: ParquetFile;
  /** The common columns' cells, row by row. */
  readonly rows: readonly (readonly Cell[])[];
}

async function readSide(
  file: ParquetFile,
  names: readonly string[],
): Promise<Side> {
  const indices = names.map((name) =>
    file.columns.findIndex((one) => one.name === name)
  );
  const rows = (await readRows(file)).map((row) =>
    indices.map((i) => parquetCell(row[i], file.columns[i]!))
  );
  return { file, rows };
}

async function open(path: string, largest: number): Promise<ParquetFile> {
  const file = await openParquet(path);
  if (file.size <= largest) return file;
  throw new TableError(
    `Cannot compare the table "${path}": it takes ${file.size} bytes of ` +
      `memory or more, and at most ${largest} are given to it`,
  );
}

function columnChanges(a: ParquetFile, b: ParquetFile): ColumnChange[] {
  const types = ({ columns }: ParquetFile) =>
    new Map(columns.map(({ name, type }) => [name, type]));
  const x = types(a), y = types(b);
  return [...new Set([...x.keys(), ...y.keys()])].flatMap((name) => {
    const before = x.get(name) ?? null, after = y.get(name) ?? null;
    if (before === after) return [];
    const change = before === null
      ? "added"
      : after === null
      ? "removed"
      : "changed";
    return [{ name, change, before, after }];
  });
}

const keyText = (row: readonly Cell[], key: readonly number[]) =>
  JSON.stringify(key.map((i) => row[i]));

/** Whether columns tell all rows apart. */
function isKey({ rows }: Side, key: readonly number[]): boolean {
  const seen = new Set<string>();
  for (const row of rows) {
    const text = keyText(row, key);
    if (seen.has(text)) return false;
    seen.add(text);
  }
  return true;
}

/**
 * The columns that tell rows apart in both tables: the first one alone, or else
 * the first two together; none where neither does. Measured values do not name
 * a row, so columns of floating-point numbers are none.
 */
function findKey(a: Side, b: Side, names: readonly string[]): number[] {
  const kinds = new Map(a.file.columns.map(({ name, kind }) => [name, kind]));
  const candidates = names.map((_, i) => i)
    .filter((i) => ["text", "bigint"].includes(kinds.get(names[i]!) ?? ""));
  const single = candidates.find((i) => isKey(a, [i]) && isKey(b, [i]));
  if (single !== undefined) return [single];
  const paired = candidates.slice(0, mostPaired);
  for (const [k, i] of paired.entries()) {
    for (const j of paired.slice(k + 1)) {
      if (isKey(a, [i, j]) && isKey(b, [i, j])) return [i, j];
    }
  }
  return [];
}

/** Rows of a table that another one does not have, each as often. */
function onlyIn(
  one: Side,
  other: Side,
  key: readonly number[],
): RowList {
  const counts = new Map<string, number>();
  for (const row of other.rows) {
    const text = keyText(row, key);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const first: (readonly Cell[])[] = [];
  let count = 0;
  for (const row of one.rows) {
    const text = keyText(row, key);
    const left = counts.get(text) ?? 0;
    counts.set(text, left - 1);
    if (left > 0) continue;
    count++;
    if (first.length < mostRows) first.push(row);
  }
  return { count, first };
}

function changedRows(
  a: Side,
  b: Side,
  key: readonly number[],
  names: readonly string[],
): TableDiff["changed"] {
  const first: RowChange[] = [];
  const byColumn = new Map<string, number>();
  let count = 0;
  if (key.length === 0) return { count, byColumn: [], first };
  const before = new Map(a.rows.map((row) => [keyText(row, key), row]));
  for (const row of b.rows) {
    const other = before.get(keyText(row, key));
    if (other === undefined) continue;
    const cells = names.flatMap((column, i) =>
      other[i] === row[i]
        ? []
        : [{ column, before: other[i] ?? null, after: row[i] ?? null }]
    );
    if (cells.length === 0) continue;
    count++;
    for (const { column } of cells) {
      byColumn.set(column, (byColumn.get(column) ?? 0) + 1);
    }
    if (first.length < mostRows) {
      first.push({ key: key.map((i) => row[i] ?? null), cells });
    }
  }
  // The sort is stable: of columns with as many changes the first stays first.
  const sorted = [...byColumn].sort(([, x], [, y]) => y - x);
  return { count, byColumn: sorted, first };
}

function summarize({ rows }: Side, i: number): NumberSummary {
  let sum = 0, count = 0, least = Infinity, greatest = -Infinity;
  for (const row of rows) {
    const value = row[i];
    if (typeof value !== "number") continue;
    count++;
    sum += value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return count === 0
    ? { mean: null, least: null, greatest: null }
    : { mean: sum / count, least, greatest };
}

function summaries(
  a: Side,
  b: Side,
  names: readonly string[],
): ColumnSummary[] {
  const kinds = new Map(a.file.columns.map(({ name, kind }) => [name, kind]));
  return names.flatMap((column, i) => {
    if (!["double", "bigint"].includes(kinds.get(column) ?? "")) return [];
    const before = summarize(a, i), after = summarize(b, i);
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    return isSame ? [] : [{ column, before, after }];
  });
}

/**
 * Compares two Parquet files by the columns that both have.
 *
 * @param limits `largest` is the largest that is compared: bytes in memory;
 * `reading` is told which file is read now.
 * @throws TableError for one that is none, damaged or too large.
 */
export async function diffTables(
  a: string,
  b: string,
  { largest = largestTable, reading = () => {} }: {
    readonly largest?: number;
    readonly reading?: (path: string) => void;
  } = {},
): Promise<TableDiff> {
  const [from, to] = [await open(a, largest), await open(b, largest)];
  const known = new Set(to.columns.map(({ name }) => name));
  const names = from.columns.map(({ name }) => name)
    .filter((name) => known.has(name));
  reading(a);
  const x = await readSide(from, names);
  reading(b);
  const y = await readSide(to, names);
  const key = findKey(x, y, names);
  const by = key.length === 0 ? names.map((_, i) => i) : key;
  const columns = columnChanges(from, to);
  const [removed, added] = [onlyIn(x, y, by), onlyIn(y, x, by)];
  const changed = changedRows(x, y, key, names);
  const isSame = removed.count + added.count + changed.count === 0;
  return {
    type: "table",
    columns,
    rows: { before: from.count, after: to.count },
    key: key.map((i) => names[i]!),
    removed,
    added,
    changed,
    reordered: isSame && columns.length === 0 &&
      x.rows.some((row, i) => row.some((cell, j) => cell !== y.rows[i]?.[j])),
    summary: summaries(x, y, names),
  };
}
