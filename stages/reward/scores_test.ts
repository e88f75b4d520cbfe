import assert from "node:assert/strict";
import { datasetColumns, scoresColumns } from "../data/columns.ts";
import { DataError } from "../data/error.ts";
import { writeRows } from "../data/parquet.ts";
import { temporaryFolder } from "../testing/context.ts";
import { readDemonstrations, readScores } from "./scores.ts";

Deno.test("scores belong to their demonstrations, row by row", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/demonstrations.parquet`;
  const scores = `${folder.path}/scores.parquet`;
  const rows = [
    { prompt: "cat", response: "K AE T" },
    { prompt: "dog", response: "D AO G" },
  ];
  await writeRows(path, datasetColumns, rows);
  const demonstrations = await readDemonstrations(path, "test");
  const write = (given: typeof rows) =>
    writeRows(
      scores,
      scoresColumns,
      given.map((row, i) => ({ ...row, score: i, spread: 0 })),
    );
  await write(rows);
  const read = await readScores(scores, demonstrations);
  assert.deepEqual(read.map(({ score }) => score), [0, 1]);

  const refused = (message: RegExp) =>
    assert.rejects(
      readScores(scores, demonstrations),
      (error) => error instanceof DataError && message.test(error.message),
    );
  await write(rows.toReversed());
  await refused(/row 0 is about "dog=D AO G".*have "cat=K AE T"; connect/);
  await write([rows[0]!, { prompt: "dog", response: "D AO" }]);
  await refused(/row 1 is about "dog=D AO"/);
  await write(rows.slice(1));
  await refused(/there are 1 of them for 2 demonstrations/);
});
