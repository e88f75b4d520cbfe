/**
 * `audit --verify`: whether all is as it was signed.
 *
 * @module
 */

import { join } from "node:path";
import {
  attestationsFolder,
  bundleName,
  isOnlyNewer,
  type PublicKey,
  readPublicKey,
  type Verification,
  verifyAttestations,
  type VerifyFinding,
} from "../../attest/mod.ts";
import { openProject, type Project } from "../../project.ts";
import { exists } from "../../store/files.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { bytes, count, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import { followUp } from "../invocation.ts";
import type { TargetOptions } from "../options.ts";
import { HashingProgress } from "../progress/hashing.ts";
import { maxShown } from "../repair.ts";
import { enterStore } from "../session.ts";
import { hanging } from "./audit_page.ts";
import type { Style, Terminal } from "../terminal.ts";
import { UsageError } from "../usage.ts";

/** The options of `audit --verify`. */
export interface VerifyCommandOptions extends TargetOptions {
  readonly verify?: string | undefined;
  readonly attestations?: string | undefined;
}

function isFault({ severity }: VerifyFinding): boolean {
  return severity === "fault";
}

/** Finds the file, and says which profile it has to be of. */
function attestationsOf(
  { lockPath }: Project,
  { attestations, profile, recipe, store }: VerifyCommandOptions,
  { invocation }: CommandContext,
): { readonly path: string; readonly profile: string | null } {
  if (attestations !== undefined) {
    if (exists(attestations)) return { path: attestations, profile: null };
    throw new UsageError(`There are no attestations at "${attestations}"`);
  }
  const path = join(attestationsFolder(lockPath, false), bundleName(profile));
  if (exists(path)) return { path, profile };
  const sign = followUp(invocation, ["audit", "--sign", "KEY"], {
    profile,
    recipe,
    store,
  });
  throw new UsageError(
    `There are no attestations at "${path}"\nName others with --attestations` +
      `, or sign what is here:\n  ${sign}`,
  );
}

async function verifyWithProgress(
  project: Project,
  given: { readonly path: string; readonly profile: string | null },
  key: PublicKey,
  terminal: Terminal,
): Promise<Verification> {
  const none = { objects: 0, bytes: 0 };
  const all = terminal.live ? project.store.objectSizes() : none;
  const progress = new HashingProgress(terminal, all);
  try {
    return await verifyAttestations(project, {
      attestations: given.path,
      key,
      profile: given.profile,
      hashed: (...done) => progress.update(...done),
    });
  } finally {
    progress.stop();
  }
}

/** Findings with a heading; of a stage, with its name. */
function findingLines(
  title: string,
  findings: readonly VerifyFinding[],
  columns: number,
): string[] {
  if (findings.length === 0) return [];
  const lines = findings.slice(0, maxShown).flatMap((one) => {
    const { stage, subject, message } = one;
    const of = stage === null ? subject : `${stage}: ${subject}`;
    return hanging(`${of} ${message}`.replaceAll("\n", " "), columns);
  });
  const more = findings.length - maxShown;
  const left = more > 0 ? [`  and ${more} more; --json names all`] : [];
  return ["", title, ...lines, ...left];
}

/** What is said of attestations of before the project was worked on. */
const newer = [
  "All that was signed is still in the store as it was. The project is another",
  "one: where that is meant, sign again, or check out what it was then; where it",
  "is not, the differences say what to restore",
];

/** What `audit --verify` prints. */
export function renderVerification(
  found: Verification,
  key: PublicKey,
  path: string,
  columns: number,
  style: Style,
): string[] {
  const { profile, settings, compared, findings } = found;
  const faults = findings.filter(isFault);
  const notes = findings.filter((one) => !isFault(one));
  const of = profile === null ? "" : `, of the profile "${profile}"`;
  const set = settings.length === 0
    ? []
    : wrap(`Settings    ${settings.join(", ")}`, columns);
  const code = `${count(compared.files, "file")} and ` +
    `${count(compared.packages, "package")} compared`;
  return [
    "Attestations",
    `  ${path}`,
    `Statements  ${compared.statements} signed by ${key.id.slice(0, 8)}` +
    harmless(of),
    ...set.map(harmless),
    `Records     ${compared.records} compared` +
    (compared.absentRecords > 0 ? `, ${compared.absentRecords} not here` : ""),
    `Artifacts   ${count(compared.objects, "object")} hashed again, ` +
    bytes(compared.bytes),
    `Lock        ${count(compared.lockEntries, "entry", "entries")} compared`,
    `Recipe      ${count(compared.stages, "stage")} compared`,
    `Code        ${code}`,
    ...compared.reportFiles === 0
      ? []
      : [`Report      ${count(compared.reportFiles, "file")} compared`],
    ...findingLines(style.red("Not as signed"), faults, columns),
    ...findingLines("Notes", notes, columns),
    "",
    faults.length === 0
      ? `Verdict: ${style.green("as signed")}` +
        (compared.absentRecords > 0 ? ", as far as it is here" : "")
      : `Verdict: ${style.red("not as signed")}, ` +
        count(faults.length, "difference"),
    ...isOnlyNewer(found) ? ["", ...newer] : [],
  ];
}

/** Runs `audit --verify`. */
export async function verifyCommand(
  options: VerifyCommandOptions & { readonly verify: string },
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const key = await readPublicKey(options.verify);
  const { recipe, store } = options;
  const project = await openProject({
    ...recipe === undefined ? {} : { recipe },
    ...store === undefined ? {} : { store },
    plans: false,
  });
  const given = attestationsOf(project, options, context);
  await enterStore(project, context);
  const found = await verifyWithProgress(project, given, key, terminal);
  const verified = !found.findings.some(isFault);
  if (options.json) {
    printJson(terminal, {
      version: 1,
      verified,
      key: key.id,
      attestations: given.path,
      ...found,
    });
  } else {
    const { columns, style } = terminal;
    const lines = renderVerification(found, key, given.path, columns, style);
    terminal.out(lines.join("\n"));
  }
  return verified ? exitCodes.ok : exitCodes.failure;
}
