/**
 * From how a stage's process ended to what a person needs to know.
 *
 * @module
 */

import type { Stage } from "../recipe.ts";
import type { Failure } from "./event.ts";
import { argumentLimits, type Exceeded } from "./limits.ts";
import type { Ending } from "./process.ts";

/** What the process itself said went wrong. */
export interface Reported {
  readonly name: string;
  readonly message: string;
}

type Told = Pick<Failure, "reason" | "message">;

const exhausted =
  /out of memory|allocation failed|could not allocate memory|invalid array buffer length/i;

/** What to do instead, or how to allow an access, by Deno's words. */
function remedy(message: string): string {
  const [, permission = "", value = ""] =
    /Requires (\w+) access(?: to "?([^",]*)"?)?/.exec(message) ?? [];
  switch (permission) {
    case "read":
      return "To allow it, declare the artifact as an input of the kind, and " +
        "connect it in the recipe; local(type) brings in what no stage makes";
    case "write":
      return "Write into the stage's outputs or its scratch folder instead";
    case "env":
      return value === ""
        ? "A stage can only ask for single variables: access: { env: [...] }"
        : `If a library needs it, add this to the kind: ` +
          `access: { env: ["${value}"] }`;
    case "sys":
      return `If a library needs it, add this to the kind: ` +
        `access: { sys: ["${value}"] }`;
    case "run":
      return "A stage cannot start processes; make the program a stage of its " +
        "own, by command(import.meta, ...)";
    case "net":
      return "A stage has no network; bring what it needs in as data, or as " +
        "a package";
    case "ffi":
      return "A stage cannot load native code; use JavaScript or WebAssembly";
    default:
      return "A stage has no network, no processes and no native code";
  }
}

function refused(who: string, message: string, place: string | null): Told {
  const link = /^Deno\.symlink\w*\(\)/.exec(message);
  if (link !== null) {
    return {
      reason: "access-refused",
      message: placed(`${who} was refused to make a symbolic link`, place) +
        "\nAn artifact can hold none; write a copy",
    };
  }
  const what = message.replace(/, run again with.*$/s, "")
    .replace(/^Requires /, "");
  return {
    reason: "access-refused",
    message:
      placed(`${who} was refused what it did not declare: ${what}`, place) +
      `\n${remedy(message)}`,
  };
}

/** Errors that the language itself throws, whose class says what is wrong. */
const telling = /^(?:TypeError|ReferenceError|SyntaxError)$/;

/** What an error says, without the name of a class that says no more. */
function words(name: string, message: string): string {
  return telling.test(name) ? `${name}: ${message}` : message;
}

/** A message with the place where it was thrown behind its first line. */
function placed(message: string, place: string | null): string {
  return place === null
    ? message
    : message.replace(/(?=\n|$)/, () => ` (${place})`);
}

/** @param used What was in use when it was killed, in MiB, where known. */
function outOfMemory(stage: Stage, who: string, used?: number): Told {
  const limit = stage.kind.resources?.memory;
  const found = used === undefined ? "" : `: it used ${Math.round(used)} MiB`;
  return {
    reason: "out-of-memory",
    message: limit === undefined
      ? `${who} ran out of memory\nGive it less to hold at once, or a limit ` +
        "above Deno's own with resources: { memory: MiB }"
      : `${who} ran out of its ${limit} MiB of memory${found}\nRaise ` +
        `resources: { memory: ${limit} } in the kind, or give it less to hold`,
  };
}

function outOfTime(who: string, { limit, used }: Exceeded): Told {
  return {
    reason: "out-of-time",
    message: `${who} was stopped after ${used.toFixed(1)} s: it may take ` +
      `${limit} s\nRaise resources: { time: ${limit} } in the kind, or give ` +
      "it less to do",
  };
}

/** The end of a stage's processes for a limit that they exceeded. */
function limited(stage: Stage, exceeded: Exceeded): Told {
  const who = `Stage "${stage.name}"`;
  return exceeded.what === "time"
    ? outOfTime(who, exceeded)
    : outOfMemory(stage, who, exceeded.used);
}

/** Why a stage failed whose program did not end well. */
export function explainProgram(
  stage: Stage,
  program: string,
  ending: Ending,
): Told {
  if (ending.exceeded !== null) return limited(stage, ending.exceeded);
  const who = `Stage "${stage.name}" failed: "${program.replace(/^.*\//, "")}"`;
  if (ending.signal !== null) {
    return {
      reason: "killed",
      message: `${who} was ended by ${ending.signal}`,
    };
  }
  const last = ending.tail.at(-1);
  return {
    reason: "threw",
    message: `${who} ended with exit code ${ending.code}` +
      (last === undefined ? "" : `: ${last.trim()}${ofFullDisk(last)}`),
  };
}

/** What to do where a stage met a full disk. */
function ofFullDisk(message: string): string {
  return /no space left on device|disk quota exceeded/i.test(message)
    ? "\nThe disk is full; free some room, or give another store with " +
      "--store, or JUICE_STORE"
    : "";
}

/** What an uncaught error says that the process did not report. */
function uncaught({ tail }: Ending): string | undefined {
  return tail.findLast((line) => /^error: /i.test(line))
    ?.replace(/^error:\s*(Uncaught\s*)?(\([^)]*\)\s*)?/i, "");
}

/** What Deno said when it gave up itself, and what may help. */
function panicked({ tail }: Ending): string | undefined {
  const at = tail.findLastIndex((line) =>
    /^thread '.*' (?:\(\d+\) )?panicked at /.test(line)
  );
  if (at < 0) return undefined;
  const [, place = ""] = /panicked at (\S+?):?$/.exec(tail[at]!) ?? [];
  const said = tail[at + 1]?.trim() ?? "no reason given";
  const cause = /webgpu|wgpu/.test(place)
    ? "That happens where a graphics adapter stops working; run"
    : "That is an error in Deno, not in the stage; run";
  return `${said} (${place})\n${cause} the command again, and the stage ` +
    "continues from its last checkpoint";
}

/**
 * Why a stage failed whose process ended without saying that it was done.
 *
 * @param placeOf Where in the project a message was thrown, if that is known.
 */
export function explainEnding(
  stage: Stage,
  ending: Ending,
  reported: Reported | null,
  placeOf: (message: string) => string | null = () => null,
): Told {
  const who = `Stage "${stage.name}"`;
  if (ending.exceeded !== null) return limited(stage, ending.exceeded);
  if (reported !== null) {
    const place = placeOf(reported.message);
    if (reported.name === "NotCapable") {
      return refused(who, reported.message, place);
    }
    const memory = reported.name === "RangeError" || reported.name === "Error";
    if (memory && exhausted.test(reported.message)) {
      return outOfMemory(stage, who);
    }
    return {
      reason: "threw",
      message: placed(
        `${who} failed: ${words(reported.name, reported.message)}`,
        place,
      ) + ofFullDisk(reported.message),
    };
  }
  if (ending.tail.some((line) => exhausted.test(line))) {
    return outOfMemory(stage, who);
  }
  const panic = panicked(ending);
  if (panic !== undefined) {
    return {
      reason: "killed",
      message: `${who} failed: Deno itself gave up: ${panic}`,
    };
  }
  if (ending.signal !== null) {
    const memory = ending.signal === "SIGKILL"
      ? "; if you did not, the system may have run out of memory"
      : "";
    return {
      reason: "killed",
      message: `${who} was ended by ${ending.signal}${memory}`,
    };
  }
  const said = uncaught(ending);
  if (said === undefined) {
    return {
      reason: "threw",
      message: `${who} ended with exit code ${ending.code} before it was done`,
    };
  }
  const place = placeOf(said);
  if (/NotCapable/.test(said)) return refused(who, said, place);
  const text = said.replace(
    /^(\w+): (.*)$/s,
    (_, name, rest) =>
      /Error$/.test(name) ? words(name, rest) : `${name}: ${rest}`,
  );
  return {
    reason: "threw",
    message: placed(`${who} failed: ${text}`, place),
  };
}

/** Why a stage failed whose program was not started, for want of arguments. */
export function explainArguments(
  stage: Stage,
  ending: Ending,
  reported: Reported | null,
  placeOf: (message: string) => string | null = () => null,
): Told {
  const told = explainEnding(stage, ending, reported, placeOf);
  const { reason } = told;
  if (reason !== "out-of-memory" && reason !== "out-of-time") return told;
  const all = reason === "out-of-time"
    ? `${argumentLimits.time} s`
    : `${argumentLimits.memory} MiB of memory`;
  return {
    reason,
    message: `Stage "${stage.name}" was not started: making its arguments ` +
      `took more than ${all}\nLet the program do the work; its arguments ` +
      "only name what it needs",
  };
}
