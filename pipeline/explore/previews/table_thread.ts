/**
 * The thread that reads tables, so that a server which sorts a large one goes
 * on answering. It is told a path and a request, and gives a page back.
 *
 * @module
 */

import { messageOf } from "../../errors.ts";
import {
  type PageRequest,
  type TablePage,
  tablePage,
} from "../../tables/page.ts";

/** What the thread is asked. */
export interface Asked {
  readonly id: number;
  readonly path: string;
  readonly request: PageRequest;
}

/** What it answers: a page, or the message of an error. */
export type Answered =
  | { readonly id: number; readonly page: TablePage }
  | { readonly id: number; readonly error: string };

// The types that are checked with are those of a program's first thread.
const thread = globalThis as unknown as {
  onmessage: (event: MessageEvent<Asked>) => void;
  postMessage(answer: Answered): void;
};

thread.onmessage = async ({ data: { id, path, request } }) => {
  try {
    thread.postMessage({ id, page: await tablePage(path, request) });
  } catch (error) {
    thread.postMessage({ id, error: messageOf(error) });
  }
};
