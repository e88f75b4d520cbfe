/**
 * A thread of its own for tables that nobody vouches for. A damaged file, or
 * one that was made to harm, may claim to hold more values than could ever be
 * read: who reads it goes on for ever, or until there is no memory left. A
 * thread can be given up at any moment, and has a heap with a limit of its own.
 * Deno does not always tell that this was reached, but then nothing more comes
 * from the thread, so it is given up for its time.
 *
 * What the thread runs is a module that calls `answer` of `thread_side.ts`.
 *
 * @module
 */

import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";
import { TableError } from "./error.ts";

/** What the thread is asked. */
export interface Asked<Question> {
  readonly id: number;
  readonly path: string;
  readonly question: Question;
}

/** What it answers: a result, or the message of an error. */
export type Answered<Answer> =
  | { readonly id: number; readonly answer: Answer }
  /** It is not done yet, and reads this table now. */
  | { readonly id: number; readonly reading: string }
  | { readonly id: number; readonly error: string };

/** Who waits for an answer. */
interface Waiting<Answer> {
  /** The table that is read now. */
  path: string;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  /** Gives the thread up. */
  readonly timer: ReturnType<typeof setTimeout>;
}

/** How long an answer may take: milliseconds. */
const longestAnswer = 60_000;

/** What a thread may take. */
export interface ThreadLimits {
  /** How long an answer may take: milliseconds; a minute without it. */
  readonly longest?: number;
  /** The most that its heap may take: MB; without it, as much as this one's. */
  readonly memory?: number;
}

/** A thread, which starts when it is first asked. Close it by `using`. */
export class TableThread<Question, Answer> implements Disposable {
  readonly #waiting = new Map<number, Waiting<Answer>>();
  readonly #longest: number;
  readonly #memory: number;
  #worker: Worker | null = null;
  #next = 0;

  /**
   * @param module What it runs.
   */
  constructor(readonly module: URL, limits: ThreadLimits = {}) {
    this.#longest = limits.longest ?? longestAnswer;
    this.#memory = limits.memory ??
      Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20);
  }

  /**
   * Asks the thread.
   *
   * @param path The table that errors name, where the thread itself cannot.
   * @throws TableError for what the thread throws, and where it is given up.
   */
  ask(path: string, question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      const timer = setTimeout(() => {
        this.#giveUp(
          this.#waiting.get(id)?.path ?? path,
          `it was not done within ${this.#longest / 1000} s`,
        );
      }, this.#longest);
      this.#waiting.set(id, { path, resolve, reject, timer });
      this.#worker ??= this.#start();
      const asked: Asked<Question> = { id, path, question };
      this.#worker.postMessage(asked);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.module, {
      resourceLimits: { maxOldGenerationSizeMb: this.#memory },
    });
    worker.on("message", (answered: Answered<Answer>) => {
      const waiting = this.#waiting.get(answered.id);
      if ("reading" in answered) {
        if (waiting !== undefined) waiting.path = answered.reading;
        return;
      }
      if (waiting !== undefined) clearTimeout(waiting.timer);
      this.#waiting.delete(answered.id);
      if ("answer" in answered) waiting?.resolve(answered.answer);
      else waiting?.reject(new TableError(answered.error));
    });
    worker.on("error", (error: Error & { code?: string }) => {
      if (this.#worker !== worker) return;
      if (error.code !== "ERR_WORKER_OUT_OF_MEMORY") return this.#end(error);
      const [oldest] = this.#waiting.values();
      this.#giveUp(
        oldest?.path ?? "",
        `it takes more than ${this.#memory} MB of memory`,
      );
    });
    return worker;
  }

  #giveUp(path: string, why: string): void {
    this.#end(
      new TableError(
        `Cannot read the table "${path}": ${why}; it is too large, or damaged`,
      ),
    );
  }

  /** Ends the thread. What it was asked for fails, and the next one starts. */
  #end(error: Error): void {
    void this.#worker?.terminate();
    this.#worker = null;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#waiting.clear();
  }

  [Symbol.dispose](): void {
    this.#end(new Error("the thread that reads tables was closed"));
  }
}
