/**
 * Starting DuckDB in WebAssembly, in this process, with nothing but what is put
 * in within its reach: access to files and to the network is off, extensions
 * cannot be loaded, and the configuration is locked before the first query, so
 * that none can turn any of it on.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
// Only types: the library is loaded where a database is opened.
import type {
  DuckDBBindings,
  DuckDBConnection,
} from "@duckdb/duckdb-wasm/blocking";

/** How a database is set before its configuration is locked. */
interface Setting {
  /** How values of queries come out. */
  readonly query?: {
    readonly castDecimalToDouble?: boolean;
    readonly castBigIntToDouble?: boolean;
  };
  /** The most memory that it takes, such as `1GB`; DuckDB's own without. */
  readonly memoryLimit?: string;
}

/** An open database in memory. Close it by `using`. */
export interface Connected extends Disposable {
  readonly connection: DuckDBConnection;
}

/** Starts DuckDB, which takes about a second. */
export async function connect(
  { query, memoryLimit }: Setting = {},
): Promise<Connected> {
  const { createDuckDB, NODE_RUNTIME, VoidLogger } = await import(
    "@duckdb/duckdb-wasm/blocking"
  );
  const path = (build: string) =>
    fileURLToPath(
      import.meta.resolve(`@duckdb/duckdb-wasm/dist/duckdb-${build}.wasm`),
    );
  const bindings: DuckDBBindings = await createDuckDB(
    {
      mvp: { mainModule: path("mvp"), mainWorker: "" },
      eh: { mainModule: path("eh"), mainWorker: "" },
    },
    new VoidLogger(),
    NODE_RUNTIME,
  );
  await bindings.instantiate(() => {});
  bindings.open({
    path: ":memory:",
    ...(query === undefined ? {} : { query }),
  });
  const connection = bindings.connect();
  connection.query(`
    SET autoinstall_known_extensions = false;
    SET autoload_known_extensions = false;
    SET enable_external_access = false;
    ${memoryLimit === undefined ? "" : `SET memory_limit = '${memoryLimit}';`}
    SET lock_configuration = true;
  `);
  return {
    connection,
    [Symbol.dispose]: () => {
      connection.close();
      bindings.reset();
    },
  };
}
