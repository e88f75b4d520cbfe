/**
 * Pages of tables from a thread of their own, which is started when the first
 * is asked for.
 *
 * @module
 */

import { TableError } from "../../tables/error.ts";
import type { PageRequest, TablePage } from "../../tables/page.ts";
import type { Answered, Asked } from "./table_thread.ts";

/** Reads a page of a table. */
export type ReadPage = (
  path: string,
  request: PageRequest,
) => Promise<TablePage>;

/** Who waits for a page. */
interface Waiting {
  readonly resolve: (page: TablePage) => void;
  readonly reject: (error: Error) => void;
}

/** Asks the thread. */
export class TablePages implements Disposable {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #next = 0;

  /** Reads a page. */
  readonly read: ReadPage = (path, request) =>
    new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.postMessage({ id, path, request } satisfies Asked);
    });

  #start(): Worker {
    const module = new URL("./table_thread.ts", import.meta.url);
    const worker = new Worker(module, { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<Answered>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("page" in data) waiting?.resolve(data.page);
      else waiting?.reject(new TableError(data.error));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new Error(event.message));
    };
    return worker;
  }

  /** Ends the thread. What it was asked for fails, and the next one starts. */
  #end(error: Error): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  [Symbol.dispose](): void {
    this.#end(new Error("the explorer was closed"));
  }
}
