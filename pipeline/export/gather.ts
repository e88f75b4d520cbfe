/**
 * From a profile to what is exported of it: every stage with the record that
 * stands for it now.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import type { DeviceClass } from "../identity/preimage.ts";
import { boardOfRecords } from "../explore/board.ts";
import { type PlannedStage, planRecipe } from "../plan/mod.ts";
import {
  privateFolders,
  sharedOverrides,
  sharedValue,
} from "../private_paths.ts";
import type { Project } from "../project.ts";
import type { BuiltRecipe } from "../recipe.ts";
import type { Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { ExportedStage, ExportTarget } from "./target.ts";

/** The most stages that an error names. */
const maxNamed = 3;

/** What does it, and how: for errors. */
export interface GatherNotes {
  /** What cannot be done without the records, such as `export`. */
  readonly action: string;
  /** The command that computes what is missing. */
  readonly reproduce: string;
}

/** Which of its key's records one is, from 1 on. */
function numberOf(store: Store, record: ExecutionRecord): number {
  const text = JSON.stringify(record);
  let number = 0;
  for (const [n, found] of store.numberedRecords(record.key)) {
    // Of two that are the same to the last letter, either is the one.
    if ("preimage" in found && JSON.stringify(found) === text) number = n;
  }
  return number;
}

function refuseMissing(
  missing: readonly PlannedStage[],
  profile: string,
  { action, reproduce }: GatherNotes,
): never {
  const named = missing.slice(0, maxNamed).map(({ stage }) => stage.name);
  const more = missing.length - named.length;
  const names = named.join(", ") + (more > 0 ? ` and ${more} more` : "");
  throw new JuiceError(
    `Cannot ${action} the profile "${profile}": not all of it is computed ` +
      `here: ${names}\nTo compute it:\n  ${reproduce}`,
    { code: "not-computed" },
  );
}

/**
 * Gathers what is exported.
 *
 * @throws JuiceError where a stage has no record that can be used, and as
 * planRecipe throws.
 */
export async function gatherTarget(
  project: Project,
  built: BuiltRecipe,
  device: DeviceClass,
  notes: GatherNotes,
): Promise<ExportTarget> {
  const { profile, overrides, result } = built;
  const plan = await planRecipe(project, built, device);
  const missing = plan.stages.filter(({ record }) => record === null);
  if (missing.length > 0) refuseMissing(missing, profile, notes);
  const stages = plan.stages.map(({ stage, record }): ExportedStage => ({
    stage,
    record: record!,
    n: numberOf(project.store, record!),
  }));
  const { root, recipePath, store, lockPath, reportPath } = project;
  const folders = privateFolders(root, overrides);
  const makeExplorer = async (report?: string) => {
    const { makePage } = await import("../explore/standalone.ts");
    const subject = { project, built, device };
    const records = new Map(
      stages.map(({ stage, record }) => [stage.name, record]),
    );
    const board = boardOfRecords(subject, plan.lock, records);
    return await makePage(subject, board, report);
  };
  return {
    places: { root, recipePath, store, lockPath, reportPath },
    doc: project.recipe.doc,
    about: project.recipe.about,
    profile,
    altered: sharedOverrides(built, root),
    stages,
    results: result.results,
    report: result.report,
    lock: plan.lock,
    shared: (value) => sharedValue(value, root, folders),
    makeExplorer,
  };
}
