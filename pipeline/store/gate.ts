/**
 * The gate of a store: every command that uses the store holds a shared lock on
 * it for as long as it works, and what removes things from the store holds it
 * alone. The kernel frees the lock of a process that ends, however it ends, so
 * a dead holder is never waited for.
 *
 * @module
 */

import { hostname } from "node:os";
import { join } from "node:path";
import { exists, storeError } from "./files.ts";
import { type HeldLock, tryLock } from "./lock_file.ts";
import { names } from "./objects.ts";

/** A command that holds the gate. */
export interface GateHolder {
  readonly command: string;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601 in UTC. */
  readonly since: string;
}

/** How to enter. */
export interface EnterOptions {
  /** Alone, and not beside others. */
  readonly exclusive?: boolean;
  /** Makes the store's folder where there is none yet. */
  readonly create?: boolean;
  /** Leaves it to the command that this is part of to be named to others. */
  readonly unnamed?: boolean;
  /** Called with who is waited for, whenever that changes. */
  readonly onWait?: (holder: string) => void;
}

/** How often the gate is tried while others hold it, in milliseconds. */
const pollInterval = 100;

/** A holder in words: `reproduce, process 123 on host`. */
export function holderText({ command, pid, host }: GateHolder): string {
  return `${command}, process ${pid} on ${host}`;
}

let counter = 0;

/** The gate of one store. */
export class Gate {
  readonly #root: string;
  readonly #path: string;
  /** One file a holder, which the holder locks: who can be locked is dead. */
  readonly #holders: string;

  constructor(root: string) {
    this.#root = root;
    this.#path = join(root, "locks", "store");
    this.#holders = join(root, "locks", "commands");
  }

  /**
   * Enters, and waits for whoever is in the way.
   *
   * A store that cannot be written can still be entered beside others: there is
   * nothing that could be removed from it, or somebody else removes it and has
   * made the file that is locked.
   */
  async enter(command: string, options: EnterOptions = {}): Promise<HeldLock> {
    const { exclusive = false, create = false, onWait = () => {} } = options;
    const file = this.#open(exclusive, create);
    if (file === null) return { release: () => {} };
    try {
      for (let told = ""; !file.tryLockSync(exclusive);) {
        const others = this.holders().map(holderText);
        const more = others.length > 1 ? ` and ${others.length - 1} more` : "";
        const holder = (others[0] ?? "another process") + more;
        if (holder !== told) onWait(told = holder);
        await new Promise((resolve) => setTimeout(resolve, pollInterval));
      }
    } catch (error) {
      file.close();
      throw storeError(`enter the store "${this.#root}"`, error);
    }
    const note = options.unnamed === true ? null : this.#note(command);
    return {
      release: () => {
        note?.release();
        file.close();
      },
    };
  }

  #open(exclusive: boolean, create: boolean): Deno.FsFile | null {
    const isNew = !exists(this.#root);
    if (!create && isNew) return null;
    try {
      Deno.mkdirSync(join(this.#root, "locks"), { recursive: true });
      // A folder that was there before may hold more than a store.
      if (isNew) Deno.writeTextFileSync(join(this.#root, ".gitignore"), "*\n");
      return Deno.openSync(this.#path, {
        read: true,
        write: true,
        create: true,
      });
    } catch (error) {
      if (exclusive) {
        throw storeError(`enter the store "${this.#root}"`, error);
      }
    }
    try {
      return Deno.openSync(this.#path, { read: true });
    } catch {
      // Nobody has ever written to this store through the gate.
      return null;
    }
  }

  /** Says who has entered. Without it others wait all the same. */
  #note(command: string): HeldLock | null {
    const path = join(this.#holders, `${Deno.pid}-${counter++}`);
    try {
      const holder: GateHolder = {
        command,
        pid: Deno.pid,
        host: hostname(),
        since: new Date().toISOString(),
      };
      return tryLock(path, JSON.stringify(holder));
    } catch {
      return null;
    }
  }

  /** Who holds the gate, the first to enter first. */
  holders(): GateHolder[] {
    return names(this.#holders).map((name) => this.#holder(name))
      .filter((holder) => holder !== null)
      .sort((a, b) => a.since < b.since ? -1 : a.since > b.since ? 1 : 0);
  }

  #holder(name: string): GateHolder | null {
    const path = join(this.#holders, name);
    try {
      using file = Deno.openSync(path, { read: true });
      if (file.tryLockSync(false)) return null;
      const text = Deno.readTextFileSync(path);
      const { command, pid, host, since } = JSON.parse(text);
      return { command, pid, host, since };
    } catch {
      // It has just left, or has just come and not said who it is.
      return null;
    }
  }

  /** Removes what holders that were killed have left. */
  clear(): void {
    for (const name of names(this.#holders)) {
      tryLock(join(this.#holders, name))?.release();
    }
  }
}
