/**
 * `lineage --sql`: questions over all records, answered as a table, or written
 * for other programs.
 *
 * @module
 */

import { JuiceError } from "../../errors.ts";
import {
  checkQuestion,
  csvText,
  jsonText,
  makeTables,
  parquetBytes,
  Questions,
  type SqlTable,
} from "../../sql/mod.ts";
import { exists, replaceFile } from "../../store/files.ts";
import type { QueryResult } from "../../tables/mod.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { count, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import type { TargetOptions } from "../options.ts";
import { sqlFormats } from "../options_sql.ts";
import { openSession } from "../session.ts";
import { renderAnswer } from "../sql_table.ts";
import { sqlOrigins } from "../sql_origins.ts";
import type { Style, Terminal } from "../terminal.ts";
import { UsageError } from "../usage.ts";

/** How an answer is written. */
type SqlFormat = typeof sqlFormats[number];

/** What `lineage --sql` can be asked for. */
export interface SqlOptions extends TargetOptions {
  /** The query; true or `schema` for the tables that there are. */
  readonly sql: string | true;
  readonly format?: SqlFormat | undefined;
  readonly out?: string | undefined;
}

/** How the answer is to be written. */
function formatOf({ format, out, json }: SqlOptions): SqlFormat {
  if (json && (format !== undefined || out !== undefined)) {
    throw new UsageError(
      "Cannot use --json with --format or --out: --json prints the answer as " +
        "one object; leave it out, or them",
    );
  }
  const ending = out?.slice(out.lastIndexOf(".") + 1).toLowerCase();
  const chosen = format ?? sqlFormats.find((one) => one === ending) ??
    (out === undefined ? "table" : "csv");
  if (chosen === "parquet" && out === undefined) {
    throw new UsageError(
      "Cannot print Parquet, which is no text: name a file with --out",
    );
  }
  return chosen;
}

/** The tables that there are, with what their columns mean. */
function renderSchema(
  tables: readonly SqlTable[],
  columns: number,
  { bold, dim }: Style,
): string[] {
  return tables.flatMap(({ name, doc, columns: all, rows }, i) => {
    const indent = 2 + Math.max(...all.map(([column]) => column.length));
    return [
      ...(i > 0 ? [""] : []),
      ...wrap(`${bold(name)}: ${doc} (${count(rows.length, "row")})`, columns),
      ...all.map(([column, kind, meaning]) =>
        harmless(`  ${column.padEnd(indent)}${typeOf(kind).padEnd(11)}`) +
        dim(meaning)
      ).map((line) => line.trimEnd()),
    ];
  });
}

/** DuckDB's name of a column's type. */
function typeOf(kind: SqlTable["columns"][number][1]): string {
  return kind === "text" ? "VARCHAR" : kind.toUpperCase();
}

function schemaJson(tables: readonly SqlTable[]): unknown {
  return tables.map(({ name, doc, columns, rows }) => ({
    name,
    doc,
    rows: rows.length,
    columns: columns.map(([name, kind, doc]) => ({
      name,
      type: typeOf(kind),
      doc,
    })),
  }));
}

/** Refuses to replace a file, before anything is read. */
function checkFree(path: string): void {
  if (!exists(path)) return;
  throw new JuiceError(
    `Cannot write the answer to "${path}": there is something already; give ` +
      "another name, or remove it",
  );
}

/** Writes an answer to a file. */
async function writeAnswer(
  result: QueryResult,
  format: SqlFormat,
  path: string,
  terminal: Terminal,
): Promise<void> {
  const content = format === "parquet"
    ? await parquetBytes(result)
    : textOf(result, format, terminal);
  replaceFile(path, content);
  terminal.err(`${count(result.rows.length, "row")} written to ${path}`);
}

function textOf(
  result: QueryResult,
  format: SqlFormat,
  { columns, style }: Pick<Terminal, "columns" | "style">,
): string {
  if (format === "csv") return csvText(result);
  if (format === "json") return jsonText(result);
  return renderAnswer(result, columns, style).join("\n") + "\n";
}

/** Runs `lineage --sql`. */
export async function sqlCommand(
  options: SqlOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const format = formatOf(options);
  const isSchema = options.sql === true ||
    options.sql.trim().toLowerCase() === "schema";
  if (options.out !== undefined) checkFree(options.out);
  // What is no question need not wait for the records to be read.
  if (options.sql !== true && !isSchema) checkQuestion(options.sql);
  const session = await openSession(options, context);
  const { damaged, ...origins } = await sqlOrigins(session);
  if (damaged > 0) {
    terminal.err(
      `${count(damaged, "record")} cannot be read and ${
        damaged === 1 ? "is" : "are"
      } left out; audit names them`,
    );
  }
  const tables = makeTables(origins);
  const { columns, style } = terminal;
  if (options.sql === true || isSchema) {
    if (options.json) {
      printJson(terminal, { version: 1, tables: schemaJson(tables) });
    } else terminal.out(renderSchema(tables, columns, style).join("\n"));
    return exitCodes.ok;
  }
  using questions = await Questions.open(tables);
  const result = await questions.ask(options.sql);
  if (options.json) printJson(terminal, { version: 1, ...result });
  else if (options.out !== undefined) {
    await writeAnswer(result, format, options.out, terminal);
  } else {
    const text = textOf(result, format, terminal).trimEnd();
    // Programs get what is there, a terminal what cannot move its cursor.
    terminal.out(Deno.stdout.isTerminal() ? harmless(text) : text);
  }
  return exitCodes.ok;
}
