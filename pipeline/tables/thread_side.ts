/**
 * The side of `thread.ts` that is in the thread: takes questions and gives
 * answers.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";
import { messageOf } from "../errors.ts";
import type { Answered, Asked } from "./thread.ts";

/** Answers all that this thread is asked, by a function. */
export function answer<Question, Answer>(
  find: (path: string, question: Question) => Promise<Answer>,
): void {
  const port = parentPort!;
  port.on("message", async ({ id, path, question }: Asked<Question>) => {
    const send = (answered: Answered<Answer>) => port.postMessage(answered);
    try {
      send({ id, answer: await find(path, question) });
    } catch (error) {
      send({ id, error: messageOf(error) });
    }
  });
}
