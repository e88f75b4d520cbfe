/**
 * What is exported: a profile whose stages all have records, with what its
 * recipe says of itself. Every format is made from this and nothing else, so
 * that none can say what another does not know.
 *
 * @module
 */

import type { SigningKey } from "../attest/keys.ts";
import type { Json } from "../identity/preimage.ts";
import type { Lock } from "../lock.ts";
import type { ProjectPlaces } from "../project.ts";
import type { About, Ref, Stage } from "../recipe.ts";
import type { ExecutionRecord } from "../store/record.ts";

/** A stage with the record that stands for it. */
export interface ExportedStage {
  readonly stage: Stage;
  readonly record: ExecutionRecord;
  /** Which of its key's records it is, from 1 on. */
  readonly n: number;
}

/** What is exported. */
export interface ExportTarget {
  readonly places: ProjectPlaces;
  /** What the recipe's `doc` says. */
  readonly doc: string;
  /** What the recipe says of itself; a fact that is not there is left out. */
  readonly about: About | undefined;
  readonly profile: string;
  /** What is set otherwise than the profile has it, without private paths. */
  readonly altered: readonly string[];
  /** In the recipe's order: each after its inputs. */
  readonly stages: readonly ExportedStage[];
  readonly results: Ref | undefined;
  readonly report: Ref | undefined;
  readonly lock: Lock | null;
  /** A value without the paths of this machine that are nobody's business. */
  shared(value: Json): Json;
  /**
   * Makes the explorer's page that stands alone.
   *
   * @param report Where the report's page will be, from this one.
   */
  makeExplorer(report?: string): Promise<string>;
}

/** How it is exported. */
export interface ExportOptions {
  /** False for references by digest where files could be included. */
  readonly files: boolean;
  /** The key to sign with, for a format that is signed. */
  readonly sign?: SigningKey;
}

/** What an export wrote. */
export interface Exported {
  /** The file to begin with, from the folder. */
  readonly main: string;
  readonly files: number;
  /** Bytes in all. */
  readonly bytes: number;
  /** What the format wants and nobody has said, so that it was left out. */
  readonly leftOut: readonly string[];
}

/**
 * Writes one format into an empty folder that is there.
 *
 * @throws JuiceError where the format requires a fact that there is not.
 */
export type Exporter = (
  target: ExportTarget,
  folder: string,
  options: ExportOptions,
) => Promise<Exported>;
