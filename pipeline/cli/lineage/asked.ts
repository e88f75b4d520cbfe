/**
 * What `lineage` is asked about: artifacts by any of their names, or results by
 * their coordinates.
 *
 * @module
 */

import type { Connections } from "../../lineage/connections.ts";
import type { LineageStart } from "../../lineage/graph.ts";
import type { Producers } from "../../lineage/producers.ts";
import type { Lock } from "../../lock.ts";
import { UnknownCellError } from "../../lineage/cells.ts";
import {
  type FoundArtifact,
  UnknownArtifactError,
} from "../../lineage/found.ts";
import { findArtifact } from "../../lineage/resolve.ts";
import { short } from "../../store/mod.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { minute } from "../format.ts";
import { givenPath } from "../given_path.ts";
import { checkComputed, plannedRecords } from "../planned_records.ts";
import type { Session } from "../session.ts";
import { findResults, type FoundResults, resultsWord } from "./results.ts";

/** Where artifacts and results are looked for. */
export interface Search {
  readonly producers: Producers;
  readonly connections: Connections;
  /** Tells of which profile a record is; null where nothing does. */
  readonly lock: Lock | null;
  /** Whether it is asked what was made of it. */
  readonly down: boolean;
}

/** The profiles for which the lock names an execution. */
function profilesOf(
  { stage, key }: ExecutionRecord,
  lock: Lock | null,
): string[] {
  return Object.entries(lock?.profiles ?? {})
    .filter(([, entries]) =>
      Object.hasOwn(entries, stage) && entries[stage]!.key === key
    )
    .map(([name]) => name);
}

/** That a stage's newest run stands for what is not computed. */
function insteadText(
  record: ExecutionRecord,
  { built: { profile } }: Session,
  lock: Lock | null,
): string {
  const when = `of ${minute(record.startedAt)} UTC`;
  const profiles = profilesOf(record, lock);
  const [other] = profiles;
  return other === undefined || profiles.includes(profile)
    ? `"${record.stage}" is not computed as it is planned now: this is of its ` +
      `newest run, ${when}`
    : `"${record.stage}" is not computed for the profile "${profile}": this ` +
      `is of its newest run, ${when}, which was for the profile "${other}"`;
}

/**
 * What a stage's name stands for: what it puts out in the chosen profile now,
 * and only where that is not there its newest record; not even then where
 * something is set otherwise, for that would be of what was not asked for.
 *
 * @param word What may name a stage.
 * @param notes Takes what a person should know of the choice.
 */
async function recordsFor(
  session: Session,
  word: string,
  { lock }: Search,
  notes: Set<string>,
) {
  const { project: { store }, built } = session;
  const current = await plannedRecords(session, word);
  const isExact = built.overrides.length > 0;
  return (name: string): ExecutionRecord | null => {
    const planned = current.get(name);
    if (planned !== undefined || isExact) return planned ?? null;
    const newest = store.recordsOfStage(name, 1)[0] ?? null;
    if (newest !== null) notes.add(insteadText(newest, session, lock));
    return newest;
  };
}

/**
 * Finds an artifact.
 *
 * @throws JuiceError for a stage that has not run.
 */
async function find(
  session: Session,
  artifact: string,
  search: Search,
  notes: Set<string>,
): Promise<FoundArtifact> {
  const recordOfStage = await recordsFor(session, artifact, search, notes);
  checkComputed(
    session,
    artifact,
    `tell where "${artifact}" comes from`,
    (name) => recordOfStage(name) !== null,
  );
  try {
    return findArtifact(artifact, {
      store: session.project.store,
      producers: search.producers,
      recordOfStage,
      stages: session.built.stages.flatMap(({ name, kind }) => [
        name,
        ...Object.keys(kind.outputs).map((output) => `${name}.${output}`),
      ]),
      pathOf: givenPath,
    });
  } catch (error) {
    const isCoordinate = /^\w+=/.test(artifact) &&
      session.built.result.results !== undefined;
    if (!isCoordinate || !(error instanceof UnknownArtifactError)) throw error;
    throw new UnknownCellError(
      `There is no artifact "${artifact}"; for results of the table, say ` +
        `"${resultsWord}" first: ${resultsWord} ${artifact}`,
    );
  }
}

/** What was asked for: artifacts, or results of the table. */
export interface Asked {
  readonly artifacts: readonly { digest: string; label: string }[];
  readonly starts: readonly LineageStart[];
  readonly results: FoundResults | null;
  /** What a person should know of how the words were understood. */
  readonly notes: readonly string[];
}

/** Whether words ask for results by their coordinates. */
function asksForResults(words: readonly string[], { built }: Session): boolean {
  if (words[0] !== resultsWord) return false;
  const isStage = built.stages.some(({ name }) => name === resultsWord);
  return words.length > 1
    ? words.slice(1).every((word) => word.includes("=")) || !isStage
    : !isStage && built.result.results !== undefined;
}

/**
 * Finds the results that words mean.
 *
 * @param words Coordinates and their values.
 */
async function askedResults(
  session: Session,
  words: readonly string[],
  search: Search,
): Promise<Asked> {
  const notes = new Set<string>();
  const stage = session.built.result.results?.stage ?? "";
  const recordOfStage = await recordsFor(session, stage, search, notes);
  let results: FoundResults;
  try {
    results = findResults(session, words, search, recordOfStage);
  } catch (error) {
    if (!(error instanceof UnknownCellError)) throw error;
    // A coordinate may be missing because these are the results of another run.
    throw new UnknownCellError([error.message, ...notes].join("\n"));
  }
  for (const note of results.notes) notes.add(note);
  const artifacts = results.starts.map(({ digest, made }) => ({
    digest,
    label: made?.stage ?? `object ${short(digest)}`,
  }));
  return { artifacts, starts: results.starts, results, notes: [...notes] };
}

/**
 * Finds what words mean.
 *
 * @throws JuiceError where they mean nothing, or what is not computed.
 */
export async function findAsked(
  session: Session,
  words: readonly string[],
  search: Search,
): Promise<Asked> {
  if (asksForResults(words, session)) {
    return await askedResults(session, words.slice(1), search);
  }
  const { down } = search;
  const notes = new Set<string>();
  const found: FoundArtifact[] = [];
  for (const word of words) {
    found.push(await find(session, word, search, notes));
  }
  return {
    artifacts: found.map(({ digest, label, record, also = [] }) => ({
      digest,
      // On the way down all that an execution put out is followed.
      label: down && also.length > 0 ? record!.stage : label,
    })),
    starts: found.map(({ digest, record, also }) => ({
      digest,
      made: record,
      ...(also === undefined ? {} : { also }),
    })),
    results: null,
    notes: [...notes],
  };
}
