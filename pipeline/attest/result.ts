/**
 * What is said of a profile's result as a whole: that it is made of exactly
 * these executions. Statements are signed one by one; this one names all the
 * others, so that none can be taken away or added unseen.
 *
 * @module
 */

import { basename, dirname, relative } from "node:path";
import { hashFile, sha256 } from "../identity/hash.ts";
import type { ExportTarget } from "../export/target.ts";
import type { RecipeResult, Ref, Stage } from "../recipe.ts";
import { exists } from "../store/files.ts";
import { type Artifacts, artifactsOf, type Execution } from "./artifacts.ts";
import { invocationOf, statementsOf, subjectsOf } from "./provenance.ts";
import {
  makeStatement,
  type ResourceDescriptor,
  type Statement,
  statementText,
  type Subject,
} from "./statement.ts";
import {
  payloadType,
  pipelineBuilder,
  profileBuildType,
  provenanceType,
} from "./terms.ts";

/** An output of a stage of a recipe. */
type OutputRef = Pick<Ref, "stage" | "output">;

/**
 * The outputs that stand for a profile, by what they are called: what the
 * recipe shows, or else all that no stage reads.
 */
export function shownOutputs(
  stages: readonly Stage[],
  { results, report }: RecipeResult,
): Map<string, OutputRef> {
  const shown = new Map<string, OutputRef>();
  if (results !== undefined) shown.set("results", results);
  if (report !== undefined) shown.set("report", report);
  if (shown.size > 0) return shown;
  const read = new Set<string>();
  for (const { inputs } of stages) {
    for (const { stage, output } of Object.values(inputs)) {
      read.add(`${stage}.${output}`);
    }
  }
  for (const { name, kind } of stages) {
    for (const output of Object.keys(kind.outputs)) {
      const whole = `${name}.${output}`;
      if (!read.has(whole)) shown.set(whole, { stage: name, output });
    }
  }
  return shown;
}

function resultSubjects(
  target: ExportTarget,
  artifacts: Artifacts,
): Subject[] {
  const records = new Map(
    target.stages.map(({ stage, record }) => [stage.name, record]),
  );
  const { results, report } = target;
  const shown = shownOutputs(target.stages.map(({ stage }) => stage), {
    ...results === undefined ? {} : { results },
    ...report === undefined ? {} : { report },
  });
  const subjects = [...shown].flatMap(([name, ref]) => {
    const { digest, form } = records.get(ref.stage)!.outputs[ref.output]!;
    return subjectsOf(name, digest, form, artifacts);
  });
  const { lockPath } = target.places;
  const locked = target.lock?.profiles[target.profile] !== undefined;
  if (!locked || !exists(lockPath)) return subjects;
  const { digest } = hashFile(lockPath);
  return [
    ...subjects,
    { name: basename(lockPath), digest: { sha256: digest } },
  ];
}

function link(
  name: string,
  { predicateType }: Statement,
  text: string,
): ResourceDescriptor {
  return {
    name,
    digest: { sha256: sha256(text) },
    mediaType: payloadType,
    annotations: { predicateType },
  };
}

/** A recipe's module from the project's root, as keys name files. */
export function recipeName(root: string, recipePath: string): string {
  const path = relative(root, recipePath).replaceAll("\\", "/");
  // One that is elsewhere is known by its name only: no paths of a machine.
  return path.startsWith("../") ? basename(recipePath) : path;
}

/**
 * All statements about a profile, each as it is written: that of the result,
 * and those of its executions in the recipe's order.
 *
 * @throws StoreError for a record that has gone since the target was gathered.
 */
export function statementsOfTarget(target: ExportTarget): string[] {
  const { stages, places, profile, altered } = target;
  const artifacts = artifactsOf(places.store, stages);
  const texts: string[] = [];
  const links: ResourceDescriptor[] = [];
  // Stages of one key have one record, and it is said once how it came about.
  const made = new Map<string, { statement: Statement; text: string }[]>();
  for (const { stage, record, n } of stages) {
    const execution: Execution = { record, n };
    const id = invocationOf(execution);
    let own = made.get(id);
    if (own === undefined) {
      own = statementsOf(places.store, execution, artifacts)
        .map((statement) => ({ statement, text: statementText(statement) }));
      made.set(id, own);
      texts.push(...own.map(({ text }) => text));
    }
    for (const { statement, text } of own) {
      const kind = statement.predicateType === provenanceType
        ? "stage"
        : "trace";
      links.push(link(`${kind}:${stage.name}`, statement, text));
    }
  }
  const predicate = {
    buildDefinition: {
      buildType: profileBuildType,
      externalParameters: {
        recipe: recipeName(places.root, places.recipePath),
        profile,
        settings: altered,
      },
      resolvedDependencies: links,
    },
    runDetails: { builder: { id: pipelineBuilder } },
  };
  const subjects = resultSubjects(target, artifacts);
  const result = makeStatement(subjects, provenanceType, predicate);
  // First, so that a file that was cut off still says what was in it.
  return [statementText(result), ...texts];
}

/** Where a recipe's attestations are: beside its lock, as its report is. */
export function attestationsFolder(lockPath: string, altered: boolean): string {
  const base = basename(lockPath).replace(/\.?lock\.json$/, "");
  const folder = [base, altered ? "altered" : "", "attestations"]
    .filter((word) => word !== "").join(".");
  return `${dirname(lockPath)}/${folder}`;
}
