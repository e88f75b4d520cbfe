/**
 * W3C PROV as PROV-JSON (W3C Member Submission of 24 April 2013): executions
 * are activities, artifacts are entities, code is the plan that Deno, an
 * agent, followed.
 *
 * An artifact of one execution is one entity. Its bytes are another, of which
 * it is a specialization: two stages may put out the same bytes, and each
 * artifact was generated once. Where an execution read bytes before the
 * execution that now stands for their stage made them anew, it used the bytes,
 * and not that artifact: nothing is used before it is generated.
 *
 * @module
 */

import { encode } from "../../identity/canonical.ts";
import { sha256 } from "../../identity/hash.ts";
import { sortedEntries } from "../../identity/order.ts";
import type { DataSource } from "../../recipe.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import {
  byExecution,
  type MakerOf,
  makersIn,
  usedInputs,
} from "../executions.ts";
import type { ExportedStage, ExportTarget } from "../target.ts";
import { endOf, executionName } from "../terms.ts";
import {
  localName,
  type ProvDocument,
  qualified,
  Statements,
} from "./statements.ts";

/** The document of what is exported. */
export function documentOf(target: ExportTarget): ProvDocument {
  const statements = new Statements();
  const makerOf = makersIn(target.stages);
  for (const shared of byExecution(target.stages)) {
    const [one] = shared;
    const plan = addPlan(statements, one.record);
    addExecution(statements, shared, plan, target);
    addUses(statements, one, makerOf);
    const source = target.about?.sources?.[one.stage.kind.name];
    if (source !== undefined) addSource(statements, one, source);
  }
  return statements.document;
}

function executionId({ record, n }: ExportedStage): string {
  return `execution:${executionName(record.key, n)}`;
}

/** The artifact of one execution. */
function artifactId({ record, n }: ExportedStage, output: string): string {
  return `artifact:${executionName(record.key, n)}.${localName(output)}`;
}

/** The code of a stage as a plan, with its files and packages as members. */
function addPlan(to: Statements, { preimage }: ExecutionRecord): string {
  const { code } = preimage;
  const id = `code:${sha256(encode(code, "code/1"))}`;
  if (to.hasEntity(id)) return id;
  to.entity(id, {
    "prov:type": [qualified("prov:Plan"), qualified("prov:Collection")],
    "prov:label": `the code of the stage kind ${preimage.kind}`,
  });
  const member = (of: string) =>
    to.relate("hadMember", { "prov:collection": id, "prov:entity": of });
  for (const [path, digest] of sortedEntries(code.files)) {
    const of = `code:file-${sha256(encode([path, digest], "file/1"))}`;
    to.entity(of, {
      "prov:type": qualified("juice:CodeFile"),
      "prov:label": path,
      "juice:sha256": digest,
    });
    member(of);
  }
  for (const [name, integrity] of sortedEntries(code.packages)) {
    const of = `code:package-${sha256(encode([name, integrity], "package/1"))}`;
    to.entity(of, {
      "prov:type": qualified("juice:Package"),
      "prov:label": `npm:${name}`,
      "juice:integrity": integrity,
    });
    member(of);
  }
  return id;
}

function addExecution(
  to: Statements,
  shared: readonly [ExportedStage, ...ExportedStage[]],
  plan: string,
  target: ExportTarget,
): void {
  const [one, ...others] = shared;
  const { stage, record, n } = one;
  const id = executionId(one);
  const { isolation } = record;
  to.activity(id, {
    "prov:startTime": record.startedAt,
    "prov:endTime": endOf(record),
    "prov:label": stage.name,
    "prov:type": qualified("juice:Execution"),
    "juice:kind": stage.kind.name,
    "juice:key": record.key,
    "juice:record": n,
    "juice:params": JSON.stringify(target.shared(record.preimage.params)),
    "juice:device": record.preimage.device,
    "juice:determinism": record.determinism,
    "juice:threads": record.threads,
    "juice:os": record.machine.os,
    "juice:architecture": record.machine.arch,
    ...(isolation === undefined ? {} : { "juice:isolation": isolation }),
    // Stages that do exactly the same share it.
    ...(others.length === 0
      ? {}
      : { "juice:also": others.map((other) => other.stage.name) }),
    ...Object.fromEntries(
      sortedEntries(record.metrics)
        .map(([name, value]) => [`juice:metric-${localName(name)}`, value]),
    ),
  });
  to.relate("wasAssociatedWith", {
    "prov:activity": id,
    "prov:agent": to.agent(`Deno ${record.runtime.deno}`, "SoftwareAgent"),
    "prov:plan": plan,
  });
  for (
    const [output, { digest, size, type }] of sortedEntries(record.outputs)
  ) {
    const artifact = artifactId(one, output);
    const mediaType = stage.kind.outputs[output]?.mediaType;
    to.entity(artifact, {
      "prov:type": qualified(`juice:artifact-${localName(type)}`),
      "prov:label": `${stage.name}.${output}`,
      "juice:sha256": digest,
      "juice:size": size,
      ...(mediaType === undefined ? {} : { "juice:mediaType": mediaType }),
    });
    to.relate("wasGeneratedBy", {
      "prov:entity": artifact,
      "prov:activity": id,
      "prov:time": endOf(record),
      "prov:role": output,
    });
    to.relate("specializationOf", {
      "prov:specificEntity": artifact,
      "prov:generalEntity": to.bytes(digest),
    });
  }
}

/** What an execution read, as far as it is known. */
function addUses(
  to: Statements,
  one: ExportedStage,
  makerOf: MakerOf,
): void {
  const { record } = one;
  const id = executionId(one);
  for (const input of usedInputs(one)) {
    const { name, ref, digest, isObserved } = input;
    const maker = makerOf(one, input);
    const entity = maker !== null
      ? artifactId(maker, ref.output)
      : to.bytes(digest);
    to.relate("used", {
      "prov:activity": id,
      "prov:entity": entity,
      "prov:role": name,
      ...(isObserved ? {} : { "juice:observed": false }),
    });
    if (!isObserved) continue;
    for (const output of Object.keys(record.outputs).sort()) {
      to.relate("wasDerivedFrom", {
        "prov:generatedEntity": artifactId(one, output),
        "prov:usedEntity": entity,
        "prov:activity": id,
      });
    }
  }
}

/** Where the data of a source stage come from. */
function addSource(
  to: Statements,
  one: ExportedStage,
  source: DataSource,
): void {
  const id = `source:${localName(one.stage.kind.name)}`;
  const uri = (text: string) => ({ $: text, type: "xsd:anyURI" });
  if (!to.hasEntity(id)) {
    to.entity(id, {
      "prov:type": qualified("juice:DataSource"),
      "prov:label": source.name,
      "prov:location": uri(source.url),
      "juice:license": uri(source.license),
      ...(source.published === undefined
        ? {}
        : { "juice:published": { $: source.published, type: "xsd:date" } }),
      ...(source.citation === undefined
        ? {}
        : { "juice:citation": source.citation }),
    });
    for (const { kind, name, url } of source.creators) {
      const type = kind === "person" ? "Person" : "Organization";
      to.relate("wasAttributedTo", {
        "prov:entity": id,
        "prov:agent": to.agent(
          name,
          type,
          url === undefined ? {} : { "juice:url": uri(url) },
        ),
      });
    }
  }
  for (const output of Object.keys(one.record.outputs).sort()) {
    to.relate("wasDerivedFrom", {
      "prov:generatedEntity": artifactId(one, output),
      "prov:usedEntity": id,
      "prov:type": qualified("prov:PrimarySource"),
    });
  }
}
