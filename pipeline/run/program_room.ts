/**
 * The folders of a stage that is a program: its scripts and tools, room for
 * its metrics, and where it sees all that.
 *
 * @module
 */

import { dirname, join, relative } from "node:path";
import { programFiles } from "../identity/program_files.ts";
import type { Tool } from "../identity/tools.ts";
import { withDisk } from "../store/files.ts";
import type { Failure } from "./event.ts";
import type { Execution } from "./execution.ts";
import type { Isolation } from "./isolation.ts";
import { inside, quote } from "./namespaces.ts";
import type { Work } from "./work.ts";

/** What a program's folder has beside what every stage's has. */
export interface Room {
  readonly files: string;
  /** Scripts that start the tools, which are all that is on the `PATH`. */
  readonly bin: string;
  /** Where the program may write its metrics. */
  readonly report: string;
  readonly tmp: string;
  readonly root: string;
}

/** Why a program cannot be started. */
export class Refusal extends Error {
  constructor(readonly reason: Failure["reason"], message: string) {
    super(message);
  }
}

function outdated(what: string): Refusal {
  const message = `${what} after the plan was made\nRun the command again`;
  return new Refusal("internal", message);
}

/**
 * Makes the folders, and fills them with what is in the key.
 *
 * @throws Refusal where a file or tool is not what it was when planned.
 */
export function makeRoom(
  execution: Execution,
  work: Work,
  tools: Tool[],
): Room {
  const { stage, preimage, project } = execution;
  return withDisk(`prepare the stage "${stage.name}"`, () => {
    const at = (name: string) => join(work.folder, name);
    const room = {
      files: at("files"),
      bin: at("bin"),
      report: at("report"),
      tmp: at("tmp"),
      root: at("root"),
    };
    for (const folder of Object.values(room)) Deno.mkdirSync(folder);
    for (const file of programFiles(stage.kind, project.root)) {
      if (preimage.code.files[file.name] !== file.digest) {
        throw outdated(`"${file.name}" was edited`);
      }
      const to = join(room.files, file.declared);
      Deno.mkdirSync(dirname(to), { recursive: true });
      Deno.copyFileSync(file.path, to);
      // A script may be what is started.
      Deno.chmodSync(to, 0o555);
    }
    for (const { name, path, digest } of tools) {
      if (preimage.tools?.[name] !== digest) {
        throw outdated(`the program "${name}" was replaced`);
      }
      // Not a link: many a tool finds what belongs to it by its own path.
      const script = `#!/bin/sh\nexec ${quote(path)} "$@"\n`;
      Deno.writeTextFileSync(join(room.bin, name), script, { mode: 0o755 });
    }
    return room;
  });
}

/** Moves paths below the folders of a stage to where a program sees them. */
export function seenFrom(
  how: Isolation,
  work: Work,
  room: Room,
): (path: string) => string {
  if (how.kind === "none") return (path) => path;
  const places: [string, string][] = [
    [work.inputsFolder, "inputs"],
    [work.outputsFolder, "outputs"],
    [work.scratch, "scratch"],
    [room.files, "files"],
    [room.bin, "bin"],
    [room.report, "report"],
  ];
  return (path) => {
    for (const [folder, name] of places) {
      const rest = relative(folder, path);
      if (!rest.startsWith("..")) return join(inside, name, rest);
    }
    throw new Error(`"${path}" is not of the stage`);
  };
}

/** Paths by name as a program sees them. */
export function mapped(
  paths: Readonly<Record<string, string>>,
  seen: (path: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(paths).map(([name, path]) => [name, seen(path)]),
  );
}
