/**
 * Comparing two executions: what they were given, what they gave, and where the
 * two part.
 *
 * @module
 */

import type { Difference, Json } from "../api.ts";
import { type Cause, explainFirst, findCauses } from "./causes.ts";
import type { Execution, OriginOf } from "./execution.ts";
import { diffTexts, hunkLines } from "./lines.ts";
import { changeText } from "./numbers.ts";
import { compareCodePoints } from "./order.ts";
import { comparePreimages, type FieldDifference } from "./preimages.ts";
import { short } from "./values.ts";

/** What is known of executions besides themselves. */
export interface Knowledge<E extends Execution> {
  readonly originOf: OriginOf<E>;
  /**
   * The text of a file of code; null where it is none, undefined where it is
   * not at hand here, though it is elsewhere.
   */
  readonly textOf: (digest: string) => string | null | undefined;
}

/** How two executions compare. */
export interface ExecutionComparison<E extends Execution> {
  /** The first difference on the way down, explained; null where none is. */
  readonly first: string | null;
  /** All places where the two part, from the sources on. */
  readonly causes: readonly Cause<E>[];
  /** Of the two themselves: first what they were given, then what they gave. */
  readonly differences: readonly Difference[];
}

/** The fields of a preimage as they are called where a record is shown. */
const shownFields: Readonly<Record<string, string>> = {
  param: "params",
  input: "inputs",
  package: "packages",
  tool: "tools",
};

/** What there is to say of a file of code that changed. */
function ofCode(
  textOf: Knowledge<Execution>["textOf"],
  before: string,
  after: string,
): Pick<Difference, "diff" | "note"> {
  const from = textOf(before), to = textOf(after);
  if (from === undefined || to === undefined) {
    return {
      note: "This page does not carry both of them. `deno task explore` " +
        "shows what changed",
    };
  }
  if (from === null || to === null) return {};
  const hunks = diffTexts(from, to);
  return hunks === null ? {} : { diff: hunkLines(hunks).join("\n") };
}

/** A difference of two preimages, with the code's lines. */
function shown(
  textOf: Knowledge<Execution>["textOf"],
  difference: FieldDifference,
): Difference {
  const { field, before, after } = difference;
  const isCode = field === "code" && typeof before === "string" &&
    typeof after === "string";
  return {
    ...difference,
    field: Object.hasOwn(shownFields, field) ? shownFields[field]! : field,
    ...isCode ? ofCode(textOf, before, after) : {},
  };
}

type Values = Readonly<Record<string, Json | undefined>>;

/** Compares values by name, such as metrics. */
function compareValues(
  field: string,
  before: Values,
  after: Values,
  line: (name: string, from: Json | undefined, to: Json | undefined) => string,
): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].sort(compareCodePoints).flatMap((name): Difference[] => {
    // A name may be any text, such as `constructor`.
    const [from, to] = [before, after]
      .map((values) => Object.hasOwn(values, name) ? values[name] : undefined);
    if (JSON.stringify(from) === JSON.stringify(to)) return [];
    const change = from === undefined
      ? "added"
      : to === undefined
      ? "removed"
      : "changed";
    return [{
      field,
      name,
      change,
      before: from ?? null,
      after: to ?? null,
      line: line(name, from, to),
    }];
  });
}

const text = (value: Json | undefined) =>
  value === undefined
    ? "none"
    : typeof value === "string"
    ? value
    : JSON.stringify(value);

function digests({ outputs }: Execution): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { digest }]) => [name, digest]),
  );
}

/** What two executions gave, and on what they ran. */
function compareResults(a: Execution, b: Execution): Difference[] {
  const plain = (what: string) =>
  (
    name: string,
    from: Json | undefined,
    to: Json | undefined,
  ) => `${what}${name}: ${text(from)} -> ${text(to)}`;
  const around = (execution: Execution): Values => ({
    ...execution.machine,
    threads: execution.threads,
    isolation: execution.isolation,
  });
  return [
    ...compareValues("outputs", digests(a), digests(b), (name, from, to) => {
      const digest = (value: Json | undefined) =>
        typeof value === "string" ? short(value) : "none";
      return `output ${name}: ${digest(from)} -> ${digest(to)}`;
    }),
    ...compareValues(
      "metrics",
      a.metrics,
      b.metrics,
      (name, from, to) =>
        `metric ${name}: ` +
        (typeof from === "number" && typeof to === "number"
          ? changeText(from, to)
          : `${text(from)} -> ${text(to)}`),
    ),
    ...compareValues(
      "warnings",
      Object.fromEntries((a.warnings ?? []).map((one) => [one, true])),
      Object.fromEntries((b.warnings ?? []).map((one) => [one, true])),
      (name, from) =>
        `warning ${from === undefined ? "added" : "gone"}: ${name}`,
    ),
    ...compareValues(
      "determinism",
      { "": a.determinism },
      { "": b.determinism },
      plain("determinism"),
    ),
    ...compareValues("machine", around(a), around(b), plain("machine ")),
  ];
}

/**
 * Compares two executions. Times are not compared: they are never the same.
 */
export function compareExecutions<E extends Execution>(
  a: E,
  b: E,
  { originOf, textOf }: Knowledge<E>,
): ExecutionComparison<E> {
  const causes = findCauses(originOf, [[a, b]]);
  return {
    first: explainFirst(causes, b.stage),
    causes,
    differences: [
      ...comparePreimages(a.preimage, b.preimage)
        .map((one) => shown(textOf, one)),
      ...compareResults(a, b),
    ],
  };
}
