/**
 * DuckDB in WebAssembly, in this process: SQL over tables in memory.
 *
 * Nothing but what is put in is within its reach. Access to files and to the
 * network is off, extensions cannot be loaded, and the configuration is locked
 * before the first query, so that none can turn any of it on.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
// Only types: the library is loaded where a database is opened.
import type {
  DuckDBBindings,
  DuckDBConnection,
} from "@duckdb/duckdb-wasm/blocking";
import type { Cell, Column, ColumnKind } from "./column.ts";
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
  readonly #bindings: DuckDBBindings;
  readonly #connection: DuckDBConnection;

  private constructor(bindings: DuckDBBindings) {
    this.#bindings = bindings;
    this.#connection = bindings.connect();
    this.#connection.query(`
      SET autoinstall_known_extensions = false;
      SET autoload_known_extensions = false;
      SET enable_external_access = false;
      SET memory_limit = '${memoryLimit}';
      SET lock_configuration = true;
    `);
  }

  /** Starts DuckDB, which takes about a second. */
  static async open(): Promise<Database> {
    const { createDuckDB, NODE_RUNTIME, VoidLogger } = await import(
      "@duckdb/duckdb-wasm/blocking"
    );
    const path = (build: string) =>
      fileURLToPath(
        import.meta.resolve(`@duckdb/duckdb-wasm/dist/duckdb-${build}.wasm`),
      );
    const bindings = await createDuckDB(
      {
        mvp: { mainModule: path("mvp"), mainWorker: "" },
        eh: { mainModule: path("eh"), mainWorker: "" },
      },
      new VoidLogger(),
      NODE_RUNTIME,
    );
    await bindings.instantiate(() => {});
    // Decimals and whole numbers of 128 bits come out as doubles: JSON has no
    // other numbers.
    bindings.open({
      path: ":memory:",
      query: { castDecimalToDouble: true, castBigIntToDouble: false },
    });
    return new Database(bindings);
  }

  /** Makes a table of columns of equal length. */
  async insert(table: string, columns: readonly NewColumn[]): Promise<void> {
    const arrow = await import("apache-arrow");
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
    // The bindings carry their own copy of Arrow, and its tables are not ours:
    // bytes are what both understand.
    this.#connection.insertArrowFromIPCStream(
      arrow.tableToIPC(
        new arrow.Table(Object.fromEntries(vectors)),
        "stream",
      ),
      { name: table, create: true },
    );
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
    this.#connection.close();
    this.#bindings.reset();
  }
}
