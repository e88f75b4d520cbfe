/**
 * The projects that use a store, and which records each of them has used.
 *
 * Several checkouts can share one store. What one of them needs cannot be told
 * from another, so each that makes results is written down here. A use is
 * stamped with the day, once a day for a set of keys and not once a key, so
 * that it costs next to nothing where nothing has changed.
 *
 * @module
 */

import { dirname, join, relative, resolve } from "node:path";
import { messageOf } from "../errors.ts";
import type { Key } from "../identity/digest.ts";
import { isDigest, sha256 } from "../identity/hash.ts";
import {
  exists,
  realPath,
  removeIfThere,
  replaceFile,
  withDisk,
} from "./files.ts";
import { names } from "./objects.ts";

/** A project that has made results in a store. */
export interface RegisteredProject {
  readonly id: string;
  /** The folder that holds its deno.json, or held it. */
  readonly root: string;
  /**
   * Whether it still does. A folder alone says nothing: the place where a disk
   * is to be mounted is an empty folder while it is not.
   */
  readonly present: boolean;
  /** The locks of the recipes that were run, each there or not. */
  readonly lockPaths: readonly string[];
}

/** A registration that cannot be read: what its project needs is not known. */
export interface ProjectFault {
  readonly id: string;
  readonly message: string;
}

/** All registered projects of a store. */
export interface ListedProjects {
  readonly projects: readonly RegisteredProject[];
  readonly faults: readonly ProjectFault[];
}

/** Keys that one run of a project has used. */
interface UseSet {
  readonly path: string;
  /** When they were last used, in milliseconds since 1970. */
  readonly at: number;
}

const day = 24 * 60 * 60 * 1000;

/** The projects of one store. */
export class Projects {
  readonly #store: string;
  readonly #folder: string;

  constructor(store: string) {
    this.#store = store;
    this.#folder = join(store, "projects");
  }

  /**
   * A store inside of its project is found by the way to it, so that both can
   * be moved together.
   */
  #place(root: string): { readonly inside: boolean; readonly root: string } {
    const way = relative(realPath(this.#store), realPath(root)).replaceAll(
      "\\",
      "/",
    );
    const inside = way === "" || /^(\.\.\/)*\.\.$/.test(way);
    return { inside, root: inside ? way : realPath(root) };
  }

  #id(root: string): string {
    return sha256(this.#place(root).root).slice(0, 16);
  }

  /**
   * Writes down that a project makes results in this store, and where the lock
   * of the recipe is that makes them. What was damaged of it is written anew.
   */
  register(root: string, lockPath: string): void {
    const folder = join(this.#folder, this.#id(root));
    // By the way from the project, so that both can be moved together.
    const way = relative(resolve(root), resolve(lockPath))
      .replaceAll("\\", "/");
    const texts = {
      [join(folder, "project.json")]: JSON.stringify({
        version: 1,
        ...this.#place(root),
      }),
      [join(folder, "locks", `${sha256(way)}.json`)]: JSON.stringify(way),
    };
    for (const [path, text] of Object.entries(texts)) {
      if (textOf(path) === `${text}\n`) continue;
      withDisk(`register the project "${root}"`, () => {
        Deno.mkdirSync(dirname(path), { recursive: true });
        replaceFile(path, `${text}\n`);
      });
    }
  }

  #ids(): string[] {
    return names(this.#folder)
      .filter((id) => Deno.statSync(join(this.#folder, id)).isDirectory);
  }

  /** All registered projects, and the registrations that cannot be read. */
  list(): ListedProjects {
    const projects: RegisteredProject[] = [];
    const faults: ProjectFault[] = [];
    for (const id of this.#ids()) {
      const path = join(this.#folder, id, "project.json");
      // A crash between the folder and the file: nothing was made by then.
      if (!exists(path) && this.#sets(id).length === 0) continue;
      try {
        projects.push(this.#read(id, path));
      } catch (error) {
        const message = "Cannot tell which project uses the store: " +
          `"${dirname(path)}" cannot be read (${messageOf(error)}); run ` +
          "reproduce in that project, which writes it anew";
        faults.push({ id, message });
      }
    }
    return { projects, faults };
  }

  #read(id: string, path: string): RegisteredProject {
    const { inside, root: place } = JSON.parse(Deno.readTextFileSync(path));
    if (typeof place !== "string") throw new Error("it names no folder");
    const root = inside ? join(realPath(this.#store), place) : place;
    return {
      id,
      root,
      present: exists(join(root, "deno.json")),
      lockPaths: this.#locks(id).map((way) => resolve(root, way)),
    };
  }

  #locks(id: string): string[] {
    const folder = join(this.#folder, id, "locks");
    return names(folder).filter((name) => isDigest(name.replace(".json", "")))
      .map((name) => {
        const way = JSON.parse(Deno.readTextFileSync(join(folder, name)));
        if (typeof way !== "string") throw new Error("it names no lock");
        return way;
      });
  }

  /** Forgets a project, and what it has used. */
  forget(id: string): void {
    removeIfThere(join(this.#folder, id));
  }

  #sets(id: string): UseSet[] {
    const folder = join(this.#folder, id, "uses");
    return names(folder).filter(isDigest).map((name) => {
      const path = join(folder, name);
      return { path, at: Deno.statSync(path).mtime?.getTime() ?? Infinity };
    });
  }

  /**
   * Stamps keys as used now. A stamp is never older than the one before it,
   * whatever the clock says: a clock that was set back must not make what was
   * used last look as if it were used long ago.
   */
  noteUse(root: string, keys: Iterable<Key>, now: number): void {
    const id = this.#id(root);
    const text = [...new Set(keys)].sort().map((key) => `${key}\n`).join("");
    if (text === "") return;
    const path = join(this.#folder, id, "uses", sha256(text));
    withDisk("note which records were used", () => {
      const sets = this.#sets(id);
      const known = sets.find((set) => set.path === path);
      if (known !== undefined && known.at > now - day) return;
      const at = Math.max(now, ...sets.map((set) => set.at));
      if (known === undefined) {
        Deno.mkdirSync(dirname(path), { recursive: true });
        replaceFile(path, text);
      }
      Deno.utimeSync(path, new Date(at), new Date(at));
    });
  }

  /** When each key was last used by a project. */
  uses(id: string): Map<Key, number> {
    const found = new Map<Key, number>();
    for (const { path, at } of this.#sets(id)) {
      for (const key of keysIn(path)) {
        found.set(key, Math.max(at, found.get(key) ?? 0));
      }
    }
    return found;
  }

  /** Removes the uses of keys of which none is left. */
  clearUses(isLeft: (key: Key) => boolean): void {
    for (const id of this.#ids()) {
      for (const { path } of this.#sets(id)) {
        if (!keysIn(path).some(isLeft)) removeIfThere(path);
      }
    }
  }
}

/** The text of a file; null where it cannot be read. */
function textOf(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}

function keysIn(path: string): Key[] {
  return Deno.readTextFileSync(path).split("\n")
    .filter(isDigest) as string[] as Key[];
}
