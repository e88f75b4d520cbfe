/**
 * `status`: how things stand, on one screen.
 *
 * @module
 */

import { holderText } from "../../store/mod.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { nameOfDevice } from "../../identity/preimage.ts";
import { describeDevice } from "../device.ts";
import { bytes, clip, count } from "../format.ts";
import { groupHead, groupsOf } from "../grouped.ts";
import type { TargetOptions } from "../options.ts";
import { alteredJson } from "../overrides.ts";
import { openSession } from "../session.ts";
import { findStanding, type Standing } from "../standing.ts";
import type { Style } from "../terminal.ts";
import { firstWarning } from "../warnings.ts";
import { countTexts, countWords } from "../words.ts";

/** The most lines of each part: all of it is one screen. */
const maxShown = 4;
/** The time of day in UTC, with the day where it is not today's. */
function since(iso: string, now: Date): string {
  const [day = "", time = ""] = iso.split("T");
  const clock = `${time.slice(0, 5)} UTC`;
  return now.toISOString().startsWith(day) ? clock : `${day} ${clock}`;
}

/** What `status` prints. */
function renderStanding(
  standing: Omit<Standing, "fault">,
  device: string,
  command: (...words: string[]) => string,
  now: Date,
  columns: number,
  style: Style,
): string[] {
  const lines: string[] = [];
  const part = (head: string, details: readonly string[]) => {
    lines.push(head);
    for (const detail of details.slice(0, maxShown)) {
      lines.push(clip(`  ${detail}`, columns));
    }
    if (details.length > maxShown) {
      lines.push(`  and ${details.length - maxShown} more; --json has all`);
    }
  };
  const { stages, lock, differences, running, failed, warnings } = standing;
  const counts = countTexts(countWords(stages.map(({ status }) => status)));
  part(
    `Stages: ${counts.join(", ")}; profile "${standing.profile}" on ${device}`,
    stages.filter(({ status }) => status === "to run")
      .map(({ name, why }) => `${name}: ${why ?? "no record"}`),
  );
  const good = lock === "match" || lock === "match so far";
  part(
    `Lock: ${good ? style.green(lock) : lock}`,
    groupsOf(differences).map(groupHead),
  );
  if (warnings.length > 0) {
    lines.push(style.yellow(`Warnings: ${count(warnings.length, "stage")}`));
    for (const one of warnings.slice(0, maxShown)) {
      lines.push(...firstWarning(one, columns, style));
    }
    if (warnings.length > maxShown) {
      lines.push(`  and ${warnings.length - maxShown} more; --json has all`);
    }
  }
  if (running.length > 0) {
    part(
      "Running:",
      running.map(({ stage, holder, startedAt }) =>
        `${stage}, ${holder}, since ${since(startedAt, now)}`
      ),
    );
  }
  if (standing.commands.length > 0) {
    part(
      "Commands:",
      standing.commands.map((holder) =>
        `${holderText(holder)}, since ${since(holder.since, now)}`
      ),
    );
  }
  if (failed.length > 0) {
    lines.push(style.red("Without a result:"));
    for (const { stage, startedAt, log } of failed.slice(0, maxShown)) {
      lines.push(clip(`  ${stage}, ${since(startedAt, now)}; log:`, columns));
      // A path stays whole, so that it can be copied.
      lines.push(`    ${log}`);
    }
    if (failed.length > maxShown) {
      lines.push(`  and ${failed.length - maxShown} more; --json has all`);
    }
  }
  const { checkpoints, store } = standing;
  if (checkpoints.length > 0) {
    part(
      "Checkpoints:",
      checkpoints.map(({ stage, key, bytes: size }) =>
        `${stage ?? `key ${key.slice(0, 8)}`}, ${bytes(size)}`
      ),
    );
  }
  const least = store.complete ? "" : "more than ";
  part(
    `Store: ${least}${bytes(store.bytes)}, ${
      count(store.objects, "object")
    }, ` +
      count(store.records, "record"),
    [],
  );
  lines.push(`  ${store.path}`);
  if (!stages.every(({ status }) => status === "cached")) {
    lines.push("To run what is not cached:", `  ${command("reproduce")}`);
  }
  return lines;
}

/** Runs `status`. */
export async function statusCommand(
  options: TargetOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const session = await openSession(options, context);
  const { fault, ...standing } = await findStanding(session);
  if (options.json) {
    const device = nameOfDevice(session.device);
    const error = fault === null ? {} : { error: { message: fault.message } };
    printJson(terminal, {
      version: 1,
      device,
      ...alteredJson(session.built),
      ...standing,
      ...error,
    });
    return fault === null ? exitCodes.ok : exitCodes.failure;
  } else {
    const lines = renderStanding(
      standing,
      describeDevice(session.device),
      session.command,
      new Date(),
      terminal.columns,
      terminal.style,
    );
    terminal.out(lines.join("\n"));
    if (fault !== null) throw fault;
  }
  return exitCodes.ok;
}
