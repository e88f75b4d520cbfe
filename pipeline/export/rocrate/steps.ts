/**
 * The steps of the workflow and their executions: for each stage a
 * `HowToStep`, the `ControlAction` of the engine, and the `CreateAction` of the
 * stage kind (Provenance Run Crate 0.5, section "Overview").
 *
 * @module
 */

import { sortedEntries } from "../../identity/order.ts";
import type { Store } from "../../store/store.ts";
import {
  type MakerOf,
  makersIn,
  type UsedInput,
  usedInputs,
} from "../executions.ts";
import type { ExportedStage, ExportTarget } from "../target.ts";
import { nameOfDigest, uuidOf } from "../terms.ts";
import type { AddedSource, Artifacts } from "./artifacts.ts";
import { kindId } from "./code.ts";
import type { CrateFolder } from "./folder.ts";
import { type Graph, to, toAll } from "./graph.ts";
import { localId, stageId } from "./ids.ts";
import { spanOf } from "./times.ts";
import { addMetrics, addUsage } from "./usage.ts";
import { addValues, formalId, slotOf } from "./values.ts";

/** What stands for one stage. */
export interface AddedStep {
  readonly step: string;
  readonly control: string;
  readonly action: string;
}

/** Details of an execution that have no property of their own. */
function describe({ stage, record, n }: ExportedStage): string {
  const { observed, machine, runtime, preimage, isolation, warnings } = record;
  const unread = observed.unread.join(", ");
  return [
    stage.kind.doc,
    `Record ${record.key}/${n}, of the stage "${record.stage}".`,
    `Ran on ${machine.os} ${machine.arch}; cores: ${machine.cores}; ` +
    `threads: ${record.threads}; device: ${preimage.device}; Deno ` +
    `${runtime.deno}, V8 ${runtime.v8}, TypeScript ${runtime.typescript}.`,
    `Determinism of its bytes: ${record.determinism}.`,
    ...isolation === undefined ? [] : [`Isolation: ${isolation}.`],
    ...unread === "" ? [] : [`Declared but not read: ${unread}.`],
    ...(warnings ?? []).map((warning) => `Warning: ${warning}`),
  ].join("\n");
}

/** Adds what the engine kept of an execution, and says of which it is. */
function addTraces(
  folder: CrateFolder,
  store: Store,
  { stage, record, n }: ExportedStage,
  action: string,
): { readonly record: string; readonly log: string | undefined } {
  const said = { about: to(action) };
  const path = `records/${record.key}/${n}.json`;
  const { log } = record;
  return {
    record: folder.write(
      path,
      Deno.readTextFileSync(store.recordPath(record.key, n)),
      { ...said, name: `Record of "${stage.name}"` },
    ),
    log: log === undefined ? undefined : folder.copy(
      store,
      { path: folder.place(`logs/${stage.name}.txt`), ...log },
      `${stage.name}, what it printed`,
      { ...said, name: `What "${stage.name}" printed` },
    ),
  };
}

/** Adds stages one after the other, each after those that it takes from. */
export class Steps {
  readonly #folder: CrateFolder;
  readonly #graph: Graph;
  readonly #store: Store;
  readonly #artifacts: Artifacts;
  readonly #target: ExportTarget;
  readonly #makerOf: MakerOf;
  readonly #kinds = new Map<string, string>();
  /** What the engine kept: records and logs. */
  readonly traces: string[] = [];

  constructor(
    folder: CrateFolder,
    store: Store,
    artifacts: Artifacts,
    target: ExportTarget,
  ) {
    this.#folder = folder;
    this.#graph = folder.graph;
    this.#store = store;
    this.#artifacts = artifacts;
    this.#target = target;
    this.#makerOf = makersIn(target.stages);
  }

  /** Adds a stage. */
  add(
    exported: ExportedStage,
    position: number,
    source: AddedSource | undefined,
  ): AddedStep {
    const { stage } = exported;
    const step = this.#addStep(exported, position);
    const action = this.#addAction(exported, source);
    const control = this.#graph.add({
      "@id": stageId("control", stage.name),
      "@type": "ControlAction",
      name: `Have the stage "${stage.name}" run`,
      instrument: to(step),
      object: to(action),
    });
    this.#kinds.set(stage.name, stage.kind.name);
    return { step, control, action };
  }

  /** Where the inputs of a stage come from, between parameters of kinds. */
  #connections({ stage }: ExportedStage): string[] {
    const { name: kind } = stage.kind;
    return sortedEntries(stage.inputs).map(([input, ref]) => {
      const from = this.#kinds.get(ref.stage)!;
      const slot = slotOf(input);
      return this.#graph.add({
        "@id": localId("connection", from, ref.output, kind, slot),
        "@type": "ParameterConnection",
        sourceParameter: to(formalId(from, "output", ref.output)),
        targetParameter: to(formalId(kind, "input", slot)),
      });
    });
  }

  #addStep(exported: ExportedStage, position: number): string {
    const { name, kind } = exported.stage;
    return this.#graph.add({
      "@id": stageId("step", name),
      "@type": "HowToStep",
      name,
      position,
      workExample: to(kindId(kind.name)),
      connection: toAll(this.#connections(exported)),
    });
  }

  #addAction(
    exported: ExportedStage,
    source: AddedSource | undefined,
  ): string {
    const { stage, record, n } = exported;
    const { name: kind } = stage.kind;
    const results = this.#artifacts.addOutputs(exported, source);
    sortedEntries(record.outputs).forEach(([output], i) =>
      this.#artifacts.exemplify(results[i]!, formalId(kind, "output", output))
    );
    const inputs = this.#inputs(exported);
    const id = `urn:uuid:${uuidOf(`${record.key}/${n}`)}`;
    // Two stages that do the same share an execution.
    if (this.#graph.has(id)) return id;
    const traces = addTraces(this.#folder, this.#store, exported, id);
    for (const trace of Object.values(traces)) {
      if (trace !== undefined) this.traces.push(trace);
    }
    return this.#graph.add({
      "@id": id,
      "@type": "CreateAction",
      name: `Execution of "${stage.name}"`,
      description: describe(exported),
      identifier: nameOfDigest(record.key),
      instrument: to(kindId(kind)),
      object: toAll([
        ...source === undefined ? [] : [source.id],
        ...inputs,
        ...addValues(
          this.#graph,
          kind,
          this.#target.shared(record.preimage.params),
        ),
      ]),
      result: toAll([...results, ...addMetrics(this.#graph, record)]),
      ...spanOf([record]),
      actionStatus: "http://schema.org/CompletedActionStatus",
      resourceUsage: toAll(addUsage(this.#graph, record)),
      subjectOf: to(traces.record),
    });
  }

  /** The artifacts that a stage used. */
  #inputs(exported: ExportedStage): string[] {
    const { kind } = exported.stage;
    return usedInputs(exported).map((input) => {
      const { name, ref, digest } = input;
      const artifact = this.#artifacts.idOf(digest, ref.type.form)!;
      const id = this.#makerOf(exported, input) === null
        ? this.#addEarlier(input, artifact)
        : artifact;
      const formal = formalId(kind.name, "input", slotOf(name));
      this.#artifacts.exemplify(id, formal);
      return id;
    });
  }

  /**
   * The bytes of an input that were there before the execution that now stands
   * for its stage. The artifact, which that one made, is an example of them.
   */
  #addEarlier({ ref, digest }: UsedInput, artifact: string): string {
    const label = `${ref.stage}.${ref.output}`;
    return this.#graph.add({
      "@id": localId("earlier", ref.stage, ref.output, digest.slice(0, 16)),
      "@type": "CreativeWork",
      name: `${label}, as it was before`,
      description: `The bytes of ${label} before the stage ran again and put ` +
        "out the same. What had made them then is not told here.",
      identifier: nameOfDigest(digest),
      workExample: to(artifact),
    });
  }
}
