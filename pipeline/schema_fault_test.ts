import assert from "node:assert/strict";
import { z } from "zod";
import { schemaFault } from "./schema_fault.ts";

function faults(schema: z.ZodType, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  assert.ok(!parsed.success);
  return parsed.error.issues.map(schemaFault);
}

for (
  const [schema, value, expected] of [
    [z.number(), "1", "must be a number"],
    [z.int(), 1.5, "must be a whole number"],
    [z.boolean(), 1, "must be true or false"],
    [z.array(z.number()), 1, "must be a list"],
    [z.object({}), [], "must be an object"],
    [z.number().max(1), 2, "must be at most 1"],
    [z.number().min(0), -1, "must be at least 0"],
    [z.number().lt(1), 1, "must be less than 1"],
    [z.number().gt(0), 0, "must be more than 0"],
    [z.number().multipleOf(5), 3, "must be a multiple of 5"],
    [z.string().min(1), "", "must have at least 1 character"],
    [z.string().max(2), "abc", "must have at most 2 characters"],
    [z.string().length(3), "ab", "must have exactly 3 characters"],
    [z.array(z.number()).min(2), [1], "must have at least 2 items"],
    [z.string().regex(/^a/), "b", "must match /^a/"],
    [z.enum(["sft", "rft"]), "x", 'must be "sft" or "rft"'],
    [z.literal(3), 4, "must be 3"],
    [z.strictObject({}), { q: 1 }, 'has "q", which is not known'],
    [
      z.union([z.string(), z.number(), z.null()]),
      true,
      "must be a text, a number or null",
    ],
    [
      z.union([
        z.strictObject({ keep: z.number().max(1) }),
        z.strictObject({ least: z.number() }),
      ]),
      { keep: "all" },
      'fits none of the forms that it may have: "keep" must be a number; ' +
      '"least" must be a number',
    ],
    // What is not known here, and what an author wrote, stays.
    [z.email(), "x", "Invalid email address"],
    [z.number().max(1, "a ratio is at most 1"), 2, "a ratio is at most 1"],
    [z.number().refine((n) => n !== 7, "not seven"), 7, "not seven"],
  ] as const
) {
  Deno.test(`a refused ${JSON.stringify(value)} "${expected}"`, () => {
    assert.deepEqual(faults(schema, value), [expected]);
  });
}
