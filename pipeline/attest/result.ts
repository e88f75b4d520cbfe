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
import type { Ref } from "../recipe.ts";
import { exists } from "../store/files.ts";
import {
  type Artifacts,
  artifactsOf,
  type Execution,
  invocationOf,
  statementsOf,
  subjectsOf,
} from "./provenance.ts";
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

/** The outputs that stand for a profile: what it shows, or what nobody reads. */
function shownRefs(
  { stages, results, report }: ExportTarget,
): Map<string, Pick<Ref, "stage" | "output">> {
  const shown = new Map<string, Pick<Ref, "stage" | "output">>();
  if (results !== undefined) shown.set("results", results);
  if (report !== undefined) shown.set("report", report);
  if (shown.size > 0) return shown;
  const read = new Set<string>();
  for (const { stage } of stages) {
    for (const ref of Object.values(stage.inputs)) {
      read.add(`${ref.stage}.${ref.output}`);
    }
  }
  for (const { stage: { name }, record } of stages) {
    for (const output of Object.keys(record.outputs)) {
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
  const subjects = [...shownRefs(target)].flatMap(([name, ref]) => {
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
 * All statements about a profile, each as it is written: those of its
 * executions in the recipe's order, and that of the result.
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
  return [...texts, statementText(result)];
}

/** Where a recipe's attestations are: beside its lock, as its report is. */
export function attestationsFolder(lockPath: string, altered: boolean): string {
  const base = basename(lockPath).replace(/\.?lock\.json$/, "");
  const folder = [base, altered ? "altered" : "", "attestations"]
    .filter((word) => word !== "").join(".");
  return `${dirname(lockPath)}/${folder}`;
}
