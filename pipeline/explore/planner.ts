/**
 * Planning beside the server: each plan is made by a process of its own, which
 * loads the recipe as it is on the disk, while the server goes on answering.
 *
 * @module
 */

import type { Problem } from "../../web/explorer/api.ts";
import { denoFolder } from "../deno_folder.ts";
import { JuiceError } from "../errors.ts";
import {
  marker,
  type PlanAnswer,
  type PlanMessage,
  type PlanRequest,
} from "./plan_answer.ts";
import type { Subject } from "./subject.ts";

/** A recipe that cannot be planned as it is. */
export class PlanError extends JuiceError {
  constructor(readonly problem: Problem, readonly files: readonly string[]) {
    super(problem.message);
  }
}

/**
 * Plans a subject from what is on the disk now.
 *
 * @throws PlanError where it cannot be planned.
 */
export type Plan = (
  subject: Subject,
  signal: AbortSignal,
) => Promise<PlanAnswer>;

/** How long a recipe may take to be loaded and built, in milliseconds. */
const longestLoad = 30_000;

/** How long it takes to read what an ended process has said, in milliseconds. */
const longestRest = 2000;
/** The longest line of what a process says that is kept, in characters. */
const longestLine = 2 ** 28;
/** How much of what it says of errors is kept, in characters. */
const longestEnd = 4096;

/** The message that a line is; null for what the recipe printed. */
function messageIn(line: string): PlanMessage | null {
  if (!line.startsWith(marker)) return null;
  try {
    return JSON.parse(line.slice(1));
  } catch {
    // The process was ended as it wrote, or the recipe printed the marker.
    return null;
  }
}

/** What a process said last, in few words. */
function lastWords(stderr: string): string {
  const said = stderr.trim().split("\n").slice(-3).join("\n").slice(-500);
  return said === "" ? "" : `: ${said.toWellFormed()}`;
}

/**
 * Reads the messages of a process. What a recipe prints between them, which may
 * be without end, is not kept.
 */
async function* messagesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): AsyncGenerator<PlanMessage> {
  let line = "";
  const text = stream.pipeThrough(new TextDecoderStream(), { signal });
  for await (const part of text) {
    const [rest = "", ...lines] = part.split("\n");
    if (line === "" || line.startsWith(marker)) line += rest;
    for (const next of lines) {
      const message = messageIn(line);
      if (message !== null) yield message;
      line = next;
    }
    if (line.length > longestLine) line = "";
    // That it is no message its first character tells.
    else if (!line.startsWith(marker)) line = line.slice(0, 1);
  }
}

/** Reads the end of a stream. */
async function endOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): Promise<string> {
  let end = "";
  const text = stream.pipeThrough(new TextDecoderStream(), { signal });
  try {
    for await (const part of text) end = (end + part).slice(-longestEnd);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return end;
}

/** The last message of a process, each of which is told as it comes. */
async function lastMessage(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
  onMessage: (message: PlanMessage) => void,
): Promise<PlanMessage | null> {
  let last: PlanMessage | null = null;
  try {
    for await (const message of messagesOf(stream, signal)) {
      onMessage(message);
      last = message;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return last;
}

/**
 * Plans in a process of its own.
 *
 * @param longest How long the recipe may take to be loaded, in milliseconds.
 */
export async function planInProcess(
  { project, built, device }: Subject,
  signal: AbortSignal,
  longest: number = longestLoad,
): Promise<PlanAnswer> {
  const request: PlanRequest = {
    root: project.root,
    recipe: project.recipePath,
    store: project.store.root,
    profile: built.profile,
    overrides: built.overrides,
    device,
  };
  signal.throwIfAborted();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-prompt",
      "--unstable-webgpu",
      new URL("./plan_process.ts", import.meta.url).href,
      JSON.stringify(request),
    ],
    env: { ...denoFolder(), NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    // It stays open as long as this process lives, and not longer.
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
  };
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, longest);
  signal.addEventListener("abort", kill);
  const said = new AbortController();
  let ending: ReturnType<typeof setTimeout> | undefined;
  try {
    const [answer, stderr] = await Promise.all([
      lastMessage(child.stdout, said.signal, ({ type }) => {
        if (type === "loaded") clearTimeout(timer);
      }),
      endOf(child.stderr, said.signal),
      child.status.then(() => {
        // A program that the recipe has left running keeps them open.
        ending = setTimeout(() => said.abort(), longestRest);
      }),
    ]);
    signal.throwIfAborted();
    if (answer?.type === "plan") return answer;
    if (answer?.type === "problem") {
      throw new PlanError(answer.problem, answer.files);
    }
    throw new PlanError({
      message: `Cannot load the recipe "${project.recipePath}": ` +
        (isLate
          ? `it was not done within ${longest / 1000} s`
          : `its process ended before it was planned${lastWords(stderr)}`),
      place: null,
    }, []);
  } finally {
    clearTimeout(timer);
    clearTimeout(ending);
    signal.removeEventListener("abort", kill);
    kill();
    await child.stdin.close().catch(() => {});
  }
}
