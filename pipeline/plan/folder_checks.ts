/**
 * Checking large folders in the store while a plan is made. To look at each of
 * 100,000 files takes a third of a second, in which a second core can do it. A
 * plan takes such a folder for whole, and is made anew if it turns out not to
 * be: nothing is used that was not checked.
 *
 * It is a process and not a Worker, because a stage kind that imports the
 * whole engine would otherwise hold code that its key could not see.
 *
 * @module
 */

import { denoFolder } from "../deno_folder.ts";
import type { Digest } from "../identity/digest.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";

/** Tree objects from this size on, in bytes: that of some 5,000 files. */
const large = 2 ** 19;

/** The checks of one plan. */
export class FolderChecks {
  readonly #store: Store;
  readonly #running = new Map<Digest, Promise<boolean>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Begins to check a folder if it is large; false if it does not. */
  begin(digest: Digest): boolean {
    if (this.#running.has(digest)) return true;
    // More than one would only take the time from each other.
    if (this.#running.size > 0 || !this.#isLarge(digest)) return false;
    // Deno takes what follows a comma for another path, and cannot be told
    // otherwise: the plan checks such a store's folders itself.
    if (this.#store.root.includes(",")) return false;
    this.#running.set(digest, isWhole(this.#store.root, digest));
    return true;
  }

  #isLarge(digest: Digest): boolean {
    try {
      return Deno.lstatSync(this.#store.pathOf(digest)).size >= large;
    } catch {
      return false;
    }
  }

  /**
   * What is wrong with a record's outputs, as far as it is known by now: a
   * folder that is being checked is taken for whole.
   */
  faultOf(record: ExecutionRecord): string | null {
    return this.#store.outputFault(
      record,
      ({ digest, form }) => form === "folder" && this.begin(digest),
    );
  }

  /** Whether everything that was taken for whole is. */
  async ended(): Promise<boolean> {
    const all = await Promise.all(this.#running.values());
    return all.every((whole) => whole);
  }
}

/** Whether a folder is whole; false where that cannot be found out. */
async function isWhole(root: string, digest: Digest): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-config",
        "--no-lock",
        "--no-prompt",
        `--allow-read=${root}`,
        // To seal an object that was hashed.
        `--allow-write=${root}`,
        new URL("./check_folder.ts", import.meta.url).href,
        root,
        digest,
      ],
      env: { ...denoFolder(), DENO_NO_UPDATE_CHECK: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}
