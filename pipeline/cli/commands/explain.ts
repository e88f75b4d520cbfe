/**
 * `explain`: why a stage would run, field by field, and on to the stages that
 * its inputs come from.
 *
 * @module
 */

import type { Digest, Key } from "../../identity/digest.ts";
import {
  comparePreimages,
  type Difference,
  nearestRecord,
  type Plan,
  type PlannedStage,
  planRecipe,
  selectStages,
} from "../../plan/mod.ts";
import { partialPreimage } from "../../plan/preimage.ts";
import { type ExecutionRecord, short, type Store } from "../../store/mod.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { wrap } from "../format.ts";
import type { TargetOptions } from "../options.ts";
import { openSession, type Session } from "../session.ts";
import type { Style } from "../terminal.ts";

/** Why one stage is as it is. */
export interface Explanation {
  readonly name: string;
  readonly kind: string;
  readonly key: Key | null;
  readonly status: "cached" | "run";
  /** The other record that it is compared with; null without one. */
  readonly against: ExecutionRecord | null;
  readonly differences: readonly Difference[];
  /** Inputs that are other ones or not known yet, and what makes them. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The plan's own reasons. */
  readonly reasons: readonly string[];
}

/** The digests of a stage's inputs as far as the plan knows them. */
function knownInputs(
  planned: PlannedStage,
  byName: ReadonlyMap<string, PlannedStage>,
): Record<string, Digest | null> {
  return Object.fromEntries(
    Object.entries(planned.stage.inputs).map(([name, { stage, output }]) => {
      const record = byName.get(stage)?.record;
      return [name, record?.outputs[output]?.digest ?? null];
    }),
  );
}

/** The newest record of a stage that has another key. */
function otherRecord(
  store: Store,
  stage: string,
  key: Key | null,
): ExecutionRecord | null {
  return store.recordsOfStage(stage).findLast((one) => one.key !== key) ?? null;
}

/** The newest record of a stage that put these bytes out. */
function recordThatMade(
  store: Store,
  stage: string,
  digest: Digest,
): ExecutionRecord | null {
  return store.recordsOfStage(stage).findLast(({ outputs }) =>
    Object.values(outputs).some((output) => output.digest === digest)
  ) ?? null;
}

/**
 * Explains stages, then the stages that their changed inputs come from, then
 * theirs; each stage once.
 */
export async function explainStages(
  session: Session,
  plan: Plan,
  names: readonly string[],
): Promise<Explanation[]> {
  const { project, device } = session;
  const graph = await project.graph;
  const byName = new Map(plan.stages.map((p) => [p.stage.name, p]));
  const queue: { name: string; made: Digest | null }[] = names
    .map((name) => ({ name, made: null }));
  const explained = new Map<string, Explanation>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (explained.has(next.name)) continue;
    const planned = byName.get(next.name)!;
    const { stage, status, key, reasons } = planned;
    const base = { name: stage.name, kind: stage.kind.name, key, status };
    const known = knownInputs(planned, byName);
    const now = partialPreimage(stage, graph, device, known);
    // An input is explained against the run that made its earlier bytes.
    const made = next.made &&
      recordThatMade(project.store, stage.name, next.made);
    // What is cached is compared with what there was before it.
    const against = made ??
      (status === "cached"
        ? otherRecord(project.store, stage.name, key)
        : nearestRecord(project.store, stage.name, now));
    const differences = against === null
      ? []
      : comparePreimages(against.preimage, now);
    const inputs: Record<string, string> = {};
    for (const [input, ref] of Object.entries(stage.inputs)) {
      const open = known[input] === null;
      const changed = differences.some((d) =>
        d.field === "input" && d.name === input
      );
      if (!open && !changed) continue;
      inputs[input] = ref.stage;
      const made = against?.preimage.inputs[input] ?? null;
      queue.push({ name: ref.stage, made });
    }
    const rest = { differences, inputs, reasons };
    explained.set(next.name, { ...base, against, ...rest });
  }
  return [...explained.values()];
}

function heading(one: Explanation): string {
  if (one.status === "cached") {
    return `cached: nothing changed (key ${short(one.key!)})`;
  }
  if (one.against === null) return "would run, no earlier record";
  const { key, startedAt, stage } = one.against;
  const other = stage === one.name ? "" : ` of ${stage}`;
  return `would run, against ${short(key)}${other} of ` +
    startedAt.slice(0, 16).replace("T", " ");
}

/** What the lines below a cached stage are about. */
function since([first, ...others]: readonly Explanation[]): string {
  const { against } = first!;
  return others.length > 0 || against === null
    ? "Since the run before:"
    : `Since the run before (key ${short(against.key)}):`;
}

/** The most changed or open inputs that are printed for a stage. */
const maxInputs = 6;

function lines(one: Explanation): string[] {
  const own: string[] = [], inputs: string[] = [];
  for (const { field, name, line } of one.differences) {
    if (field !== "input") own.push(line);
    else {
      const from = one.inputs[name];
      inputs.push(from === undefined ? line : `${line}, from ${from}`);
    }
  }
  for (const [input, stage] of Object.entries(one.inputs)) {
    const named = one.differences.some((d) =>
      d.field === "input" && d.name === input
    );
    if (!named) inputs.push(`input ${input}: waits for ${stage}`);
  }
  // With no difference the reason is another one, such as a damaged object.
  if (own.length === 0 && inputs.length === 0) return [...one.reasons];
  const more = inputs.length - maxInputs;
  return [
    ...own,
    ...inputs.slice(0, maxInputs),
    ...(more > 0 ? [`and ${more} more inputs; --json has all`] : []),
  ];
}

/** What `explain` prints. Stages with one and the same reason stand together. */
export function renderExplanations(
  explanations: readonly Explanation[],
  columns: number,
  style: Style,
): string[] {
  const groups = new Map<string, Explanation[]>();
  for (const one of explanations) {
    const id = JSON.stringify([one.kind, one.status, lines(one)]);
    groups.set(id, [...groups.get(id) ?? [], one]);
  }
  return [...groups.values()].flatMap((group, i) => {
    const [first] = group as [Explanation];
    const names = group.map(({ name }) => style.bold(name)).join(", ");
    const head = group.length === 1
      ? heading(first)
      : first.status === "cached"
      ? "cached: nothing changed"
      : "would run";
    const { status, differences } = first;
    const unchanged = status === "cached" && differences.length === 0;
    const shown = unchanged ? [] : lines(first);
    if (status === "cached" && shown.length > 0) shown.unshift(since(group));
    return [
      ...(i > 0 ? [""] : []),
      ...wrap(`${names} (${first.kind}): ${head}`, columns),
      ...shown.flatMap((line) => wrap(line, columns, "  ")),
    ];
  });
}

function explanationJson(one: Explanation): unknown {
  const { against, ...rest } = one;
  return {
    ...rest,
    against: against === null ? null : {
      key: against.key,
      stage: against.stage,
      startedAt: against.startedAt,
    },
  };
}

/** Runs `explain`. */
export async function explainCommand(
  pattern: string,
  options: TargetOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const session = await openSession(options, context);
  const { project, built, device } = session;
  const plan = await planRecipe(project, built, device, { only: [pattern] });
  const names = selectStages(built, [pattern]).map(({ name }) => name);
  const explanations = await explainStages(session, plan, names);
  if (options.json) {
    printJson(terminal, {
      version: 1,
      profile: built.profile,
      stages: explanations.map(explanationJson),
    });
  } else {
    const { columns, style } = terminal;
    terminal.out(renderExplanations(explanations, columns, style).join("\n"));
  }
  return exitCodes.ok;
}
