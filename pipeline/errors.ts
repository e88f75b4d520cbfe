/**
 * Errors for the person at the keyboard. Their messages are ready to print:
 * what was attempted, what is wrong, what to do. Anything else that is thrown
 * is a defect of the program.
 *
 * @module
 */

/** An expected failure whose message is ready to print. */
export class JuiceError extends Error {
  /** A short name of the failure for programs to test. */
  readonly code: string | undefined;

  constructor(message: string, options: ErrorOptions & { code?: string } = {}) {
    super(message, options);
    this.name = new.target.name;
    this.code = options.code;
  }
}

/** The project folder or its recipe module cannot be used. */
export class ProjectError extends JuiceError {}

/** A recipe does not hold together: its DAG is refused before it runs. */
export class RecipeError extends JuiceError {}

/** A value that has no canonical encoding, or bytes that are none. */
export class EncodingError extends JuiceError {}

/** The code of a stage reaches something that its key could not hold. */
export class ClosureError extends JuiceError {}

/** A program that a stage needs is not to be had. */
export class ToolError extends JuiceError {}

/** The store cannot be read or written, or holds something damaged. */
export class StoreError extends JuiceError {}

/** Files that a stage takes in from outside the store cannot be read. */
export class SourceError extends JuiceError {}

/** The lock is damaged. */
export class LockError extends JuiceError {}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
