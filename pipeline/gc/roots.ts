/**
 * The roots: all that must be kept, by whoever may need it. What is not known
 * is said, and keeps anything from being removed.
 *
 * @module
 */

import { join, relative } from "node:path";
import type { Digest, Key } from "../identity/digest.ts";
import type { ProjectPlaces } from "../project.ts";
import type { Pin } from "../store/pins.ts";
import type { ProjectFault, RegisteredProject } from "../store/projects.ts";
import type { Store } from "../store/store.ts";
import { findForgotten, type Forgetting } from "./forget.ts";
import { type Fault, findLocks, type FoundLock } from "./locks.ts";

/** What must be kept, and what else is known of the store's users. */
export interface Roots {
  /** Keys that locks name. */
  readonly locked: ReadonlySet<Key>;
  /** Keys that must be kept for another reason. */
  readonly keys: ReadonlySet<Key>;
  readonly digests: ReadonlySet<Digest>;
  readonly locks: readonly FoundLock[];
  readonly pins: readonly Pin[];
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
  /** What was to be forgotten. */
  readonly forgetting: Forgetting;
}

/** How a damaged registration is called; its project cannot be told. */
export function nameOfDamaged({ id }: ProjectFault): string {
  return `projects/${id}`;
}

/**
 * Finds the roots of a store.
 *
 * @param own The project that asks, registered or not.
 * @param given Names of faults, and folders of gone projects, that shall not
 * matter.
 */
export async function findRoots(
  store: Store,
  own: Pick<ProjectPlaces, "root" | "lockPath">,
  given: Iterable<string> = [],
): Promise<Roots> {
  const locked = new Set<Key>();
  const keys = new Set<Key>();
  const digests = new Set<Digest>();
  const uses = new Map<Key, number>();
  const gone: RegisteredProject[] = [];
  const plain: string[] = [];
  const faults: Fault[] = [];
  const locks: FoundLock[] = [];
  let places = 0;

  const { projects, faults: damaged } = store.projects.list();
  for (const fault of damaged) {
    faults.push({ name: nameOfDamaged(fault), message: fault.message });
  }
  const away = projects.filter(({ present }) => !present)
    .map(({ root }) => root);
  const left = findForgotten(given, away).forgotten;
  const registered = projects.filter(({ root, present }) =>
    present || !left.has(root)
  );
  const ownRoot = Deno.realPathSync(own.root);
  const roots = new Map<string, readonly string[]>([
    [ownRoot, [join(ownRoot, relative(own.root, own.lockPath))]],
  ]);
  for (const project of registered) {
    const used = store.projects.uses(project.id);
    for (const [key, at] of used) {
      uses.set(key, Math.max(at, uses.get(key) ?? 0));
    }
    if (project.present) {
      const known = roots.get(project.root) ?? [];
      roots.set(project.root, [...known, ...project.lockPaths]);
    } else {
      gone.push(project);
      for (const key of used.keys()) keys.add(key);
    }
  }
  const seen = new Set<string>();
  // The asking project comes first; its branches are told by their names alone.
  let home: string | null | undefined;
  for (const [root, lockPaths] of roots) {
    const found = await findLocks(root, lockPaths, home);
    if (home === undefined) home = found.identity;
    places += found.places;
    if (!found.repository) plain.push(root);
    faults.push(...found.faults);
    for (const one of found.locks) {
      // Projects of one repository find each other's locks.
      if (seen.has(one.name)) continue;
      seen.add(one.name);
      locks.push(one);
      const entries = Object.values(one.lock.profiles)
        .flatMap((stages) => Object.values(stages));
      for (const { key, outputs } of entries) {
        locked.add(key);
        for (const digest of Object.values(outputs)) digests.add(digest);
      }
    }
  }
  const { pins, faults: unread } = store.pins.list();
  for (const { name, message } of unread) faults.push({ name, message });
  for (const pin of pins) {
    for (const key of pin.keys) (pin.lock ? locked : keys).add(key);
    for (const digest of pin.digests) digests.add(digest);
  }
  const names = [...away, ...faults.map(({ name }) => name)];
  const forgetting = findForgotten(given, names);
  const remaining = new Map(
    faults.filter(({ name }) => !forgetting.forgotten.has(name))
      .map((fault) => [fault.message, fault]),
  );
  return {
    locked,
    keys,
    digests,
    locks,
    pins,
    places,
    projects: registered,
    gone,
    plain,
    uses,
    faults: [...remaining.values()],
    forgetting,
  };
}
