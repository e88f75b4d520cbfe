/**
 * The side of `thread.ts` that is in the thread: takes questions and gives
 * answers.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";
import { messageOf } from "../errors.ts";
import type { Answered, Asked } from "./thread.ts";

/**
 * Answers all that this thread is asked, by a function. Where it reads another
 * table than the one it is asked of, it says so by its third argument.
 */
export function answer<Question, Answer>(
  find: (
    path: string,
    question: Question,
    reading: (path: string) => void,
  ) => Promise<Answer>,
): void {
  const port = parentPort!;
  port.on("message", async ({ path, question }: Asked<Question>) => {
    const send = (answered: Answered<Answer>) => port.postMessage(answered);
    try {
      const reading = (path: string) => send({ reading: path });
      send({ answer: await find(path, question, reading) });
    } catch (error) {
      send({ error: messageOf(error) });
    }
  });
}
