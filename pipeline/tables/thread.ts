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
  readonly path: string;
  readonly question: Question;
}

/** What it answers: a result, or the message of an error. */
export type Answered<Answer> =
  | { readonly answer: Answer }
  /** It is not done yet, and reads this table now. */
  | { readonly reading: string }
  | { readonly error: string };

/** A question, and who waits for its answer. */
interface Waiting<Question, Answer> extends Asked<Question> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** The question that the thread is at. */
interface Current<Answer> {
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

/**
 * A thread, which starts when it is first asked. It is asked one thing after
 * the other, so that a table for which it is given up is known, and no other
 * one is blamed. Close it by `using`.
 */
export class TableThread<Question, Answer> implements Disposable {
  readonly #waiting: Waiting<Question, Answer>[] = [];
  readonly #longest: number;
  readonly #memory: number;
  #worker: Worker | null = null;
  #current: Current<Answer> | null = null;

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
      this.#waiting.push({ path, question, resolve, reject });
      this.#askNext();
    });
  }

  #askNext(): void {
    if (this.#current !== null) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    const { path, question, resolve, reject } = next;
    const timer = setTimeout(
      () => this.#giveUp(`it was not done within ${this.#longest / 1000} s`),
      this.#longest,
    );
    this.#current = { path, resolve, reject, timer };
    this.#worker ??= this.#start();
    const asked: Asked<Question> = { path, question };
    this.#worker.postMessage(asked);
  }

  #start(): Worker {
    const worker = new Worker(this.module, {
      resourceLimits: { maxOldGenerationSizeMb: this.#memory },
    });
    worker.on("message", (answered: Answered<Answer>) => {
      const current = this.#current;
      if (this.#worker !== worker || current === null) return;
      if ("reading" in answered) {
        current.path = answered.reading;
        return;
      }
      clearTimeout(current.timer);
      this.#current = null;
      if ("answer" in answered) current.resolve(answered.answer);
      else current.reject(new TableError(answered.error));
      this.#askNext();
    });
    worker.on("error", (error: Error & { code?: string }) => {
      if (this.#worker !== worker) return;
      if (error.code !== "ERR_WORKER_OUT_OF_MEMORY") return this.#end(error);
      this.#giveUp(`it takes more than ${this.#memory} MB of memory`);
    });
    return worker;
  }

  #giveUp(why: string): void {
    const path = this.#current?.path ?? "";
    this.#end(
      new TableError(
        `Cannot read the table "${path}": ${why}; it is too large, or damaged`,
      ),
    );
  }

  /** Ends the thread. What it is at fails, and what waits gets another one. */
  #end(error: Error): void {
    void this.#worker?.terminate();
    this.#worker = null;
    const current = this.#current;
    this.#current = null;
    if (current !== null) {
      clearTimeout(current.timer);
      current.reject(error);
    }
    this.#askNext();
  }

  [Symbol.dispose](): void {
    const error = new Error("the thread that reads tables was closed");
    for (const { reject } of this.#waiting.splice(0)) reject(error);
    this.#end(error);
  }
}
