/**
 * `pin`: name what `gc` must keep although no lock names it.
 *
 * @module
 */

import { resolve } from "node:path";
import { JuiceError } from "../../errors.ts";
import type { Key } from "../../identity/digest.ts";
import { Producers } from "../../lineage/graph.ts";
import { findArtifact } from "../../lineage/resolve.ts";
import { readLock } from "../../lock.ts";
import { findProject, type ProjectPlaces } from "../../project.ts";
import { short, type Store } from "../../store/mod.ts";
import type { Pin } from "../../store/pins.ts";
import { suggest } from "../../suggest.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { count } from "../format.ts";
import type { PlaceOptions } from "../options.ts";
import { enterStore } from "../session.ts";
import { UsageError } from "../usage.ts";

/** The options of `pin`. */
export interface PinOptions extends PlaceOptions {
  readonly lock?: string | undefined;
  readonly list?: boolean | undefined;
  readonly remove?: boolean | undefined;
}

type Target = Pick<Pin, "of" | "lock" | "keys" | "digests">;

/** All that a lock names. */
async function lockTarget(path: string): Promise<Target> {
  const lock = await readLock(path);
  if (lock === null) {
    throw new JuiceError(`Cannot pin the lock "${path}": there is none`);
  }
  const entries = Object.values(lock.profiles)
    .flatMap((stages) => Object.values(stages));
  return {
    of: `the lock "${path}"`,
    lock: true,
    keys: [...new Set(entries.map(({ key }) => key))].sort(),
    digests: [...new Set(entries.flatMap((e) => Object.values(e.outputs)))]
      .sort(),
  };
}

/** The key that begins with some digits; null where none or several do. */
function keyOfDigits(store: Store, digits: string): Key | null {
  if (!/^[0-9a-f]{4,64}$/.test(digits)) return null;
  const found = store.recordKeys().filter((key) => key.startsWith(digits));
  return found.length === 1 ? found[0]! : null;
}

/** An artifact with the record that made it, or a record by its key. */
function artifactTarget(store: Store, text: string): Target {
  const key = keyOfDigits(store, text);
  if (key !== null) {
    const stage = store.latestRecord(key)?.stage ?? "a damaged record";
    const of = `${stage}, key ${short(key)}`;
    return { of, lock: false, keys: [key], digests: [] };
  }
  const records = store.allRecords();
  const found = findArtifact(text, {
    store,
    producers: new Producers(records),
    recordOfStage: (name) => store.recordsOfStage(name, 1)[0] ?? null,
    stages: [...new Set(records.map(({ stage }) => stage))],
  });
  return {
    of: `${found.label} (${short(found.digest)})`,
    lock: false,
    keys: found.record === null ? [] : [found.record.key],
    digests: [found.digest],
  };
}

async function setPin(
  { store, lockPath }: ProjectPlaces,
  name: string,
  artifact: string | undefined,
  lock: string | undefined,
): Promise<Pin> {
  const target = artifact === undefined
    ? await lockTarget(lock === undefined ? lockPath : resolve(lock))
    : artifactTarget(store, artifact);
  const pin = { name, ...target, since: new Date().toISOString() };
  store.pins.set(pin);
  return pin;
}

function removePin(store: Store, name: string): void {
  const names = store.pins.list().map((pin) => pin.name);
  if (store.pins.remove(name)) return;
  throw new UsageError(`There is no pin "${name}"${suggest(name, names)}`);
}

/** How many of a pin's records are in the store, if not all. */
function missing(store: Store, { keys }: Pin): string {
  const here = keys.filter((key) => store.latestRecord(key) !== null).length;
  return here === keys.length ? "" : `, ${here} of them computed here`;
}

/** A pin with what it keeps. A path stands whole, so that it can be copied. */
function pinLines(store: Store, head: string, pin: Pin): string[] {
  const records = count(pin.keys.length, "record");
  return [`${head}, ${records}${missing(store, pin)}:`, `  ${pin.of}`];
}

/** What `pin --list` prints. */
export function renderPins(store: Store, pins: readonly Pin[]): string[] {
  if (pins.length === 0) return ["There are no pins"];
  return pins.flatMap((pin) => pinLines(store, pin.name, pin));
}

/** Refuses arguments of which it is not clear what they ask for. */
function checkArguments(
  name: string | undefined,
  artifact: string | undefined,
  { list, remove, lock }: PinOptions,
): void {
  const rest = artifact !== undefined || lock !== undefined;
  if (list && (name !== undefined || rest || remove)) {
    throw new UsageError("Cannot list and change pins at once");
  }
  if (remove && rest) {
    throw new UsageError("Cannot remove a pin and set it at once");
  }
  if (artifact !== undefined && lock !== undefined) {
    throw new UsageError(
      "Cannot pin an artifact and a lock under one name: give either",
    );
  }
  if (!list && (name === undefined || name.trim() === "")) {
    throw new UsageError("Cannot pin without a name: give one, or --list");
  }
}

/** Runs `pin`. */
export async function pinCommand(
  name: string | undefined,
  artifact: string | undefined,
  options: PinOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  checkArguments(name, artifact, options);
  const places = findProject(options);
  const { store } = places;
  const changes = options.list !== true;
  await enterStore(places, context, { makes: changes });
  let said: string[];
  if (!changes) said = renderPins(store, store.pins.list());
  else if (options.remove) {
    removePin(store, name!);
    said = [`Removed the pin "${name}"`];
  } else {
    const pin = await setPin(places, name!, artifact, options.lock);
    said = pinLines(store, `Pinned as "${name}"`, pin);
  }
  if (options.json) {
    printJson(terminal, { version: 1, pins: store.pins.list() });
  } else terminal.out(said.join("\n"));
  return exitCodes.ok;
}
