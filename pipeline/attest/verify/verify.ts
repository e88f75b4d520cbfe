/**
 * Verifying attestations: first the signatures, then whether all that they say
 * is as it is here now.
 *
 * @module
 */

import { buildRecipe } from "../../build_recipe.ts";
import { messageOf } from "../../errors.ts";
import { parseOverride } from "../../overrides/override.ts";
import type { Project } from "../../project.ts";
import { exists } from "../../store/files.ts";
import { readBundle } from "../bundle.ts";
import type { PublicKey } from "../keys.ts";
import { compareArtifacts } from "./artifacts.ts";
import { compareCode } from "./code.ts";
import { compareExecutions } from "./executions.ts";
import { compareAbsent } from "./gone.ts";
import { fault, note, type VerifyFinding } from "./finding.ts";
import { compareLock } from "./lock.ts";
import { compareRecipe } from "./recipe.ts";
import { compareReport } from "./report.ts";
import { checkWhole, type SignedResult, type WholeBundle } from "./whole.ts";

/** How much was compared. */
export interface Compared {
  /** Statements with a valid signature. */
  readonly statements: number;
  readonly records: number;
  /** Records that are in no store here, and so were not compared. */
  readonly absentRecords: number;
  readonly objects: number;
  readonly bytes: number;
  readonly lockEntries: number;
  readonly files: number;
  readonly packages: number;
  readonly stages: number;
  /** Files of the report that lies in the project. */
  readonly reportFiles: number;
}

/**
 * What a finding is of: the file itself, what the store has, or what the
 * project is now.
 */
export type VerifiedPart =
  | "statements"
  | "store"
  | "recipe"
  | "lock"
  | "code"
  | "report";

/** A finding with what it is of. */
export interface VerifiedFinding extends VerifyFinding {
  readonly part: VerifiedPart;
}

/** What a verification came to. */
export interface Verification {
  /** What the statements are of; null where none says it. */
  readonly profile: string | null;
  readonly settings: readonly string[];
  readonly compared: Compared;
  readonly findings: readonly VerifiedFinding[];
}

/** What is verified. */
export interface VerifyOptions {
  readonly attestations: string;
  readonly key: PublicKey;
  /** The profile that is asked for; null for whichever the file is of. */
  readonly profile: string | null;
  /** Told how many objects and bytes are hashed. */
  hashed?(objects: number, bytes: number): void;
}

/** Compares with the store, or says that there is nothing to compare with. */
function compareStore(
  { store }: Project,
  { executions }: WholeBundle,
  options: VerifyOptions,
) {
  const records = compareExecutions(store, executions);
  const artifacts = compareArtifacts(
    store,
    records,
    options.hashed,
  );
  const { absent } = records;
  const absentRecords = absent.length;
  const gone = compareAbsent(store, absent, records.executions);
  const { missed } = gone;
  const [first] = missed;
  const notes = first === undefined ? [] : [note(
    "store",
    `has no record of ${missed.length} of the executions, of ` +
      `"${first.stage}"` +
      (missed.length > 1 ? ` and ${missed.length - 1} more` : "") +
      ": these were not compared, and of their artifacts only what is here",
  )];
  return {
    records: records.executions.length,
    absentRecords,
    objects: artifacts.objects,
    bytes: artifacts.bytes,
    findings: [
      ...records.findings,
      ...gone.findings,
      ...artifacts.findings,
      ...notes,
    ],
  };
}

function compareWithRecipe(
  project: Project,
  result: SignedResult,
  whole: WholeBundle,
) {
  try {
    const overrides = result.settings.map(parseOverride);
    const built = buildRecipe(project.recipe, result.profile, overrides);
    return compareRecipe(project, built, result, whole);
  } catch (error) {
    const [first = ""] = messageOf(error).split("\n");
    return { stages: 0, findings: [fault(null, "recipe", first)] };
  }
}

/** Says of findings what they are of. */
function of(part: VerifiedPart): (one: VerifyFinding) => VerifiedFinding {
  return (one) => ({ ...one, part });
}

/**
 * Whether all that was signed is still here as it was, and only the project is
 * another one: its lock, its recipe or its code. A run since then leaves it so.
 */
export function isOnlyNewer({ compared, findings }: Verification): boolean {
  const faults = findings.filter(({ severity }) => severity === "fault");
  const { records, absentRecords } = compared;
  return faults.length > 0 && records > 0 && absentRecords === 0 &&
    faults.every(({ part }) => part !== "statements" && part !== "store");
}

/**
 * Verifies a bundle against a project as it is.
 *
 * @throws JuiceError where the bundle cannot be read.
 */
export async function verifyAttestations(
  project: Project,
  options: VerifyOptions,
): Promise<Verification> {
  const bundle = await readBundle(options.attestations, options.key);
  const whole = checkWhole(bundle);
  const { result } = whole;
  const none = {
    statements: bundle.statements.length,
    records: 0,
    absentRecords: 0,
    objects: 0,
    bytes: 0,
    lockEntries: 0,
    files: 0,
    packages: 0,
    stages: 0,
    reportFiles: 0,
  };
  if (result === null) {
    const findings = whole.findings.map(of("statements"));
    return { profile: null, settings: [], compared: none, findings };
  }
  const { profile, settings } = result;
  const findings = whole.findings.map(of("statements"));
  if (options.profile !== null && options.profile !== profile) {
    const what = `is "${profile}", and not "${options.profile}"`;
    findings.push(of("statements")(fault(null, "profile", what)));
  }
  const lock = await compareLock(project.lockPath, result, whole);
  const code = compareCode(project.root, whole.stages.values());
  const recipe = compareWithRecipe(project, result, whole);
  const stored = compareStore(project, whole, options);
  // With settings, a report goes into a folder of another name.
  const report = settings.length === 0 && exists(project.reportPath)
    ? compareReport(project.reportPath, result)
    : { files: 0, findings: [] };
  findings.push(
    ...stored.findings.map(of("store")),
    ...recipe.findings.map(of("recipe")),
    ...lock.findings.map(of("lock")),
    ...code.findings.map(of("code")),
    ...report.findings.map(of("report")),
  );
  return {
    profile,
    settings,
    compared: {
      statements: bundle.statements.length,
      records: stored.records,
      absentRecords: stored.absentRecords,
      objects: stored.objects,
      bytes: stored.bytes,
      lockEntries: lock.entries,
      files: code.files,
      packages: code.packages,
      stages: recipe.stages,
      reportFiles: report.files,
    },
    findings,
  };
}
