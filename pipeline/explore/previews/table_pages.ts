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
  /** Gives the thread up. */
  readonly timer: ReturnType<typeof setTimeout>;
}

/** How long a page may take: milliseconds. */
const longestPage = 60_000;

/** Asks the thread. */
export class TablePages implements Disposable {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #next = 0;

  /**
   * @param longest How long a page may take, in milliseconds. A damaged file
   * may claim to hold more values than could ever be read.
   */
  constructor(readonly longest: number = longestPage) {}

  /** Reads a page. */
  readonly read: ReadPage = (path, request) =>
    new Promise((resolve, reject) => {
      const id = this.#next++;
      const timer = setTimeout(() => this.#giveUp(path), this.longest);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#worker ??= this.#start();
      this.#worker.postMessage({ id, path, request } satisfies Asked);
    });

  #start(): Worker {
    const module = new URL("./table_thread.ts", import.meta.url);
    const worker = new Worker(module, { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<Answered>) => {
      const waiting = this.#waiting.get(data.id);
      if (waiting !== undefined) clearTimeout(waiting.timer);
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

  #giveUp(path: string): void {
    this.#end(
      new TableError(
        `Cannot read the table "${path}": it was not done within ` +
          `${this.longest / 1000} s; it is too large to be shown, or damaged`,
      ),
    );
  }

  /** Ends the thread. What it was asked for fails, and the next one starts. */
  #end(error: Error): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#waiting.clear();
  }

  [Symbol.dispose](): void {
    this.#end(new Error("the explorer was closed"));
  }
}
