/**
 * The formats that a profile can be exported in, by name. Each is loaded when
 * it is asked for, so that none pays for the others.
 *
 * @module
 */

import type { Exporter } from "./target.ts";

/** A format, as a list of them shows it. */
export interface ExportFormat {
  readonly name: string;
  /** What it is, and who takes it, in one line. */
  readonly doc: string;
  /** Whether what it writes can be signed. */
  readonly signs?: boolean;
  load(): Promise<Exporter>;
}

/** All of them, in the order of the help. */
export const exportFormats: readonly ExportFormat[] = [];
