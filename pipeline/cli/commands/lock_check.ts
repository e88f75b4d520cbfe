/**
 * `lock check`: whether the lock belongs to the recipe.
 *
 * @module
 */

import { readLock } from "../../lock.ts";
import { checkLock, type LockDifference } from "../../lock_check.ts";
import { openProject } from "../../project.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { count } from "../format.ts";
import { renderGroups } from "../grouped.ts";
import { followUp } from "../invocation.ts";
import type { PlaceOptions } from "../options.ts";
import { enterStore } from "../session.ts";
import type { Style } from "../terminal.ts";

/** What `lock check` prints about a lock that is there. */
function renderLockCheck(
  differences: readonly LockDifference[],
  update: (profile: string) => string,
  columns: number,
  style: Style,
): string[] {
  const lines = [`Lock: ${style.red("does not belong to the recipe")}`];
  const texts = differences.map(({ profile, stage, what }) =>
    `${profile}${stage === null ? "" : ` ${stage}`}: ${what}`
  );
  lines.push(...renderGroups(texts, columns));
  const profiles = new Set(
    differences.filter(({ stage }) => stage !== null).map((d) => d.profile),
  );
  if (profiles.size > 0) lines.push("  To write what the recipe gives now:");
  return [...lines, ...[...profiles].map((one) => `    ${update(one)}`)];
}

/** Runs `lock check`. */
export async function lockCheckCommand(
  options: PlaceOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const project = await openProject(options);
  await enterStore(project, context);
  const lock = await readLock(project.lockPath);
  const differences = lock === null ? [] : await checkLock(project, lock);
  const well = differences.length === 0;
  const stages = Object.values(lock?.profiles ?? {})
    .reduce((sum, entries) => sum + Object.keys(entries).length, 0);
  if (options.json) {
    printJson(terminal, {
      version: 1,
      path: project.lockPath,
      lock: lock === null ? "absent" : well ? "belongs" : "differs",
      stages,
      differences,
    });
  } else if (lock === null) terminal.out("Lock: absent");
  else if (well) {
    const { style } = terminal;
    const belongs = style.green("belongs to the recipe");
    terminal.out(`Lock: ${belongs}, ${count(stages, "stage")}`);
  } else {
    const update = (profile: string) =>
      followUp(context.invocation, ["reproduce", "--update-lock"], {
        ...options,
        profile,
      });
    const { columns, style } = terminal;
    const lines = renderLockCheck(differences, update, columns, style);
    terminal.out(lines.join("\n"));
  }
  return well ? exitCodes.ok : exitCodes.failure;
}
