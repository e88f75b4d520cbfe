/**
 * Stages that bring local files in: what their files hold now, and in which of
 * them that is something else than before.
 *
 * @module
 */

import { SourceError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { ProjectPlaces } from "../project.ts";
import type { Stage } from "../recipe.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Snapshot } from "../store/stat_cache.ts";
import type { TreeEntry } from "../store/tree.ts";
import { entriesOf, findSource, readSource, type Source } from "./source.ts";

/** From where paths count, and which store is no source. */
type Places = Pick<ProjectPlaces, "root" | "store">;

/** The parameters of `local`, as the recipe's check has left them. */
interface LocalParams {
  readonly path: string;
  readonly sha256?: string;
}

/** The files that a stage of kind `local` brings in. */
export function sourceOf(stage: Stage, places: Places): Source {
  const { path } = stage.params as LocalParams;
  const [output] = Object.values(stage.kind.outputs);
  return findSource(places, path, output!.form);
}

/**
 * What they hold now.
 *
 * @throws SourceError where they cannot be read, or where that is not what the
 * recipe says it must be.
 */
export function snapshotOf(stage: Stage, places: Places): Snapshot {
  const source = sourceOf(stage, places);
  const snapshot = readSource(source, places.store.stats);
  const { sha256 } = stage.params as LocalParams;
  if (sha256 === undefined || sha256 === snapshot.digest) return snapshot;
  throw new SourceError(
    `Cannot take in "${source.shown}": its SHA-256 is ${snapshot.digest}, ` +
      `but the stage "${stage.name}" expects ${sha256}; restore what was ` +
      "there, or change sha256 in the recipe",
  );
}

/** What they held when they were looked at last, where that is known. */
export function lastDigest(stage: Stage, places: Places): Digest | null {
  try {
    return places.store.stats.lastDigest(sourceOf(stage, places).path);
  } catch {
    // What is wrong with the path is said when it is read.
    return null;
  }
}

/** The most files that are named. */
const maxNames = 3;

/**
 * What is different from an earlier record's files, in one line: `source
 * data/corpus: 2 files changed, 1 added (a.txt, b/c.txt, d.txt)`.
 */
export function describeChange(
  stage: Stage,
  places: Places,
  before: ExecutionRecord,
): string {
  const { store } = places;
  const source = sourceOf(stage, places);
  const line = `source ${source.shown}:`;
  const [output] = Object.values(before.outputs);
  if (source.form === "file" || output?.form !== "folder") {
    return `${line} changed`;
  }
  let earlier: TreeEntry[];
  try {
    earlier = store.readTree(output.digest);
  } catch {
    return `${line} changed; the files before are not in the store any more`;
  }
  // It has just been read for the plan.
  const now = store.stats.read(source.path) ?? readSource(source, store.stats);
  const { changed, added, removed } = compareTrees(
    earlier,
    entriesOf(now.seen),
  );
  const names = [...changed, ...added, ...removed];
  const counts = Object.entries({ changed, added, removed })
    .filter(([, { length }]) => length > 0)
    .map(([what, { length }], i) =>
      `${length}${i > 0 ? "" : length === 1 ? " file" : " files"} ${what}`
    );
  const more = names.length > maxNames ? ", ..." : "";
  return `${line} ${counts.join(", ")} (` +
    names.slice(0, maxNames).join(", ") + `${more})`;
}

function compareTrees(
  before: readonly TreeEntry[],
  after: readonly TreeEntry[],
): Record<"changed" | "added" | "removed", string[]> {
  const earlier = new Map(before.map(({ path, digest }) => [path, digest]));
  const changed: string[] = [], added: string[] = [];
  for (const { path, digest } of after) {
    const old = earlier.get(path);
    if (old === undefined) added.push(path);
    else if (old !== digest) changed.push(path);
    earlier.delete(path);
  }
  const removed = [...earlier.keys()];
  for (const list of [changed, added, removed]) list.sort(compareCodePoints);
  return { changed, added, removed };
}
