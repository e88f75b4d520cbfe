/**
 * What is wrong with a value that a schema refuses, in a few words: zod's own
 * wording is made for developers of schemas, this one for who typed the value.
 *
 * @module
 */

import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** How zod's own messages begin; any other is the schema's author's. */
const own = /^(?:Too small|Too big|Invalid|Unrecognized)\b/;

/** Types by zod's name for them. */
const types: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  null: "null",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a text",
  tuple: "a list",
};

function list(words: readonly string[]): string {
  if (words.length < 2) return words.join();
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** What `too_big` and `too_small` count, by what they look at. */
function size(origin: string, n: number | bigint, bound: string): string {
  const one = n === 1 || n === 1n;
  switch (origin) {
    case "string":
      return `must have ${bound} ${n} ${one ? "character" : "characters"}`;
    case "array":
    case "set":
      return `must have ${bound} ${n} ${one ? "item" : "items"}`;
    default:
      return `must be ${bound} ${n}`;
  }
}

function bounded(
  origin: string,
  n: number | bigint,
  [inclusive, exclusive]: readonly [string, string],
  issue: { readonly inclusive?: boolean; readonly exact?: boolean },
): string {
  if (issue.exact === true) return size(origin, n, "exactly");
  // Sizes are whole numbers, so a bound of theirs is always a size itself.
  return size(origin, n, issue.inclusive === false ? exclusive : inclusive);
}

/** What one of several schemas asks for, without its "must be". */
function wanted(issues: readonly Issue[]): string | null {
  const [issue] = issues;
  if (issue === undefined || issue.path.length > 0) return null;
  const words = schemaFault(issue);
  return words.startsWith("must be ") ? words.slice("must be ".length) : null;
}

/** The words for an issue of something within a value, with its name. */
function placed(issue: Issue): string {
  const words = schemaFault(issue);
  return issue.path.length === 0
    ? words
    : `"${issue.path.map(String).join(".")}" ${words}`;
}

/**
 * The words for one issue, to stand behind the value: `must be at most 1`. A
 * message that the schema's author wrote stays, and so does one of a kind that
 * is not known here.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 * const { error } = z.number().max(1).safeParse(2);
 * assert.equal(schemaFault(error!.issues[0]!), "must be at most 1");
 * ```
 */
export function schemaFault(issue: Issue): string {
  const { message } = issue;
  if (!own.test(message)) return message;
  switch (issue.code) {
    case "invalid_type": {
      // The name of what is missing stands in front.
      if (issue.expected === "nonoptional") return "must be given";
      const type = types[issue.expected];
      return type === undefined ? message : `must be ${type}`;
    }
    case "invalid_value":
      return `must be ${list(issue.values.map((v) => JSON.stringify(v)))}`;
    case "too_big":
      return bounded(
        issue.origin,
        issue.maximum,
        ["at most", "less than"],
        issue,
      );
    case "too_small":
      return bounded(
        issue.origin,
        issue.minimum,
        ["at least", "more than"],
        issue,
      );
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `has ${list(issue.keys.map((key) => `"${key}"`))}, which is not ` +
        "known";
    case "invalid_format":
      return issue.format === "regex" ? `must match ${issue.pattern}` : message;
    case "invalid_union": {
      const options = issue.errors.map(wanted);
      const known = options.filter((words) => words !== null);
      if (known.length > 0 && known.length === options.length) {
        return `must be ${list([...new Set(known)])}`;
      }
      // Objects of several shapes: what keeps it from being each of them.
      const faults = issue.errors.flatMap(([first]) =>
        first === undefined ? [] : [placed(first)]
      );
      return faults.length === 0
        ? message
        : `fits none of the forms that it may have: ${faults.join("; ")}`;
    }
    default:
      return message;
  }
}
