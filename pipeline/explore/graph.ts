/**
 * The graph that the explorer shows, from the board.
 *
 * @module
 */

import { nameOfDevice } from "../identity/preimage.ts";
import { sortedEntries } from "../identity/order.ts";
import { overrideText } from "../overrides/override.ts";
import { verdictOf } from "../verdict.ts";
import type {
  Graph,
  Json,
  OutputEntry,
  StageNode,
} from "../../web/explorer/api.ts";
import {
  type Board,
  nameOfProject,
  type StageState,
  type Subject,
} from "./board.ts";
import { readResults } from "./results.ts";

function outputsOf({ stage, record }: StageState): OutputEntry[] {
  return Object.entries(stage.kind.outputs).map(([name, type]) => {
    const found = record?.outputs[name];
    return {
      name,
      type: type.name,
      form: type.form,
      mediaType: type.mediaType,
      digest: found?.digest ?? null,
      size: found?.size ?? null,
    };
  });
}

/** One stage as the client gets it. */
export function nodeOf(
  subject: Subject,
  { lock }: Board,
  state: StageState,
): StageNode {
  const { project, built } = subject;
  const { stage, record, onAdapter } = state;
  const verdict = record === null ? null : verdictOf(
    lock,
    built.profile,
    { name: stage.name, kind: stage.kind, record, onAdapter },
    project.store,
  );
  return {
    name: stage.name,
    kind: stage.kind.name,
    params: stage.params as Json,
    status: state.status,
    why: state.why,
    verdict: verdict?.type ?? null,
    what: verdict !== null && "what" in verdict ? verdict.what : null,
    key: record?.key ?? state.key,
    startedAt: state.startedAt ?? record?.startedAt ?? null,
    seconds: record?.seconds ?? null,
    inputs: Object.entries(stage.inputs).map(([name, ref]) => ({
      name,
      stage: ref.stage,
      output: ref.output,
      digest: record?.preimage.inputs[name] ?? null,
    })),
    outputs: outputsOf(state),
    metrics: Object.fromEntries(sortedEntries(record?.metrics ?? {})),
    warnings: record?.warnings ?? [],
    progress: state.progress,
    ...state.told === undefined ? {} : { told: state.told },
  };
}

/** The whole graph. */
export function graphOf(subject: Subject, board: Board): Graph {
  const { built, device } = subject;
  const { report } = built.result;
  return {
    version: 1,
    project: nameOfProject(subject),
    profile: built.profile,
    device: nameOfDevice(device),
    altered: built.overrides.map(overrideText),
    stages: [...board.states.values()].map((state) =>
      nodeOf(subject, board, state)
    ),
    ...readResults(subject, board),
    report: report === undefined
      ? null
      : { stage: report.stage, output: report.output },
  };
}
