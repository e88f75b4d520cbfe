/**
 * A thread that counts the rows of a table, or takes memory without end.
 *
 * @module
 */

import { openParquet, readRows } from "../parquet.ts";
import { answer } from "../thread_side.ts";

function grow(): never {
  const kept: number[][] = [];
  for (;;) kept.push(new Array(100_000).fill(kept.length));
}

answer<"rows" | "grow", number>(async (path, question) => {
  if (question === "grow") {
    setTimeout(grow);
    await new Promise(() => {});
  }
  return (await readRows(await openParquet(path))).length;
});
