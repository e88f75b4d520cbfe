/**
 * What `explain` prints: why stages are as they are, with what changed in
 * their code line by line.
 *
 * @module
 */

import type { ExplainedDifference, Explanation } from "../plan/explain.ts";
import { hunkLines } from "../plan/code_diff.ts";
import { short } from "../store/seal.ts";
import { bytes, clip, count, wrap } from "./format.ts";
import type { Style } from "./terminal.ts";
import { warningLines } from "./warnings.ts";
import { waits } from "./words.ts";

/** How to print. */
export interface Page {
  readonly columns: number;
  readonly style: Style;
  /** Whether everything is printed, however long, and no line is cut. */
  readonly full: boolean;
}

/** The most lines of one file's diff, unless everything is printed. */
const maxLines = 30;
/** The most changed or open inputs of a stage, unless all are printed. */
const maxInputs = 6;
/** A longer value stands on a line of its own. The plan's line cuts it. */
const maxValue = 40;

/** When a record was made, to the minute and in UTC. */
function when(startedAt: string): string {
  return startedAt.slice(0, 16).replace("T", " ");
}

function heading(one: Explanation): string {
  const { record, against, name } = one;
  if (record !== null) {
    return `cached, made ${when(record.startedAt)} (key ${short(record.key)})`;
  }
  if (against === null) return "to run, no earlier record";
  const other = against.stage === name ? "" : ` of ${against.stage}`;
  return `to run, compared with ${short(against.key)}${other} of ` +
    when(against.startedAt);
}

/** What the lines below a cached stage are about. */
function since([first, ...others]: readonly Explanation[]): string {
  const { against } = first!;
  return others.length > 0 || against === null
    ? "Since the run before:"
    : `Since the run before (key ${short(against.key)}):`;
}

function colour(line: string, style: Style): string {
  if (line.startsWith("@@")) return style.dim(line);
  if (line.startsWith("-")) return style.red(line);
  return line.startsWith("+") ? style.green(line) : line;
}

/** A line of code in which nothing moves the terminal's cursor. */
function visible(line: string): string {
  return line.replaceAll("\t", "    ").replace(
    // deno-lint-ignore no-control-regex
    /[\x00-\x1f\x7f]/g,
    (c) =>
      c === "\x7f" ? "\u2421" : String.fromCharCode(0x2400 + c.charCodeAt(0)),
  );
}

/** A file's diff, or what there is to say without one. */
class CodeText {
  readonly #page: Page;
  /** Diffs that were printed: one file changes the code of many stages. */
  readonly #printed = new Set<string>();

  constructor(page: Page) {
    this.#page = page;
  }

  lines({ name, before, after, line, diff }: ExplainedDifference): string[] {
    const { columns, style, full } = this.#page;
    const first = (note: string) => wrap(`${line}${note}`, columns, "  ");
    if (diff === undefined) return first("");
    if (diff.type === "sizes") {
      return first(`, ${bytes(diff.before)} -> ${bytes(diff.after)}`);
    }
    if (diff.type === "missing") {
      const which = diff.which === "before" ? "earlier" : "later";
      return first(`; its ${which} text is not in the store`);
    }
    const id = `${name} ${before} ${after}`;
    if (this.#printed.has(id)) return first(", as above");
    this.#printed.add(id);
    const all = hunkLines(diff.hunks);
    const most = full || all.length <= maxLines ? all.length : maxLines;
    const shown = all.slice(0, most).map(visible).map((text) =>
      "    " + colour(full ? text : clip(text, columns - 4), style)
    );
    const more = all.length - most;
    return [
      ...first(""),
      ...shown,
      ...(more > 0
        ? [`    and ${count(more, "more line")}; --full prints all`]
        : []),
    ];
  }
}

/** A value that changed, each of the two on a line of its own if it is long. */
function valueLines(one: ExplainedDifference, columns: number): string[] {
  const { field, name, change, before, after, line } = one;
  const from = change === "added" ? "none" : JSON.stringify(before);
  const to = change === "removed" ? "none" : JSON.stringify(after);
  const isValue = field === "param" || field === "import" ||
    field === "compiler option" || field === "scoped import" ||
    field === "versions for";
  if (!isValue || Math.max(from.length, to.length) <= maxValue) {
    return wrap(line, columns, "  ");
  }
  return [
    ...wrap(`${field} ${name}:`, columns, "  "),
    ...wrap(`- ${from}`, columns, "    "),
    ...wrap(`+ ${to}`, columns, "    "),
  ];
}

function inputLines(one: Explanation): string[] {
  const lines: string[] = [];
  const named = new Set<string>();
  for (const { field, name, line } of one.differences) {
    if (field !== "input") continue;
    named.add(name);
    const from = one.inputs[name];
    lines.push(from === undefined ? line : `${line}, from ${from}`);
  }
  for (const [input, stage] of Object.entries(one.inputs)) {
    if (!named.has(input)) {
      lines.push(`input ${input}: ${waits.forStage(stage)}`);
    }
  }
  return lines;
}

function detail(one: Explanation, code: CodeText, page: Page): string[] {
  const { columns, full } = page;
  const own = one.differences.filter(({ field }) => field !== "input")
    .flatMap((difference) =>
      difference.field === "code"
        ? code.lines(difference)
        : valueLines(difference, columns)
    );
  const inputs = inputLines(one);
  // With no difference the reason is another one, such as a damaged object.
  if (own.length === 0 && inputs.length === 0) {
    if (one.reasons.join() === "no record") return [];
    return one.reasons.flatMap((line) => wrap(line, columns, "  "));
  }
  const most = full || inputs.length <= maxInputs ? inputs.length : maxInputs;
  const more = inputs.length - most;
  return [
    ...own,
    ...inputs.slice(0, most).flatMap((line) => wrap(line, columns, "  ")),
    ...(more > 0
      ? [`  and ${count(more, "more input")}; --full prints all`]
      : []),
  ];
}

/** What makes stages stand together: they say the same. */
function groupOf(one: Explanation): string {
  const { kind, status, differences, reasons, record } = one;
  const warnings = record?.warnings ?? [];
  return JSON.stringify(
    [kind, status, differences, inputLines(one), reasons, warnings],
  );
}

/** What `explain` prints. Stages with one and the same reason stand together. */
export function renderExplanations(
  explanations: readonly Explanation[],
  page: Page,
): string[] {
  const { columns, style } = page;
  const groups = new Map<string, Explanation[]>();
  for (const one of explanations) {
    const id = groupOf(one);
    groups.set(id, [...groups.get(id) ?? [], one]);
  }
  const code = new CodeText(page);
  return [...groups.values()].flatMap((group, i) => {
    const [first] = group as [Explanation];
    const names = group.map(({ name }) => style.bold(name)).join(", ");
    const cached = first.status === "cached";
    const head = group.length === 1
      ? heading(first)
      : cached
      ? "cached"
      : "to run";
    const unchanged = cached && first.differences.length === 0;
    const below = unchanged ? [] : detail(first, code, page);
    if (cached && below.length > 0) below.unshift(`  ${since(group)}`);
    return [
      ...(i > 0 ? [""] : []),
      ...wrap(`${names} (${first.kind}): ${head}`, columns),
      ...warningLines(first.record?.warnings ?? [], columns, style),
      ...below,
    ];
  });
}
