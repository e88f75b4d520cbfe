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

/** The message that begins behind a marker at the start of a line. */
function messagesIn(text: string): PlanMessage[] {
  return text.split("\n").filter((line) => line.startsWith(marker))
    .map((line) => JSON.parse(line.slice(1)));
}

/** What a process said last, in few words. */
function lastWords(stderr: string): string {
  const said = stderr.trim().split("\n").slice(-3).join("\n").slice(-500);
  return said === "" ? "" : `: ${said.toWellFormed()}`;
}

/** Reads all of a stream, and tells when a text is in it for the first time. */
async function readAll(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  text: string,
  onText: () => void,
): Promise<string> {
  let all = "", isFound = false;
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    const from = Math.max(0, all.length - text.length);
    all += part;
    if (isFound || !all.includes(text, from)) continue;
    isFound = true;
    onText();
  }
  return all;
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
  try {
    const loaded = `${marker}{"type":"loaded"}`;
    const [stdout, stderr] = await Promise.all([
      readAll(child.stdout, loaded, () => clearTimeout(timer)),
      new Response(child.stderr).text(),
      child.status,
    ]);
    signal.throwIfAborted();
    const answer = messagesIn(stdout).at(-1);
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
    signal.removeEventListener("abort", kill);
    await child.stdin.close().catch(() => {});
  }
}
