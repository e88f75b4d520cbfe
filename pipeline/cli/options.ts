/**
 * The options that commands share, and the values that they take.
 *
 * @module
 */

import { type Command, InvalidArgumentError, Option } from "commander";
import { type DeviceChoice, deviceChoices } from "./device.ts";
import { standardInput } from "./standard_input.ts";
import { givenPath } from "./given_path.ts";

/** The profile of `--data` where none is named. */
const ownProfile = "own";

/** Which recipe and store a command works on, and how it prints. */
export interface PlaceOptions {
  readonly recipe?: string | undefined;
  readonly store?: string | undefined;
  /** Print one JSON object and nothing else on standard output. */
  readonly json?: boolean | undefined;
}

/** Which profile and device beside it. */
export interface TargetOptions extends PlaceOptions {
  readonly profile: string;
  readonly device: DeviceChoice;
  /** What is set otherwise than the profile has it, each as `NAME=VALUE`. */
  readonly set?: readonly string[] | undefined;
  /** A file of own data, for the profile's `data`. */
  readonly data?: string | undefined;
}

/** What a command that runs stages may use. */
export interface RunOptions extends TargetOptions {
  /** Threads in total; every core where it is left out. */
  readonly jobs?: number | undefined;
  /** The most threads of one stage. */
  readonly threads?: number | undefined;
}

/** Reads a count of at least 1. */
export function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new InvalidArgumentError("It must be a whole number of at least 1.");
  }
  return Number(text);
}

/** Reads a path, which is taken from where the person stands. */
export function path(text: string): string {
  if (text === "") throw new InvalidArgumentError("It must not be empty.");
  return givenPath(text);
}

/** Reads a path, or `-` for standard input. */
export function pathOrInput(text: string): string {
  return text === standardInput ? text : path(text);
}

/** Adds the options of {@linkcode PlaceOptions}. */
export function addPlace(command: Command): Command {
  return command
    .option(
      "--recipe <file>",
      "another recipe than the project's own",
      path,
    )
    .option(
      "--store <folder>",
      "where objects and records are kept",
      path,
    )
    .option("--json", "print one JSON object");
}

/** Adds `--forget`, for a command that has to know all who use the store. */
export function addForget(command: Command): Command {
  return command.option(
    "--forget <name>",
    "go on without this project or lock (repeatable)",
    several,
  );
}

/** Adds the options of `audit` that have to do with attestations. */
export function addAttest(command: Command): Command {
  return command
    .option("--new-key <file>", "make a key to sign with, and FILE.pub", path)
    .option("--encrypt", "with --new-key: by a passphrase, which is asked for")
    .option(
      "--sign <key>",
      "sign the profile if the audit is clean; - reads the key from standard " +
        "input",
      pathOrInput,
    )
    .option(
      "--passphrase-file <file>",
      "the first line is the key's passphrase; - is standard input",
      pathOrInput,
    )
    .option("--out <file>", "with --sign: the file or folder to write", path)
    .option("--verify <pubkey>", "check that all is as it was signed", path)
    .option("--attestations <file>", "with --verify: which ones", path);
}

/** Collects what is given several times. */
function several(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** Adds the options of {@linkcode TargetOptions}. */
export function addTarget(command: Command): Command {
  command.option("--profile <name>", "the recipe's profile", "default")
    .option(
      "--set <name=value>",
      "set seeds=[1] of the profile, or 'sft/*:warmup=20' of stages " +
        "(repeatable)",
      several,
    )
    .addOption(
      new Option("--data <file>", 'your own data, for the profile "own"')
        .argParser(path).implies({ profile: ownProfile }),
    );
  return addPlace(command)
    .addOption(
      new Option("--device <device>", "what to compute on")
        .choices([...deviceChoices]).default("auto"),
    );
}

/** Adds the options of {@linkcode RunOptions}. */
export function addRun(command: Command): Command {
  return addTarget(command)
    .option("--jobs <n>", "threads in total (default: every core)", positive)
    .option("--threads <n>", "the most threads of one stage", positive);
}
