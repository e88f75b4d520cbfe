/**
 * Stages that are programs: a script, a binary, anything that is not written
 * for Deno. The kind's module declares it like any other stage and says with
 * which arguments it is started.
 *
 * @module
 */

import type { z } from "zod";
import {
  type Declaration,
  type InputPaths,
  type Inputs,
  type Outputs,
  stage,
  type StageKind,
} from "../stage.ts";

/** What the arguments of a program are made from; nothing else is there. */
export interface ProgramContext<
  P = unknown,
  I extends Inputs = Inputs,
  O extends Outputs = Outputs,
  File extends string = string,
> {
  /** The parameters, checked and completed by the kind's schema. */
  readonly params: P;
  /** Where each input is. Inputs are read-only. */
  readonly inputs: InputPaths<I>;
  /**
   * Where each output goes: the path of a file to write, or of a folder that
   * exists and is empty.
   */
  readonly outputs: { readonly [K in keyof O]: string };
  /** Where each of the declared files is, by its name as declared. */
  readonly files: Readonly<Record<File, string>>;
  /** The folder that the program runs in. */
  readonly scratch: string;
  /** How many threads the program may use. Must not change its bytes. */
  readonly threads: number;
}

/** What a program needs, and how it is started. */
export interface Program {
  /**
   * Programs by name. They are looked for on the `PATH` when a plan is made,
   * and their bytes are in the key. The program that is started, and whatever
   * it starts by name, must be one of them or one of `files`.
   */
  readonly tools: readonly string[];
  /**
   * Scripts and other files beside the module, by their path from it. They are
   * part of the stage's code: an edit reruns it.
   */
  readonly files: readonly string[];
  /** Variables that the program finds beside the few that all have. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Whether the program continues what a run that was killed has left in its
   * folder. Any other finds the folder empty: it might take half a file for a
   * whole one.
   */
  readonly resumes: boolean;
  /** The program's name, or the path of a declared file, and its arguments. */
  arguments(context: ProgramContext): readonly string[];
}

/** The declaration of a stage that is a program. */
export interface ProgramDeclaration<
  Schema extends z.ZodType,
  I extends Inputs,
  O extends Outputs,
  File extends string,
> extends
  Omit<Declaration<Schema, I, O>, "run" | "access" | "accelerated">,
  Omit<Partial<Program>, "arguments" | "files"> {
  readonly files?: readonly File[];
  /** See {@linkcode Program.arguments}. Runs in a process without any access. */
  arguments(
    context: ProgramContext<z.output<Schema>, I, O, File>,
  ): readonly string[];
}

/**
 * Declares a stage kind that runs a program.
 *
 * The program's folder is `scratch`, its standard input is empty, and what it
 * prints is the stage's log. It may write numbers as a JSON object to the path
 * in `JUICE_METRICS`; they become the stage's metrics.
 *
 * @param meta The module's `import.meta`.
 */
export function command<
  Schema extends z.ZodType,
  const I extends Inputs,
  const O extends Outputs,
  const File extends string = never,
>(
  meta: { readonly url: string },
  declaration: ProgramDeclaration<Schema, I, O, File>,
): StageKind<Schema, I, O> {
  const {
    tools = [],
    files = [],
    environment = {},
    resumes = false,
    ...rest
  } = declaration;
  const program: Program = {
    tools,
    files,
    environment,
    resumes,
    // The engine gives it what the declaration has typed.
    arguments: declaration.arguments as Program["arguments"],
  };
  const run = () => {
    throw new TypeError("A program is started by the engine, not run by Deno");
  };
  return { ...stage(meta, { ...rest, run }), command: program };
}
