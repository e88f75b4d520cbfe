/**
 * `diff`: what is different in two artifacts, executions or locks, and where on
 * the way down that begins.
 *
 * @module
 */

import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { type Answer, compareSides } from "../diff/answer.ts";
import { renderDiff } from "../diff/render.ts";
import { type Side, Sides } from "../diff/sides.ts";
import type { TargetOptions } from "../options.ts";
import { openSession } from "../session.ts";

/** What `diff` can be asked for. */
interface DiffOptions extends TargetOptions {
  /** Prints everything, however long. */
  readonly full?: boolean | undefined;
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
  const answer = await compareSides(pair, find);
  if (options.json) {
    const [a, b] = pair.map(sideJson);
    printJson(terminal, { version: 1, a, b, ...answerJson(answer) as object });
  } else {
    const { columns, style } = terminal;
    const page = { columns, style, full: options.full ?? false };
    terminal.out(renderDiff(pair, answer, page).join("\n"));
  }
  return answer.same ? exitCodes.ok : exitCodes.failure;
}
