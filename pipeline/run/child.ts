/**
 * What runs in a stage's process: it finds the kind in its module, gives its
 * function the context, and reports to the engine. It imports as little as it
 * can, because it is in the closure of every stage.
 *
 * @module
 */

import { Rng } from "../rng.ts";
import { isStageKind, type StageContext } from "../stage.ts";
import type { InputPaths, Inputs, Outputs } from "../stage.ts";
import {
  longestWarning,
  marker,
  type Message,
  type Request,
} from "./protocol.ts";

// These stores outlive the process and need no permission: through them, a run
// could depend on another one. They go before the kind's module is evaluated.
for (const name of ["localStorage", "sessionStorage", "caches"]) {
  Reflect.deleteProperty(globalThis, name);
}

const encoder = new TextEncoder();

function print(text: string): void {
  const bytes = encoder.encode(text);
  try {
    for (let at = 0; at < bytes.length;) {
      at += Deno.stdout.writeSync(bytes.subarray(at));
    }
  } catch {
    // Nobody listens any more: the engine has ended, and so does the stage.
    Deno.exit(1);
  }
}

function send(message: Message): void {
  print(`${marker}${JSON.stringify(message)}\n`);
}

/** Prints a line in which no message can hide. */
function log(line: string): void {
  print(`${line.replaceAll(marker, " ")}\n`);
}

/** The error that says most: a refused access within, else the error itself. */
function pick(error: unknown): { name: string; message: string } {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    if (current.name === "NotCapable") break;
    current = current.cause;
  }
  const chosen = current instanceof Error ? current : error;
  return chosen instanceof Error
    ? { name: chosen.name, message: chosen.message }
    : { name: "Error", message: String(chosen) };
}

function fail(error: unknown): never {
  if (error instanceof Error) console.error(error.stack ?? String(error));
  else console.error(error);
  send({ type: "error", ...pick(error) });
  Deno.exit(1);
}

/** Ends the process with the engine's: standard input closes when it dies. */
async function endWithEngine(): Promise<void> {
  const buffer = new Uint8Array(1);
  while (await Deno.stdin.read(buffer) !== null);
  Deno.exit(1);
}

/** Least time between two reports of progress, in milliseconds. */
const pause = 50;

function makeContext(
  request: Request,
): StageContext<unknown, Inputs, Outputs> {
  const seed = (request.params as { seed?: unknown } | null)?.seed;
  let last = -Infinity;
  return {
    ...request,
    // The engine has given them the shape that the kind declares.
    inputs: request.inputs as InputPaths<Inputs>,
    digests: request.digests as InputPaths<Inputs>,
    rng: new Rng(typeof seed === "number" ? seed : 0),
    progress: (done, total, unit = "") => {
      const now = performance.now();
      if (done < total && now - last < pause) return;
      last = now;
      send({ type: "progress", done, total, unit });
    },
    metric: (name, value) => {
      if (!Number.isFinite(value)) {
        throw new RangeError(`Metric "${name}" is ${value}, not a number`);
      }
      send({ type: "metric", name, value });
    },
    warn: (message) => {
      // Nothing checks types where a stage runs: it may be an error.
      const text = String(message);
      log(`warning: ${text}`);
      send({ type: "warning", message: text.slice(0, longestWarning) });
    },
    log,
  };
}

/** Runs the stage kind of a module as the engine asked, and ends. */
export async function execute(
  module: Readonly<Record<string, unknown>>,
  request: Request,
): Promise<never> {
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason);
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    fail(event.error ?? event.message);
  });
  endWithEngine();
  send({ type: "started" });
  try {
    // A set: one kind may be exported under two names.
    const [kind, other] = new Set(Object.values(module).filter(isStageKind));
    if (kind === undefined) {
      throw new TypeError("The module exports no stage kind");
    }
    if (other !== undefined) {
      throw new TypeError(
        `The module of "${kind.name}" exports two stage kinds; a module ` +
          "declares one, give the other a file of its own",
      );
    }
    if (kind.command === undefined) await kind.run(makeContext(request));
    else {
      const { files = {}, ...context } = makeContext(request) as
        & StageContext<unknown, Inputs, Outputs>
        & Pick<Request, "files">;
      const values = kind.command.arguments({ ...context, files });
      send({ type: "arguments", values });
    }
  } catch (error) {
    fail(error);
  }
  send({ type: "done" });
  Deno.exit(0);
}
