/**
 * Vectors of twice the width: WebAssembly has vectors of 128 bits, and V8 can
 * make one operation of 256 bits out of two on processors that have such. Each
 * lane keeps its operation, so the bytes of a result stay the same; every check
 * of an address stays, too.
 *
 * V8 does it only if it is told to, on the command line of the process, and a
 * Deno whose V8 knows no such flag (on another kind of processor, or after V8
 * has changed) would not start with it. So Deno is asked first.
 *
 * @module
 */

/** What tells V8 to do it. */
export const wideVectors = "--experimental-wasm-revectorize";

let answer: Promise<boolean> | undefined;

/** Whether this Deno's V8 knows the flag. Asked once; takes some 20 ms. */
export function knowsWideVectors(): Promise<boolean> {
  return answer ??= ask();
}

async function ask(): Promise<boolean> {
  try {
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["--v8-flags=--help"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).output();
    const flags = new TextDecoder().decode(stdout).split(/\s+/);
    return success && flags.includes(wideVectors);
  } catch {
    // It is slower without, and not worth a failure.
    return false;
  }
}
