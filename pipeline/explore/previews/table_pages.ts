/**
 * Pages of tables from a thread of their own, which is started when the first
 * is asked for.
 *
 * @module
 */

import type { PageRequest, TablePage } from "../../tables/page.ts";
import { TableThread, type ThreadLimits } from "../../tables/thread.ts";

/** Reads a page of a table. */
export type ReadPage = (
  path: string,
  request: PageRequest,
) => Promise<TablePage>;

/** Asks the thread. */
export class TablePages implements Disposable {
  readonly #thread: TableThread<PageRequest, TablePage>;

  constructor(limits: ThreadLimits = {}) {
    const module = new URL("./table_thread.ts", import.meta.url);
    this.#thread = new TableThread(module, limits);
  }

  /** Reads a page. */
  readonly read: ReadPage = (path, request) => this.#thread.ask(path, request);

  [Symbol.dispose](): void {
    this.#thread[Symbol.dispose]();
  }
}
