/**
 * Running a stage that brings local files in: the engine itself copies them
 * into the store, without a process. What it copies is hashed again, so that
 * the store holds what the key says even if somebody writes meanwhile.
 *
 * @module
 */

import { join } from "node:path";
import { SourceError } from "../errors.ts";
import { sortedEntries } from "../identity/order.ts";
import { snapshotOf, sourceOf } from "../plan/local.ts";
import { entriesOf } from "../plan/source.ts";
import { determinismOf } from "../plan/preimage.ts";
import { removeIfThere, withDisk } from "../store/files.ts";
import type { ExecutionRecord, OutputEntry } from "../store/record.ts";
import type { Snapshot } from "../store/stat_cache.ts";
import { encodeTree, type TreeEntry } from "../store/tree.ts";
import { type Executed, interruptedFailure } from "./execute.ts";
import { type Execution, madeBy } from "./execution.ts";

/** Brings a stage's files into the store and writes its record. */
export async function takeIn(execution: Execution): Promise<Executed> {
  const { project, stage, key, preimage, device } = execution;
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const snapshot = snapshotOf(stage, project);
  if (snapshot.digest !== preimage.source) throw changed(execution);
  if (!await copyFiles(execution, snapshot)) {
    return { record: null, failure: interruptedFailure(stage.name) };
  }
  const { digest, size } = snapshot;
  const outputs: Record<string, OutputEntry> = {};
  for (
    const [name, { name: type, form }] of sortedEntries(stage.kind.outputs)
  ) {
    if (form === "folder") {
      project.store.putBytes(encodeTree(entriesOf(snapshot.seen)));
    }
    outputs[name] = { digest, size, type, form };
  }
  const record: ExecutionRecord = {
    version: 1,
    key,
    stage: stage.name,
    preimage,
    outputs,
    determinism: determinismOf(stage.kind, device),
    metrics: {},
    observed: { read: [], unread: [] },
    startedAt,
    seconds: Math.round(performance.now() - start) / 1000,
    ...madeBy(),
    threads: 1,
  };
  project.store.writeRecord(record);
  return { record, failure: null };
}

function changed({ stage, project }: Execution): SourceError {
  const { shown } = sourceOf(stage, project);
  return new SourceError(
    `"${shown}" changed after it was hashed; wait until nothing writes to ` +
      "it, and run the same command again",
  );
}

/** How many files are copied, and then stored together. */
const batch = 1024;

/** Copies what the store does not have; false where it was interrupted. */
async function copyFiles(
  execution: Execution,
  snapshot: Snapshot,
): Promise<boolean> {
  const { project, stage, key, signal, onEvent } = execution;
  const { store } = project;
  const { path } = sourceOf(stage, project);
  const files = entriesOf(snapshot.seen), total = files.length;
  const { name } = stage;
  // Named after the key, under which `sweep` looks for leftovers.
  const folder = join(store.workFolder, `${key}.${Deno.pid}.local`);
  try {
    for (let done = 0; done < total; done += batch) {
      copyBatch(execution, path, files.slice(done, done + batch), folder);
      onEvent({ type: "stage-progress", name, done, total, unit: "files" });
      // Others get their turn, and a person's Ctrl-C is heard.
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) return false;
    }
    return true;
  } finally {
    removeIfThere(folder);
  }
}

/** Copies files: by reference where the file system can, never by a link. */
function copyBatch(
  execution: Execution,
  from: string,
  files: readonly TreeEntry[],
  folder: string,
): void {
  const { store } = execution.project;
  const missing = files.filter(({ digest, size }) =>
    store.verify(digest, "file", { size }) !== null
  );
  if (missing.length === 0) return;
  withDisk(`bring in "${from}"`, () => {
    Deno.mkdirSync(folder, { recursive: true });
    const copies = missing.map(({ path }, i) => {
      const copy = join(folder, String(i));
      try {
        Deno.copyFileSync(join(from, path), copy);
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) throw changed(execution);
        throw error;
      }
      return copy;
    });
    const stored = store.putFiles(copies);
    if (stored.some(({ digest }, i) => digest !== missing[i]!.digest)) {
      throw changed(execution);
    }
  });
}
