/**
 * The folder that a stage runs in: its inputs, room for its outputs, its main
 * module, its log. Each run of a stage has one of its own, so that a process
 * that outlived its engine cannot meddle with a later run.
 *
 * @module
 */

import { join } from "node:path";
import type { ArtifactType, InputSlot } from "../artifact.ts";
import { engineUrl } from "../identity/graph.ts";
import type { Digest, Key } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { DeviceClass } from "../identity/preimage.ts";
import type { Stage } from "../recipe.ts";
import { removeIfPossible, withDisk } from "../store/files.ts";
import { names } from "../store/objects.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { isolation } from "./isolation.ts";
import { noteName, noteStage } from "./activity.ts";
import type { InputPathMap } from "./observe.ts";
import type { Request, RequestInputs } from "./protocol.ts";
import { leaveScratch, removeScratch, takeScratch } from "./scratch.ts";

/** A stage's folder, ready to run in. */
export interface Work {
  readonly folder: string;
  readonly main: string;
  readonly inputsFolder: string;
  readonly outputsFolder: string;
  readonly scratch: string;
  readonly audit: string;
  readonly log: string;
  /** Inputs by name, `many` inputs as `input/label`. */
  readonly inputs: InputPathMap;
  readonly outputs: Readonly<Record<string, string>>;
}

function slotOf(declared: ArtifactType | InputSlot): InputSlot {
  return "arity" in declared ? declared : { type: declared, arity: "one" };
}

/** A file name for a label, which may hold what a file name may not. */
function fileName(label: string, taken: Set<string>): string {
  const plain = label.replace(/[^A-Za-z0-9._=+-]/g, "_").slice(0, 80);
  let name = plain;
  for (let i = 2; taken.has(name); i++) name = `${plain}-${i}`;
  taken.add(name);
  return name;
}

let counter = 0;

/** Makes a folder that nobody else uses: its name begins with the key. */
function makeFolder(store: Store, key: Key): string {
  for (;;) {
    const folder = join(store.workFolder, `${key}.${Deno.pid}.${counter++}`);
    try {
      Deno.mkdirSync(store.workFolder, { recursive: true });
      Deno.mkdirSync(folder);
      return folder;
    } catch (error) {
      // A process of the same number may have left one behind.
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/** Values by input name as a stage's context has them: by label where many. */
function shape(
  stage: Stage,
  values: Readonly<Record<string, string>>,
): RequestInputs {
  const shaped: Record<string, string | Record<string, string>> = {};
  for (const [input, declared] of Object.entries(stage.kind.inputs)) {
    if (slotOf(declared).arity === "many") {
      const prefix = `${input}/`;
      shaped[input] = Object.fromEntries(
        Object.entries(values).filter(([name]) => name.startsWith(prefix))
          .sort(([a], [b]) => compareCodePoints(a, b))
          .map(([name, value]) => [name.slice(prefix.length), value]),
      );
    } else if (values[input] !== undefined) shaped[input] = values[input];
  }
  return shaped;
}

/**
 * Makes a stage's folder and puts its inputs into it.
 *
 * @param fresh Whether it may find nothing of an earlier run.
 */
export function prepareWork(
  store: Store,
  stage: Stage,
  key: Key,
  digests: Readonly<Record<string, Digest>>,
  fresh: boolean,
): Work {
  return withDisk(`prepare the stage "${stage.name}"`, () => {
    const folder = makeFolder(store, key);
    const inputsFolder = join(folder, "inputs");
    const outputsFolder = join(folder, "outputs");
    noteStage(folder, stage.name);
    const scratch = takeScratch(store, key, fresh);
    Deno.mkdirSync(inputsFolder);
    Deno.mkdirSync(outputsFolder);

    // A program that nothing holds back must not hold the store's own files.
    const copy = stage.kind.command !== undefined &&
      isolation().kind === "none";
    const inputs: Record<string, string> = {};
    for (const [input, declared] of Object.entries(stage.kind.inputs)) {
      const { type, arity } = slotOf(declared);
      const place = (name: string, at: string) => {
        const digest = digests[name];
        if (digest === undefined) return;
        inputs[name] = at + type.extension;
        store.materialize(digest, type.form, inputs[name], { copy });
      };
      if (arity !== "many") {
        place(input, join(inputsFolder, input));
        continue;
      }
      Deno.mkdirSync(join(inputsFolder, input));
      const taken = new Set<string>();
      for (const name of Object.keys(digests).sort(compareCodePoints)) {
        if (!name.startsWith(`${input}/`)) continue;
        const label = fileName(name.slice(input.length + 1), taken);
        place(name, join(inputsFolder, input, label));
      }
    }
    const outputs: Record<string, string> = {};
    for (const [output, type] of Object.entries(stage.kind.outputs)) {
      outputs[output] = join(outputsFolder, output + type.extension);
      if (type.form === "folder") Deno.mkdirSync(outputs[output]);
    }
    return {
      folder,
      main: join(folder, "main.js"),
      inputsFolder,
      outputsFolder,
      scratch,
      audit: join(folder, "audit.jsonl"),
      log: join(folder, "log.txt"),
      inputs,
      outputs,
    };
  });
}

/** How a stage's process is to run. None of it but the device is in the key. */
export interface Manner {
  readonly device: DeviceClass;
  readonly threads: number;
  /** The least seconds between two checkpoints. */
  readonly checkpointEvery: number;
}

/**
 * Writes the main module of a stage's process.
 *
 * @param files Where the files of a kind that is a program are.
 */
export function writeMain(
  work: Work,
  stage: Stage,
  digests: Readonly<Record<string, Digest>>,
  { device, threads, checkpointEvery }: Manner,
  files?: Readonly<Record<string, string>>,
): void {
  const onAdapter = stage.kind.accelerated === true &&
    device.kind === "webgpu";
  const request: Request = {
    params: stage.params,
    inputs: shape(stage, work.inputs),
    digests: shape(stage, digests),
    outputs: work.outputs,
    scratch: work.scratch,
    checkpointEvery,
    device: device.kind,
    ...(onAdapter ? { adapter: device.adapter } : {}),
    ...(onAdapter && device.tuning ? { tuning: device.tuning.table } : {}),
    threads,
    ...(files === undefined ? {} : { files }),
  };
  const child = new URL("run/child.ts", engineUrl).href;
  // The kind is imported by its literal URL, after the module that takes away
  // what a stage must not have.
  const text = [
    `import { execute } from ${JSON.stringify(child)};`,
    `import * as module from ${JSON.stringify(stage.kind.module)};`,
    `await execute(module, ${JSON.stringify(request)});`,
    "",
  ].join("\n");
  withDisk(
    `prepare the stage "${stage.name}"`,
    () => Deno.writeTextFileSync(work.main, text),
  );
}

/** Leaves the log of a failed run with its stage's name, and what the next one continues from. */
export function keepLog(work: Work): void {
  for (const name of names(work.folder)) {
    const path = join(work.folder, name);
    if (path !== work.log && name !== noteName) removeIfPossible(path);
  }
  leaveScratch(work.scratch);
}

/**
 * Moves the log of a run that ended well into the store, for its record. No
 * field where the stage printed nothing.
 */
export function takeLog(
  store: Store,
  work: Work,
): Pick<ExecutionRecord, "log"> {
  try {
    const { isFile, size } = Deno.lstatSync(work.log);
    if (!isFile || size === 0) return {};
  } catch {
    // A stage that the disk left no room for its log has none.
    return {};
  }
  return { log: store.putFile(work.log) };
}

/** Removes all of a run that ended well. */
export function removeWork(work: Work): void {
  removeIfPossible(work.folder);
  removeScratch(work.scratch);
}
