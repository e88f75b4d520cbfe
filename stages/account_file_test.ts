import assert from "node:assert/strict";
import { type Account, readAccounts, sumAccounts } from "./account_file.ts";
import { DataError } from "./data/error.ts";
import { temporaryFolder } from "./testing/context.ts";

const one: Account = {
  version: 1,
  flops: 2 ** 52,
  trainedTokens: 3,
  generatedTokens: 0,
  scoredTokens: 5,
};

Deno.test("accounts of several stages add up, and of none to nothing", async () => {
  await using folder = await temporaryFolder();
  const paths: Record<string, string> = {};
  for (const [name, account] of [["a", one], ["b", { ...one, flops: 7 }]]) {
    paths[name as string] = `${folder.path}/${name}.json`;
    await Deno.writeTextFile(paths[name as string]!, JSON.stringify(account));
  }
  assert.deepEqual(await readAccounts(paths), {
    version: 1,
    flops: 2 ** 52 + 7,
    trainedTokens: 6,
    generatedTokens: 0,
    scoredTokens: 10,
  });
  assert.equal(sumAccounts([]).flops, 0);
});

Deno.test("a damaged account is refused by its label and field", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/account.json`;
  const refuses = async (text: string, message: RegExp) => {
    await Deno.writeTextFile(path, text);
    await assert.rejects(readAccounts({ "sft/seed=1": path }), (error) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, /^Cannot read account "sft\/seed=1": /);
      assert.match(error.message, message);
      assert.match(error.message, /; rerun the stage that wrote it$/);
      return true;
    });
  };
  await refuses('{"version":1,"flo', /it is not JSON/);
  await refuses("[]", /its content is wrong/);
  await refuses(JSON.stringify({ ...one, version: 2 }), /field "version"/);
  await refuses(JSON.stringify({ ...one, flops: -1 }), /field "flops"/);
  const half = JSON.stringify({ ...one, scoredTokens: 0.5 });
  await refuses(half, /field "scoredTokens"/);
});
