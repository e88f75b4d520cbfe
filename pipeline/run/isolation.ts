/**
 * Whether programs can be run in namespaces here. It is tried once a process,
 * because many things can be in the way: the kernel's settings, a container's,
 * a security module's.
 *
 * @module
 */

import { join } from "node:path";
import { findProgram } from "../find_program.ts";
import { removeIfThere } from "../store/files.ts";
import { enclose, outerEnvironment } from "./namespaces.ts";

/** How programs are run on this machine. */
export type Isolation =
  | { readonly kind: "namespaces" }
  | { readonly kind: "none"; readonly why: string };

function probe(): Isolation {
  const none = (why: string): Isolation => ({ kind: "none", why });
  if (Deno.build.os !== "linux") return none("only Linux has namespaces");
  const { PATH } = outerEnvironment;
  for (const name of ["unshare", "mount", "pivot_root"]) {
    if (findProgram([name], PATH) === null) {
      return none(
        `"${name}" is not installed; it is in the package util-linux`,
      );
    }
  }
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const [root, scratch] = [join(folder, "root"), join(folder, "scratch")];
    for (const path of [root, scratch]) Deno.mkdirSync(path);
    const [command, ...args] = enclose(
      join(folder, "enter.sh"),
      {
        readable: {},
        copied: [],
        writable: { scratch },
        tmp: scratch,
        root,
        tools: [],
        hidden: [],
      },
      ["/bin/sh", "-c", ":"],
      {},
    );
    const { success, stderr } = new Deno.Command(
      findProgram([command!], PATH)!,
      {
        args,
        clearEnv: true,
        env: { ...outerEnvironment },
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      },
    ).outputSync();
    if (success) return { kind: "namespaces" };
    const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1)
      ?.replace(/^.*\.sh: \d+: /, "");
    return none(`this system does not permit it: ${said || "unshare failed"}`);
  } finally {
    removeIfThere(folder);
  }
}

let found: Isolation | undefined;

/**
 * Finds out how programs are run, once a process. `JUICE_ISOLATION=none` runs
 * them without namespaces.
 */
export function isolation(): Isolation {
  if (Deno.env.get("JUICE_ISOLATION") === "none") {
    return { kind: "none", why: "JUICE_ISOLATION is none" };
  }
  return found ??= probe();
}
