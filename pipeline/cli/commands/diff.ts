/**
 * `diff`: what is different in two artifacts, executions or locks, and where on
 * the way down that begins.
 *
 * @module
 */

import type { Difference } from "../../../web/explorer/api.ts";
import {
  type Cause,
  compareRecords,
  type ContentDiff,
  contentOf,
  diffContents,
  diffLocks,
  explainFirst,
  findCauses,
  type LockDiff,
} from "../../diff/mod.ts";
import { changeText } from "../../lock_update.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { type Side, Sides } from "../diff_sides.ts";
import {
  bounded,
  changeTable,
  diffLines,
  type DiffPage,
  renderContent,
} from "../diff_text.ts";
import { count, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import type { TargetOptions } from "../options.ts";
import { openSession } from "../session.ts";
import { UsageError } from "../usage.ts";

/** What `diff` can be asked for. */
interface DiffOptions extends TargetOptions {
  /** Prints everything, however long. */
  readonly full?: boolean | undefined;
}

/** How two things compare. */
interface Answer {
  readonly what: "locks" | "records" | "artifacts";
  readonly same: boolean;
  /** Where they part, in a line; null where nothing tells. */
  readonly first: string | null;
  readonly causes: readonly Cause[];
  /** Of records. */
  readonly differences?: readonly Difference[];
  /** Of records: the outputs that both have with other bytes, by name. */
  readonly outputs?: Readonly<Record<string, ContentDiff>>;
  /** Of artifacts. */
  readonly content?: ContentDiff;
  /** Of locks. */
  readonly profiles?: LockDiff["profiles"];
  readonly unknown?: number;
}

type Of<T extends Side["type"]> = Extract<Side, { type: T }>;

function isBoth<T extends Side["type"]>(
  type: T,
  sides: readonly [Side, Side],
): sides is [Of<T>, Of<T>] {
  return sides.every((side) => side.type === type);
}

/** The artifact of an execution that has one only. */
function onlyOutput(side: Side, find: Sides): Side {
  if (side.type !== "record") return side;
  const outputs = Object.entries(side.record.outputs);
  const [[name, output] = [undefined, undefined]] = outputs;
  if (outputs.length !== 1 || name === undefined || output === undefined) {
    throw new UsageError(
      `Cannot compare an artifact with the stage "${side.record.stage}": it ` +
        `has ${count(outputs.length, "output")}; name one, such as ` +
        `${side.record.stage}.${name ?? "output"}`,
    );
  }
  return find.output(side.record, name);
}

async function compare(
  pair: readonly [Side, Side],
  find: Sides,
): Promise<Answer> {
  const { store } = find;
  if (isBoth("lock", pair)) {
    const [a, b] = pair;
    const diff = diffLocks(
      a.lock,
      b.lock,
      find.producers,
      (key) => find.latest(key),
    );
    return { what: "locks", same: diff.profiles.length === 0, ...diff };
  }
  if (pair.some(({ type }) => type === "lock")) {
    throw new UsageError(
      "Cannot compare a lock with something else: name two locks, such as " +
        "git:HEAD and lock.json",
    );
  }
  if (isBoth("record", pair)) {
    const [{ record: a }, { record: b }] = pair;
    const found = compareRecords(store, a, b, find.producers);
    const outputs: Record<string, ContentDiff> = {};
    for (const [name, { digest, form }] of Object.entries(a.outputs)) {
      const other = b.outputs[name];
      if (other === undefined || other.digest === digest) continue;
      // What gc has removed cannot be looked into; that it differs is known.
      if (!store.has(digest) || !store.has(other.digest)) continue;
      outputs[name] = await diffContents(
        contentOf(store, digest, form),
        contentOf(store, other.digest, other.form),
      );
    }
    const same = found.differences.every(({ field }) => field === "machine");
    return { what: "records", same, ...found, outputs };
  }
  const [a, b] = pair.map((side) => onlyOutput(side, find));
  if (a?.type !== "artifact" || b?.type !== "artifact") {
    throw new Error("what is no lock and no record is an artifact");
  }
  const content = a.digest === b.digest
    ? { type: "same" } as const
    : await diffContents(a.content, b.content);
  const causes = content.type === "same" || a.record === null ||
      b.record === null
    ? []
    : findCauses(find.producers, [[a.record, b.record]]);
  return {
    what: "artifacts",
    same: content.type === "same",
    first: explainFirst(causes, b.record?.stage ?? null),
    causes,
    content,
  };
}

function sideJson(side: Side): unknown {
  const { type, label } = side;
  if (side.type === "lock") return { type, label };
  const { record } = side;
  const made = record === null
    ? { stage: null, key: null }
    : { stage: record.stage, key: record.key };
  return side.type === "record"
    ? { type, label, ...made, n: side.n, startedAt: side.record.startedAt }
    : { type, label, digest: side.digest, ...made };
}

function answerJson({ causes, ...rest }: Answer): unknown {
  return {
    ...rest,
    causes: causes.map(({ a, b, differences }) => ({
      a: { stage: a.stage, key: a.key },
      b: { stage: b.stage, key: b.key },
      differences,
    })),
  };
}

/** The differences of two records, those of numbers in a table. */
function recordLines(
  differences: readonly Difference[],
  page: DiffPage,
): string[] {
  const metrics = differences.filter(({ field }) => field === "metrics");
  const others = differences.filter(({ field }) => field !== "metrics");
  const lines = others.flatMap(({ line, diff }) => [
    ...wrap(harmless(line), page.columns, "  "),
    ...(diff === undefined
      ? []
      : diffLines(diff.split("\n"), page).map((one) => `    ${one}`)),
  ]);
  const number = (value: unknown) => typeof value === "number" ? value : null;
  return metrics.length === 0 ? lines : [
    ...lines,
    "",
    ...changeTable(
      "metric",
      metrics.map(({ name, before, after }) => [
        name,
        number(before),
        number(after),
      ]),
      page,
    ),
  ];
}

function lockLines({ profiles = [] }: Answer, page: DiffPage): string[] {
  return profiles.flatMap(({ profile, change, stages }) => [
    "",
    change === "changed"
      ? `Profile "${harmless(profile)}": ${count(stages.length, "stage")}`
      : `Profile "${harmless(profile)}": ${change}`,
    ...bounded(stages.map((one) => harmless(changeText(one))), page)
      .flatMap((line) => wrap(line, page.columns, "  ")),
  ]);
}

/** The places in which lineages part, beyond the first. */
function causeLines(causes: readonly Cause[], page: DiffPage): string[] {
  if (causes.length < 2) return [];
  const lines = new Map<string, string[]>();
  for (const { a, b, differences } of causes) {
    const stage = a.stage === b.stage ? a.stage : `${a.stage} and ${b.stage}`;
    for (const { line } of differences) {
      lines.set(line, [...lines.get(line) ?? [], stage]);
    }
  }
  return [
    "",
    "All that differs by itself, from the sources on:",
    ...bounded(
      [...lines].map(([line, [first = "", ...more]]) =>
        `${line} (${first}${
          more.length > 0 ? ` and ${count(more.length, "stage")} more` : ""
        })`
      ).map(harmless),
      page,
    ).flatMap((line) => wrap(line, page.columns, "  ")),
  ];
}

function render(
  [a, b]: readonly [Side, Side],
  answer: Answer,
  page: DiffPage,
): string[] {
  const { columns, style } = page;
  const both = `${harmless(a.label)} and ${harmless(b.label)}`;
  const machine = answer.differences?.map(({ line }) => line) ?? [];
  if (answer.same) {
    const how = answer.what === "artifacts"
      ? "hold the same bytes"
      : answer.what === "locks"
      ? "expect the same"
      : `are the same${
        machine.length > 0 ? ` but for ${machine.join(", ")}` : ""
      }`;
    return wrap(`${both} ${how}`, columns);
  }
  const { first, outputs = {}, unknown = 0 } = answer;
  const inner = { ...page, columns: columns - 2 };
  return [
    ...wrap(`${both} differ`, columns),
    "",
    ...wrap(
      first === null
        ? answer.what === "locks" || answer.what === "artifacts"
          ? "Nothing in the store tells where that begins"
          : "Nothing that they were given differs"
        : `First difference: ${harmless(first)}`,
      columns,
    ).map((line) => style.bold(line)),
    ...(unknown > 0
      ? wrap(
        `Of ${count(unknown, "changed stage")} the store does not have both ` +
          "records, so that what changed them is not known",
        columns,
      )
      : []),
    ...causeLines(answer.causes, page),
    ...(answer.differences === undefined ? [] : [
      "",
      "Of the two themselves:",
      ...recordLines(answer.differences, page),
    ]),
    ...Object.entries(outputs).flatMap(([name, diff]) => [
      "",
      style.bold(`Output ${harmless(name)}`),
      ...renderContent(diff, inner).map((line) => `  ${line}`.trimEnd()),
    ]),
    ...(answer.content === undefined ? [] : [
      "",
      ...renderContent(answer.content, page),
    ]),
    ...lockLines(answer, page),
  ];
}

/** Runs `diff`. Exits with 1 where the two are not the same. */
export async function diffCommand(
  before: string,
  after: string,
  options: DiffOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const session = await openSession(options, context);
  const find = new Sides(session);
  const pair = [await find.find(before), await find.find(after)] as const;
  const answer = await compare(pair, find);
  if (options.json) {
    const [a, b] = pair.map(sideJson);
    printJson(terminal, { version: 1, a, b, ...answerJson(answer) as object });
  } else {
    const { columns, style } = terminal;
    const page = { columns, style, full: options.full ?? false };
    terminal.out(render(pair, answer, page).join("\n"));
  }
  return answer.same ? exitCodes.ok : exitCodes.failure;
}
