/**
 * A disk that fails as a test asks: every operation that changes the disk is
 * counted and can be written down, and the n-th one kills the process, as a
 * crash does, or is refused, as a full disk does. It replaces functions of
 * `Deno`, so that the engine itself has no hook for it.
 *
 * @module
 */

import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** What the disk is to do. */
export interface Faults {
  /** Kills the process at this operation; a write is half done by then. */
  readonly kill?: number;
  /** Refuses this operation and all that follow, if they need room. */
  readonly full?: number;
  /** Refuses hard links with this code, as some file systems do. */
  readonly links?: string;
  /** Refuses kernel locks with this code. */
  readonly locks?: string;
  /** What the clock says, in milliseconds since 1970. */
  readonly clock?: number;
  /** Where to write the operations down, one JSON array a line. */
  readonly log?: string;
}

/** One operation that changes the disk. */
export interface Operation {
  readonly name: string;
  readonly path: string;
  /**
   * The new name of a rename, link or copy; all files that were there when all
   * was synced, a line each; else empty.
   */
  readonly to: string;
  /** The module and line that asked for it, such as `store/files.ts:94`. */
  readonly site: string;
}

// deno-lint-ignore no-explicit-any
type Any = any;
// deno-lint-ignore no-explicit-any
type AnyFunction = (...args: any[]) => any;

const engine = new URL("../../", import.meta.url).href;

function site(): string {
  for (const line of (new Error().stack ?? "").split("\n")) {
    const at = line.indexOf(engine);
    if (at < 0 || line.includes("/testing/")) continue;
    return /^[^:]*:\d+/.exec(line.slice(at + engine.length))?.[0] ?? "";
  }
  return "";
}

function pathOf(path: unknown): string {
  return path instanceof URL ? fileURLToPath(path) : resolve(String(path));
}

function refusal(code: string): Error {
  const types: Readonly<Record<string, new (message: string) => Error>> = {
    EACCES: Deno.errors.PermissionDenied,
    EPERM: Deno.errors.PermissionDenied,
  };
  const type = types[code] ?? Error;
  return Object.assign(new type(`refused by the test (${code})`), { code });
}

/** What a full disk refuses; a name in a folder may need a new block. */
const needRoom = new Set([
  ...["create", "write", "mkdir", "copyFile", "link", "symlink", "sync"],
  ...["makeTempDir", "makeTempFile"],
]);

function* filesBelow(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}

/** Replaces the functions of `Deno` that change the disk. */
export function breakDisk(faults: Faults): void {
  const { writeTextFileSync, kill, lstatSync } = Deno;
  const writeSync = Deno.FsFile.prototype.writeSync;
  const paths = new WeakMap<Deno.FsFile, string>();
  let count = 0;

  /** Counts an operation; `half` does a part of it before a crash. */
  const step = (name: string, path: string, to = "", half = () => {}) => {
    count++;
    if (faults.log !== undefined) {
      const line = JSON.stringify([name, path, to, site()]);
      writeTextFileSync(faults.log, line + "\n", { append: true });
    }
    if (count === faults.kill) {
      half();
      kill(Deno.pid, "SIGKILL");
    }
    if (count >= (faults.full ?? Infinity) && needRoom.has(name)) {
      throw refusal("ENOSPC");
    }
  };

  const replace = (
    target: Any,
    name: string,
    make: (original: AnyFunction) => AnyFunction,
  ) => {
    for (const one of [`${name}Sync`, name]) {
      const original = target[one];
      if (typeof original !== "function") continue;
      const made = make(original);
      target[one] = one.endsWith("Sync")
        ? made
        : async function (this: unknown, ...args: unknown[]) {
          return await made.apply(this, args);
        };
    }
  };

  for (
    const name of ["chmod", "utime", "remove", "truncate", "chown"] as const
  ) {
    replace(Deno, name, (original) => (path, ...rest) => {
      step(name, pathOf(path));
      return original(path, ...rest);
    });
  }
  for (const name of ["rename", "link", "symlink", "copyFile"] as const) {
    replace(Deno, name, (original) => (from, to, ...rest) => {
      if (name === "link" && faults.links !== undefined) {
        throw refusal(faults.links);
      }
      step(name, pathOf(from), pathOf(to));
      return original(from, to, ...rest);
    });
  }
  replace(Deno, "mkdir", (original) => (path, options) => {
    // Each folder that is really made is an operation of its own.
    const missing: string[] = [];
    const isThere = (folder: string) => {
      try {
        lstatSync(folder);
        return true;
      } catch {
        return false;
      }
    };
    for (let at = pathOf(path); !isThere(at); at = dirname(at)) {
      missing.unshift(at);
    }
    if (missing.length === 0 || options?.recursive !== true) {
      if (missing.length > 0) step("mkdir", pathOf(path));
      return original(path, options);
    }
    for (const folder of missing) {
      step("mkdir", folder);
      // Another process may have made it by now.
      original(folder, options);
    }
  });
  for (const name of ["makeTempDir", "makeTempFile"] as const) {
    replace(Deno, name, (original) => (options) => {
      step(name, pathOf(options?.dir ?? "/tmp"));
      return original(options);
    });
  }
  for (const name of ["writeFile", "writeTextFile"] as const) {
    replace(Deno, name, (original) => (path, data, options) => {
      step("write", pathOf(path), "", () => {
        const part = data.slice(0, Math.ceil(data.length / 2));
        const whole = typeof part === "string"
          ? new TextEncoder().encode(part)
          : part;
        Deno.FsFile.prototype.writeSync = writeSync;
        using file = openSync(path, { write: true, create: true, ...options });
        file.writeSync(whole);
      });
      return original(path, data, options);
    });
  }
  const { openSync } = Deno;
  replace(Deno, "open", (original) => (path, options = { read: true }) => {
    const changes = options.createNew || options.truncate ||
      (options.create && !lexists(path));
    if (changes) step("create", pathOf(path));
    const keep = (file: Deno.FsFile) => {
      paths.set(file, pathOf(path));
      return file;
    };
    const file = original(path, options);
    return file instanceof Promise ? file.then(keep) : keep(file);
  });
  const lexists = (path: string | URL) => {
    try {
      lstatSync(path);
      return true;
    } catch {
      return false;
    }
  };
  const file = Deno.FsFile.prototype;
  replace(file, "write", () =>
    function (this: Deno.FsFile, data: Uint8Array) {
      const half = () =>
        void writeSync.call(
          this,
          data.subarray(0, Math.ceil(data.length / 2)),
        );
      step("write", paths.get(this) ?? "", "", half);
      return writeSync.call(this, data);
    });
  // Syncs are counted and not done: what is killed here is a process, whose
  // writes the system keeps, and waiting for the disk is most of a run's time.
  for (const name of ["sync", "syncData"] as const) {
    replace(file, name, () =>
      function (this: Deno.FsFile) {
        step("sync", paths.get(this) ?? "");
      });
  }
  for (const name of ["truncate", "utime"] as const) {
    replace(
      file,
      name,
      (original) =>
        function (this: Deno.FsFile, ...args: unknown[]) {
          step(name, paths.get(this) ?? "");
          return original.apply(this, args);
        },
    );
  }
  if (faults.locks !== undefined) {
    for (const name of ["lock", "tryLock"]) {
      replace(file, name, () => () => {
        throw refusal(faults.locks!);
      });
    }
  }
  const Command = Deno.Command;
  (Deno as Any).Command = class extends Command {
    readonly #sync: string | null;
    constructor(command: string | URL, options?: Deno.CommandOptions) {
      super(command, options);
      this.#sync = command === "sync" ? options?.args?.at(-1) ?? "" : null;
    }
    override outputSync() {
      if (this.#sync === null) return super.outputSync();
      const path = pathOf(this.#sync);
      step("sync all", path, [...filesBelow(path)].join("\n"));
      const none = new Uint8Array();
      return {
        ...{ success: true, code: 0, signal: null },
        ...{ stdout: none, stderr: none },
      };
    }
  };
  if (faults.clock !== undefined) setClock(faults.clock);
}

/** Sets the clock; it goes on from there. */
function setClock(to: number): void {
  const shift = to - Date.now();
  const Real = Date;
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, as) =>
      Reflect.construct(
        target,
        args.length === 0 ? [Real.now() + shift] : args,
        as,
      ),
    get: (target, name, receiver) =>
      name === "now"
        ? () => Real.now() + shift
        : Reflect.get(target, name, receiver),
  });
}
