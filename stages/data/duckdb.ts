/**
 * DuckDB in WebAssembly, in this process: SQL over small tables in memory.
 *
 * It runs inside a stage's sandbox. Extensions are fetched from the network at
 * their first use, so they are switched off together with every access to
 * files: tables come in as Arrow and go out as rows.
 *
 * @module
 */

import { Bool, Float64, Utf8, vectorFromArray } from "apache-arrow";
import { connect, type Connected } from "../../pipeline/tables/connect.ts";
import { insertTable } from "../../pipeline/tables/insert.ts";
import type { Columns, Row } from "./parquet.ts";

const arrowTypes = {
  string: () => new Utf8(),
  double: () => new Float64(),
  boolean: () => new Bool(),
};

/** A database in memory. Close it by `using`. */
export class Database implements Disposable {
  readonly #connected: Connected;

  private constructor(connected: Connected) {
    this.#connected = connected;
  }

  get #connection(): Connected["connection"] {
    return this.#connected.connection;
  }

  /** Starts DuckDB, which takes about a second. */
  static async open(): Promise<Database> {
    return new Database(await connect());
  }

  /** Makes a table of rows. */
  insert<C extends Columns>(
    table: string,
    columns: C,
    rows: readonly Row<C>[],
  ): void {
    const vectors = Object.entries(columns).map(([name, type]) =>
      [
        name,
        vectorFromArray(rows.map((row) => row[name]), arrowTypes[type]()),
      ] as const
    );
    insertTable(this.#connected, table, vectors);
  }

  /** Runs statements for what they do. */
  run(sql: string): void {
    this.#connection.query(sql);
  }

  /**
   * The rows of a query that has the given columns in the given order. The
   * order of the rows is the query's own, so it wants an `ORDER BY`.
   */
  rows<C extends Columns>(sql: string, columns: C): Row<C>[] {
    const result = this.#connection.query(sql);
    const names = Object.keys(columns);
    const values = names.map((_, i) => result.getChildAt(i)!.toArray());
    return Array.from(
      { length: result.numRows },
      (_, row) =>
        Object.fromEntries(
          names.map((name, column) => [name, values[column]![row]]),
        ) as Row<C>,
    );
  }

  [Symbol.dispose](): void {
    this.#connected[Symbol.dispose]();
  }
}
