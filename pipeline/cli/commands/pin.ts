/**
 * `pin`: name what `gc` must keep although no lock names it.
 *
 * @module
 */

import { resolve } from "node:path";
import { findProject } from "../../project.ts";
import type { Store } from "../../store/mod.ts";
import type { ListedPins, Pin } from "../../store/pins.ts";
import { suggest } from "../../suggest.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { count, minute, wrap } from "../format.ts";
import { followUp } from "../invocation.ts";
import type { TargetOptions } from "../options.ts";
import { refuseOverrides } from "../overrides.ts";
import {
  artifactTarget,
  keyOfDigits,
  keyTarget,
  lockTarget,
  type PinTarget,
} from "../pin_target.ts";
import { enterStore, openSession } from "../session.ts";
import { UsageError } from "../usage.ts";

/** The options of `pin`. */
interface PinOptions extends TargetOptions {
  readonly lock?: string | undefined;
  readonly list?: boolean | undefined;
  readonly remove?: boolean | undefined;
}

/** Whether two pins keep the same. */
function isSame(a: PinTarget, b: PinTarget): boolean {
  const kept = ({ lock, keys, digests }: PinTarget) =>
    JSON.stringify([lock, keys, digests]);
  return kept(a) === kept(b);
}

/**
 * Sets a pin, once: what a name has kept must not be let go of in passing.
 *
 * @param removal How to remove the pin that has the name.
 */
function setPin(
  store: Store,
  name: string,
  target: PinTarget,
  removal: string,
): Pin {
  const { pins, faults } = store.pins.list();
  const known = pins.find((pin) => pin.name === name);
  const first = `To remove it first:\n  ${removal}`;
  if (faults.some((fault) => fault.name === name)) {
    throw new UsageError(
      `There is a pin "${name}" already, and it is damaged\n${first}`,
    );
  }
  if (known === undefined) {
    const pin = { name, ...target, since: new Date().toISOString() };
    store.pins.set(pin);
    return pin;
  }
  if (isSame(known, target)) return known;
  throw new UsageError(
    `There is a pin "${name}" already, of ${known.of}, set on ` +
      `${minute(known.since)}\n${first}`,
  );
}

function removePin(store: Store, name: string): void {
  if (store.pins.remove(name)) return;
  const { pins, faults } = store.pins.list();
  const names = [...pins, ...faults].map((pin) => pin.name).sort();
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
function renderPins(
  store: Store,
  { pins, faults }: ListedPins,
  columns: number,
): string[] {
  if (pins.length + faults.length === 0) return ["There are no pins"];
  return [
    ...pins.flatMap((pin) => pinLines(store, pin.name, pin)),
    ...faults.flatMap(({ message }) => wrap(message, columns)),
  ];
}

/** Refuses arguments of which it is not clear what they ask for. */
function checkArguments(
  name: string | undefined,
  artifact: string | undefined,
  options: PinOptions,
): void {
  const { list, remove, lock } = options;
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
  if (artifact === undefined) {
    refuseOverrides(
      options,
      list || remove ? "list or remove pins" : "pin the lock",
      "that is the same whatever is set; name an artifact, as in stage.output",
    );
  }
  if (!list && (name === undefined || name.trim() === "")) {
    throw new UsageError("Cannot pin without a name: give one, or --list");
  }
}

/** Enters the store and finds out what shall be pinned. */
async function findTarget(
  name: string,
  artifact: string | undefined,
  options: PinOptions,
  context: CommandContext,
): Promise<PinTarget> {
  const places = findProject(options);
  const { store } = places;
  const isKey = artifact !== undefined && keyOfDigits(store, artifact) !== null;
  if (artifact === undefined || isKey) {
    await enterStore(places, context, { makes: true });
    if (artifact === undefined) {
      const { lock } = options;
      return await lockTarget(
        lock === undefined ? places.lockPath : resolve(lock),
      );
    }
    const key = keyOfDigits(store, artifact);
    if (key !== null) return keyTarget(store, key);
  }
  const session = await openSession(options, context, { makes: true });
  return await artifactTarget(
    session,
    artifact,
    (key) => session.command("pin", name, key),
  );
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
  let said: string[];
  if (options.list === true) {
    await enterStore(places, context);
    said = renderPins(store, store.pins.list(), terminal.columns);
  } else if (options.remove) {
    await enterStore(places, context, { makes: true });
    removePin(store, name!);
    said = [`Removed the pin "${name}"`];
  } else {
    const target = await findTarget(name!, artifact, options, context);
    const removal = followUp(
      context.invocation,
      ["pin", "--remove", name!],
      { recipe: options.recipe, store: options.store },
    );
    const pin = setPin(store, name!, target, removal);
    said = pinLines(store, `Pinned as "${name}"`, pin);
  }
  const { pins, faults } = store.pins.list();
  if (options.json) printJson(terminal, { version: 1, pins, faults });
  else terminal.out(said.join("\n"));
  return options.list === true && faults.length > 0
    ? exitCodes.failure
    : exitCodes.ok;
}
