/**
 * Tables by the page. A page in the file's own order takes from the file what
 * it shows; one that is sorted or filtered is asked of DuckDB, which the table
 * is put into once.
 *
 * @module
 */

import type { Cell, Column } from "./column.ts";
import { Database } from "./duckdb.ts";
import { TableError } from "./error.ts";
import {
  openParquet,
  parquetCell,
  type ParquetFile,
  readRows,
} from "./parquet.ts";
import { ask, valuesOf } from "./question.ts";
import { suggest } from "../suggest.ts";

/** Which rows of a table. */
export interface PageRequest {
  /** How many rows come before the page; 0 if it is left out. */
  readonly offset?: number | undefined;
  /** The most rows of it; 50 if it is left out, and at most 1000. */
  readonly limit?: number | undefined;
  /** The column to sort by; the file's own order without one. */
  readonly orderBy?: string | undefined;
  readonly descending?: boolean | undefined;
  /** Rows of which some cell holds this text, whatever its case. */
  readonly filter?: string | undefined;
}

/** A page of a table. */
export interface TablePage {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly offset: number;
  /** Rows in all, of those that fit the filter. */
  readonly total: number;
}

/** The most rows of a page. */
const longestPage = 1000;
/** The largest table that is sorted or filtered, unless told otherwise. */
const largestTable = 512e6;
/** How many tables are kept ready. */
const keptTables = 8;

/** A file that was opened, as it was then. */
interface Opened {
  readonly file: ParquetFile;
  /** What tells that it is another one by now. */
  readonly mark: string;
}

/**
 * The tables that are looked at: the ends of files that were read, and one
 * database with the tables that were sorted or filtered. Both are bounded; what
 * was not used for longest goes first.
 */
export class Tables implements Disposable {
  readonly #opened = new Map<string, Opened>();
  /** By path and mark, the table in the database and its size. */
  readonly #loaded = new Map<string, { table: string; size: number }>();
  #database: Promise<Database> | null = null;
  #ready: Database | null = null;
  #next = 0;
  /** One change of the database at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param largest The largest table that is sorted or filtered, and the most
   * that tables take together: bytes in memory.
   */
  constructor(readonly largest: number = largestTable) {}

  /**
   * A page of a Parquet file.
   *
   * @throws TableError for a file that is no table or a damaged one, for a
   * column that it does not have, and for one too large to be sorted.
   */
  async page(path: string, request: PageRequest = {}): Promise<TablePage> {
    const { file, mark } = await this.#open(path);
    const offset = wholeOf(request.offset ?? 0, "offset");
    const limit = Math.min(wholeOf(request.limit ?? 50, "limit"), longestPage);
    const columns = file.columns.map(({ name, type }) => ({ name, type }));
    const { orderBy, filter = "", descending = false } = request;
    if (orderBy === undefined && filter === "") {
      const rows = await readRows(file, offset, offset + limit);
      const cells = rows.map((row) =>
        file.columns.map((column, i) => parquetCell(row[i], column))
      );
      return { columns, rows: cells, offset, total: file.count };
    }
    const order = orderBy === undefined ? null : columnIndex(file, orderBy);
    const asked = this.#turn.then(async () => {
      const table = await this.#load(file, `${path}\n${mark}`);
      const database = await this.#start();
      return ask(database, table, file.columns, {
        offset,
        limit,
        order,
        descending,
        filter,
      });
    });
    this.#turn = asked.catch(() => {});
    const { rows, total } = await asked;
    return { columns, rows, offset, total };
  }

  async #open(path: string): Promise<Opened> {
    const mark = markOf(path);
    const known = this.#opened.get(path);
    this.#opened.delete(path);
    const opened = known?.mark === mark
      ? known
      : { file: await openParquet(path), mark };
    this.#opened.set(path, opened);
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size <= keptTables) break;
      this.#opened.delete(oldest);
    }
    return opened;
  }

  async #start(): Promise<Database> {
    this.#database ??= Database.open();
    return this.#ready = await this.#database;
  }

  /** Puts a file's rows into the database, unless they are there. */
  async #load(file: ParquetFile, id: string): Promise<string> {
    const known = this.#loaded.get(id);
    if (known !== undefined) {
      this.#loaded.delete(id);
      this.#loaded.set(id, known);
      return known.table;
    }
    if (file.size > this.largest) {
      throw new TableError(
        `Cannot sort or filter the table "${file.path}": it takes ` +
          `${Math.round(file.size / 1e6)} MB or more, and at most ` +
          `${this.largest / 1e6} MB are put into memory; page through it as ` +
          "it stands",
      );
    }
    const database = await this.#start();
    const total = () =>
      [...this.#loaded.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [oldest, { table }] of this.#loaded) {
      const fits = this.#loaded.size < keptTables &&
        total() + file.size <= this.largest;
      if (fits) break;
      database.run(`DROP TABLE ${table}`);
      this.#loaded.delete(oldest);
    }
    const table = `t${this.#next++}`;
    const rows = await readRows(file);
    const columns = file.columns.map((column, i) => ({
      name: `c${i}`,
      kind: column.kind,
      values: valuesOf(file, rows, i),
    }));
    await database.insert(table, columns);
    this.#loaded.set(id, { table, size: file.size });
    return table;
  }

  [Symbol.dispose](): void {
    this.#ready?.[Symbol.dispose]();
    this.#ready = this.#database = null;
    this.#loaded.clear();
    this.#opened.clear();
  }
}

const shared = new Tables();

/** A page of a Parquet file; see {@linkcode Tables.page}. */
export function tablePage(
  path: string,
  request: PageRequest = {},
): Promise<TablePage> {
  return shared.page(path, request);
}

function wholeOf(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new TableError(
    `Cannot show a page of a table: its ${name} is ${value}; give a whole ` +
      "number from 0 on",
  );
}

/** What tells that a file is another one than before. */
function markOf(path: string): string {
  try {
    const { ino, size, mtime } = Deno.statSync(path);
    return `${ino} ${size} ${mtime?.getTime()}`;
  } catch {
    return "";
  }
}

function columnIndex({ path, columns }: ParquetFile, name: string): number {
  const index = columns.findIndex((column) => column.name === name);
  if (index >= 0) return index;
  const names = columns.map((column) => column.name);
  throw new TableError(
    `Cannot sort the table "${path}": it has no column "${name}"` +
      suggest(name, names),
  );
}
