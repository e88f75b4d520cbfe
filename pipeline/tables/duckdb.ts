/**
 * SQL over tables in memory, within reach of nothing else: see `connect.ts`.
 *
 * @module
 */

import type { Cell, Column, ColumnKind } from "./column.ts";
import { connect, type Connected } from "./connect.ts";
import { cellOf, typeName } from "./values.ts";

/** A column to put in. */
export interface NewColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /**
   * One value for each row: of its kind, or null. Those of a `bigint` may be
   * whole numbers, those of a `timestamp` are milliseconds.
   */
  readonly values: readonly unknown[];
}

/** What a query gave. */
export interface QueryResult {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The most of its memory that a database takes before a query fails. */
const memoryLimit = "1GB";

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
    // Decimals and whole numbers of 128 bits come out as doubles: JSON has no
    // other numbers.
    const query = { castDecimalToDouble: true, castBigIntToDouble: false };
    return new Database(await connect({ query, memoryLimit }));
  }

  /** Makes a table of columns of equal length. */
  async insert(table: string, columns: readonly NewColumn[]): Promise<void> {
    // Loaded where a table is put in: it is large.
    const [arrow, { insertTable }] = await Promise.all([
      import("apache-arrow"),
      import("./insert.ts"),
    ]);
    const types = {
      text: () => new arrow.Utf8(),
      double: () => new arrow.Float64(),
      bigint: () => new arrow.Int64(),
      boolean: () => new arrow.Bool(),
      timestamp: () => new arrow.TimestampMicrosecond(),
    };
    const vectors = columns.map(({ name, kind, values }) => {
      const ready = kind === "bigint"
        ? values.map((value) =>
          typeof value === "number" ? BigInt(value) : value
        )
        : values;
      return [name, arrow.vectorFromArray(ready, types[kind]())] as const;
    });
    insertTable(this.#connected, table, vectors);
  }

  /** Runs statements for what they do. */
  run(sql: string): void {
    this.#connection.query(sql);
  }

  /**
   * Asks one statement; texts stand in for its parameters (`?`).
   *
   * @throws Error with DuckDB's own message.
   */
  ask(sql: string, parameters: readonly string[] = []): QueryResult {
    const statement = this.#connection.prepare(sql);
    try {
      const result = statement.query(...parameters);
      const { fields } = result.schema;
      const columns = fields.map(({ name, type }) => ({
        name,
        type: typeName(type),
      }));
      const vectors = fields.map((_, i) => result.getChildAt(i)!);
      const rows = Array.from(
        { length: result.numRows },
        (_, row) =>
          vectors.map((vector, i) => cellOf(vector.get(row), fields[i]!.type)),
      );
      return { columns, rows };
    } finally {
      statement.close();
    }
  }

  [Symbol.dispose](): void {
    this.#connected[Symbol.dispose]();
  }
}
