/**
 * Where the passphrase of a key comes from: a file, a variable, or a person at
 * the terminal. Never an argument, which every user of the machine can see.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import { storeError } from "../store/files.ts";
import { harmless } from "./harmless.ts";
import { type Keyboard, SecretLines } from "./secret_line.ts";
import { readStandardInput, standardInput } from "./standard_input.ts";
import type { Terminal } from "./terminal.ts";

/** The variable that holds a passphrase, for programs. */
export const passphraseVariable = "JUICE_PASSPHRASE";

/** Where to look for it. */
export interface PassphraseOptions {
  /** A file whose first line it is, or `-`. */
  readonly passphraseFile?: string | undefined;
}

/** The code of an error about somebody who pressed Ctrl-C when asked. */
const stopped = "stopped";

function readFirstLine(path: string): string {
  let text: string;
  if (path === standardInput) text = readStandardInput("a passphrase");
  else {
    try {
      text = Deno.readTextFileSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) {
        throw new JuiceError(`There is no passphrase at "${path}"`, {
          code: "unknown-file",
        });
      }
      throw storeError(`read the passphrase in "${path}"`, error);
    }
  }
  return text.split("\n", 1)[0]!.replace(/\r$/, "");
}

function refuseEmpty(where: string): never {
  throw new JuiceError(
    `Cannot use an empty passphrase: there is none ${where}`,
    { code: "bad-key" },
  );
}

/** What there is to ask beside a file; tests have others. */
export interface PassphraseSources {
  /** What the variable holds. */
  variable(): string | undefined;
  /** The terminal, or null without one. */
  terminal(): (Keyboard & { close?(): void }) | null;
}

const ownSources: PassphraseSources = {
  variable() {
    const value = Deno.env.get(passphraseVariable);
    // What this process starts afterwards has no business with it.
    if (value !== undefined) Deno.env.delete(passphraseVariable);
    return value;
  },
  // The terminal itself, also where standard input is something else.
  terminal() {
    if (Deno.stdin.isTerminal()) return Deno.stdin;
    try {
      return Deno.openSync("/dev/tty", { read: true, write: true });
    } catch {
      return null;
    }
  },
};

function ask(
  prompts: readonly string[],
  key: string,
  terminal: Terminal,
  sources: PassphraseSources,
): string {
  const keyboard = sources.terminal();
  if (keyboard === null) {
    throw new JuiceError(
      `Cannot ask for the passphrase of the key "${key}": there is no ` +
        `terminal; give it in ${passphraseVariable}, or as the first line of ` +
        "a file with --passphrase-file",
      { code: "bad-key" },
    );
  }
  try {
    using lines = new SecretLines(keyboard);
    const typed = prompts.map((prompt) => {
      const line = lines.read(() => terminal.raw(harmless(prompt)));
      // Keys that arrive as they are leave line ends as they are, too.
      terminal.raw("\r\n");
      if (line === null) {
        throw new JuiceError("Stopped; nothing was written", { code: stopped });
      }
      if (line === "") refuseEmpty("in what was typed");
      return line;
    });
    if (new Set(typed).size === 1) return typed[0]!;
  } finally {
    // Standard input is not ours to close.
    if (keyboard !== Deno.stdin) keyboard.close?.();
  }
  throw new JuiceError(
    `Cannot encrypt the key "${key}": the two passphrases differ; try again`,
    { code: "bad-key" },
  );
}

/** What a program gave; null where it gave none. */
function given(
  { passphraseFile }: PassphraseOptions,
  sources: PassphraseSources,
): string | null {
  if (passphraseFile !== undefined) {
    return readFirstLine(passphraseFile) ||
      refuseEmpty(
        passphraseFile === standardInput
          ? "in the first line of standard input"
          : `in the first line of "${passphraseFile}"`,
      );
  }
  const variable = sources.variable();
  if (variable === "") refuseEmpty(`in ${passphraseVariable}`);
  return variable ?? null;
}

/**
 * The passphrase of a key that is encrypted.
 *
 * @param key What the key is called.
 * @throws JuiceError where there is none, or an empty one.
 */
export function findPassphrase(
  key: string,
  options: PassphraseOptions,
  terminal: Terminal,
  sources: PassphraseSources = ownSources,
): string {
  return given(options, sources) ??
    ask([`Passphrase of "${key}": `], key, terminal, sources);
}

/**
 * The passphrase of a key that is to be made; null where nobody wants one.
 *
 * @param encrypt Whether to ask for one that no program gives.
 * @throws JuiceError where there is none, an empty one, or two are typed.
 */
export function newPassphrase(
  key: string,
  options: PassphraseOptions & { readonly encrypt?: boolean | undefined },
  terminal: Terminal,
  sources: PassphraseSources = ownSources,
): string | null {
  const found = given(options, sources);
  if (found !== null || options.encrypt !== true) return found;
  const prompts = [`New passphrase of "${key}": `, "The same again: "];
  return ask(prompts, key, terminal, sources);
}
