/**
 * Whether a stage kind's declaration holds together. The compiler tells most of
 * this, but nobody has to ask it, and a slip that runs all the same can do harm
 * later: a class of determinism that there is not would make the lock
 * unreadable, and a misspelt limit would be none.
 *
 * @module
 */

import { z } from "zod";
import { RecipeError } from "./errors.ts";
import { schemaFault } from "./schema_fault.ts";
import { showValue, valueAt } from "./show_value.ts";
import type { StageKind } from "./stage.ts";
import { suggest } from "./suggest.ts";

const fn = z.custom(
  (value) => typeof value === "function",
  "must be a function",
);

/**
 * Names of inputs and outputs stand in paths, before an extension, and behind
 * the last dot of an address. Neither may be taken for another's.
 */
const name = z.string().regex(
  /^[^./\\\p{C}\p{Zl}\p{Zp}]+$/u,
  "must not be empty, and have no slash, dot or control character",
);

/** Values by such names. */
function named(value: z.ZodType) {
  const isPlain = (all: unknown) =>
    typeof all !== "object" || all === null || !Object.hasOwn(all, "__proto__");
  // A record's check passes over the key.
  const plain = z.custom(isPlain, 'must not have the name "__proto__"');
  return plain.pipe(z.record(name, value));
}

const artifactType = z.looseObject({
  name: z.string().min(1),
  form: z.enum(["file", "folder"]),
  extension: z.string().regex(
    /^(?:\.[^/\\\p{C}\p{Zl}\p{Zp}]+)?$/u,
    "must be empty, or a dot and what has no slash or control character",
  ),
  mediaType: z.string().optional(),
});

const slot = z.looseObject({
  type: artifactType,
  arity: z.enum(["one", "optional", "many"]),
});

/** An artifact type by itself stands for exactly one artifact of it. */
const input = z.unknown().superRefine((value, context) => {
  const isSlot = typeof value === "object" && value !== null &&
    "arity" in value;
  const parsed = (isSlot ? slot : artifactType).safeParse(value);
  for (const issue of parsed.error?.issues ?? []) {
    const message = schemaFault(issue);
    context.addIssue({ code: "custom", path: issue.path, message });
  }
});

/** What has no limit leaves it out, so that nobody has to count to infinity. */
const limit = z.custom(
  (value) => Number.isFinite(value) && Number(value) > 0,
  "must be a positive, finite number (leave it out for no limit)",
);

const access = z.strictObject({
  env: z.array(z.string().regex(/^[^=,\s]+$/)).optional(),
  sys: z.array(z.string().regex(/^[A-Za-z]+$/)).optional(),
});

const resources = z.strictObject({
  threads: z.custom(
    (value) =>
      value === "all" || (Number.isInteger(value) && Number(value) > 0),
    'must be a whole number of at least 1, or "all"',
  ).optional(),
  memory: limit.optional(),
  time: limit.optional(),
});

const command = z.strictObject({
  tools: z.array(z.string().min(1)),
  files: z.array(z.string().min(1)),
  environment: z.record(z.string(), z.string()),
  resumes: z.boolean(),
  arguments: fn,
});

/** Infinity is the tolerance of a metric that may become anything. */
const margin = z.custom(
  (value) => typeof value === "number" && value >= 0,
  "must be a number of at least 0",
).optional();

const fields = {
  doc: z.string(),
  params: z.custom(
    (value) =>
      typeof (value as { safeParse?: unknown } | null)?.safeParse ===
        "function",
    'must be a schema of zod, such as "z.object({})"',
  ),
  inputs: named(input),
  outputs: named(artifactType),
  determinism: z.enum(["bitwise", "adapter", "none"]),
  accelerated: z.boolean().optional(),
  tolerance: z.record(
    z.string(),
    z.strictObject({ absolute: margin, relative: margin }),
  ).optional(),
  access: access.optional(),
  resources: resources.optional(),
  run: fn,
};

/** What `stage` adds to a declaration. */
const added = {
  name: z.string(),
  module: z.string(),
  local: z.literal(true).optional(),
};

const functionKind = z.strictObject({ ...fields, ...added });

/** A kind that `command` has made holds its arguments twice. */
const programKind = z.strictObject({
  ...fields,
  ...added,
  command,
  arguments: fn,
});

/** What a declaration may have at a path, for a name that it may not have. */
function knownAt(path: readonly PropertyKey[], isProgram: boolean): string[] {
  switch (path[0]) {
    case undefined: {
      const own = Object.keys(fields);
      if (!isProgram) return own;
      const never = ["run", "access", "accelerated"];
      return [
        ...own.filter((one) => !never.includes(one)),
        ...Object.keys(command.shape),
      ];
    }
    case "resources":
      return Object.keys(resources.shape);
    case "access":
      return Object.keys(access.shape);
    case "tolerance":
      return ["absolute", "relative"];
    default:
      return [];
  }
}

/** Where something stands in a declaration; a command's fields lie in it. */
function pathText(path: readonly PropertyKey[]): string {
  return path.slice(path[0] === "command" ? 1 : 0).map(String).join(".");
}

function faultTexts(kind: StageKind, issue: z.core.$ZodIssue): string[] {
  const { path } = issue;
  const isProgram = kind.command !== undefined;
  if (issue.code === "unrecognized_keys") {
    const known = knownAt(path, isProgram);
    return issue.keys.map((key) =>
      `there is no "${pathText([...path, key])}"${suggest(key, known)}`
    );
  }
  if (issue.code === "invalid_key") {
    const words = issue.issues.map(schemaFault).join(" and ");
    const what = path[0] === "inputs" ? "input" : "output";
    const shown = JSON.stringify(String(path.at(-1)));
    return [`the name of the ${what} ${shown} ${words}`];
  }
  const words = schemaFault(issue);
  return [`"${pathText(path)}" = ${showValue(valueAt(kind, path))}: ${words}`];
}

/** Kinds that hold together; stages by the hundred may be of one. */
const sound = new WeakSet<StageKind>();

/**
 * Checks a kind's declaration.
 *
 * @throws RecipeError naming the kind, each field that is wrong, its value and
 * what it must be.
 */
export function checkKind(kind: StageKind): void {
  if (sound.has(kind)) return;
  const schema = kind.command === undefined ? functionKind : programKind;
  const parsed = schema.safeParse(kind);
  if (!parsed.success) {
    const faults = parsed.error.issues.flatMap((one) => faultTexts(kind, one));
    throw new RecipeError(
      `Cannot use the stage kind "${kind.name}": ${
        [...new Set(faults)].join("; ")
      }`,
      { code: "refused-kind" },
    );
  }
  sound.add(kind);
}
