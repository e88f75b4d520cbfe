/**
 * The roots: all that must be kept, by whoever may need it. What is not known
 * is said, and keeps anything from being removed.
 *
 * @module
 */

import type { Digest, Key } from "../identity/digest.ts";
import { exists } from "../store/files.ts";
import type { RegisteredProject } from "../store/projects.ts";
import type { Store } from "../store/store.ts";
import { type Fault, findLocks } from "./locks.ts";

/** What must be kept, and what else is known of the store's users. */
export interface Roots {
  /** Keys that locks name. */
  readonly locked: ReadonlySet<Key>;
  /** Keys that must be kept for another reason. */
  readonly keys: ReadonlySet<Key>;
  readonly digests: ReadonlySet<Digest>;
  readonly locks: number;
  readonly pins: number;
  /** Branches, tags, heads, indexes and stashes that were looked into. */
  readonly places: number;
  readonly projects: readonly RegisteredProject[];
  /** Projects that are not there any more; what they used is kept. */
  readonly gone: readonly RegisteredProject[];
  /** Projects without a repository: only their working tree was looked into. */
  readonly plain: readonly string[];
  /** When a record's key was last used by a project, in milliseconds. */
  readonly uses: ReadonlyMap<Key, number>;
  /** What keeps anything from being removed. */
  readonly faults: readonly Fault[];
}

/**
 * Finds the roots of a store.
 *
 * @param own The project that asks, registered or not.
 * @param forgotten Names of faults, and folders of gone projects, that shall
 * not matter.
 * @throws StoreError for a pin or a registration that cannot be read.
 */
export async function findRoots(
  store: Store,
  own: string,
  forgotten: ReadonlySet<string>,
): Promise<Roots> {
  const locked = new Set<Key>();
  const keys = new Set<Key>();
  const digests = new Set<Digest>();
  const uses = new Map<Key, number>();
  const gone: RegisteredProject[] = [];
  const plain: string[] = [];
  const faults = new Map<string, Fault>();
  let locks = 0, places = 0;

  const registered = store.projects.list()
    .filter(({ root }) => !forgotten.has(root) || exists(root));
  const roots = new Set([Deno.realPathSync(own)]);
  for (const project of registered) {
    const used = store.projects.uses(project.id);
    for (const [key, at] of used) {
      uses.set(key, Math.max(at, uses.get(key) ?? 0));
    }
    if (exists(project.root)) roots.add(project.root);
    else {
      gone.push(project);
      for (const key of used.keys()) keys.add(key);
    }
  }
  const seen = new Set<string>();
  for (const root of roots) {
    const found = await findLocks(root);
    places += found.places;
    if (!found.repository) plain.push(root);
    for (const fault of found.faults) {
      if (!forgotten.has(fault.name)) faults.set(fault.name, fault);
    }
    for (const { name, lock } of found.locks) {
      // Projects of one repository find each other's locks.
      if (seen.has(name)) continue;
      seen.add(name);
      locks++;
      const entries = Object.values(lock.profiles)
        .flatMap((stages) => Object.values(stages));
      for (const { key, outputs } of entries) {
        locked.add(key);
        for (const digest of Object.values(outputs)) digests.add(digest);
      }
    }
  }
  const pins = store.pins.list();
  for (const pin of pins) {
    for (const key of pin.keys) (pin.lock ? locked : keys).add(key);
    for (const digest of pin.digests) digests.add(digest);
  }
  return {
    locked,
    keys,
    digests,
    locks,
    pins: pins.length,
    places,
    projects: registered,
    gone,
    plain,
    uses,
    faults: [...faults.values()],
  };
}
