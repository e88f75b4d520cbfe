/**
 * The shape of an account: how much a stage computed, and how many tokens it
 * did that with.
 *
 * @module
 */

import { z } from "zod";
import { DataError } from "./data/error.ts";

const count = z.int().min(0);

/** What a stage computed, all of its runs together where it continued. */
export const accountSchema = z.strictObject({
  version: z.literal(1),
  /**
   * Floating-point operations of everything that ran on the device, as the
   * kernels count them. Programs have fixed shapes, so padding counts: it is
   * computed. Exact up to 2^53.
   */
  flops: z.number().min(0),
  /**
   * Tokens that were trained on, prompt and response and end, once for each
   * time that a step used them; padding not.
   */
  trainedTokens: count,
  /** Tokens of responses that were sampled, with their ends. */
  generatedTokens: count,
  /**
   * Tokens, prompt and response and end, whose likelihood or reward was
   * computed without training on them.
   */
  scoredTokens: count,
});

/** What a stage computed. */
export type Account = z.output<typeof accountSchema>;

/** What several stages computed together. */
export function sumAccounts(accounts: readonly Account[]): Account {
  const total = {
    version: 1 as const,
    flops: 0,
    trainedTokens: 0,
    generatedTokens: 0,
    scoredTokens: 0,
  };
  for (const account of accounts) {
    total.flops += account.flops;
    total.trainedTokens += account.trainedTokens;
    total.generatedTokens += account.generatedTokens;
    total.scoredTokens += account.scoredTokens;
  }
  return total;
}

/**
 * Reads an account.
 *
 * @param label What the recipe calls it.
 * @throws {DataError} Where the file holds no account.
 */
export async function readAccount(
  label: string,
  path: string,
): Promise<Account> {
  const refuse = (what: string) =>
    new DataError(
      `Cannot read account "${label}": ${what}; rerun the stage that wrote it`,
    );
  let value: unknown;
  try {
    value = JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refuse("it is not JSON");
  }
  const { success, data, error } = accountSchema.safeParse(value);
  if (success) return data;
  const { path: at, message } = error.issues[0]!;
  const where = at.length === 0 ? "its content" : `its field "${at.join(".")}"`;
  throw refuse(`${where} is wrong (${message})`);
}

/**
 * Reads the accounts of several stages and adds them up.
 *
 * @param paths Where each is, by label.
 * @throws {DataError} Where one of the files holds no account.
 */
export async function readAccounts(
  paths: Readonly<Record<string, string>>,
): Promise<Account> {
  const accounts: Account[] = [];
  for (const label of Object.keys(paths).sort()) {
    accounts.push(await readAccount(label, paths[label]!));
  }
  return sumAccounts(accounts);
}
