/**
 * What the thread does that reads tables for the explorer: pages of them. It is
 * a thread also so that a server which sorts a large one goes on answering.
 *
 * @module
 */

import { tablePage } from "../../tables/page.ts";
import { answer } from "../../tables/thread_side.ts";

answer(tablePage);
