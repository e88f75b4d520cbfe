/**
 * What is shown of an artifact, a code file or a log, by what it holds.
 *
 * @module
 */

import type { Json } from "./json.ts";

/** A column of a table. */
export interface TableColumn {
  readonly name: string;
  /** DuckDB's name of its type. */
  readonly type: string;
}

/** A tensor of a checkpoint. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes. */
  readonly size: number;
  /** Of its values; null where they were not looked at. */
  readonly statistics:
    | {
      readonly mean: number;
      readonly standardDeviation: number;
      readonly least: number;
      readonly greatest: number;
    }
    | null;
}

/** A part of an artifact, as it can be shown. Answer to `api/preview`. */
export type Preview =
  | {
    readonly type: "table";
    readonly columns: readonly TableColumn[];
    readonly rows: readonly (readonly (string | number | boolean | null)[])[];
    readonly offset: number;
    /** Rows in all, of those that fit the filter. */
    readonly total: number;
  }
  | { readonly type: "json"; readonly value: Json }
  | {
    readonly type: "text";
    readonly text: string;
    readonly language: string | null;
    /** Bytes in all, where the text is only the beginning; else null. */
    readonly cutOff: number | null;
  }
  | {
    /** Learning curves, or any document with such series. */
    readonly type: "curves";
    readonly series: readonly {
      readonly name: string;
      readonly unit: string;
      readonly points: readonly (readonly [number, number])[];
    }[];
    readonly warnings: readonly {
      readonly step: number;
      readonly message: string;
    }[];
  }
  | {
    /** What a policy says to prompts: a document with `examples`. */
    readonly type: "samples";
    /** The names of what stands beside the prompt, such as `greedy`. */
    readonly fields: readonly string[];
    readonly examples: readonly Readonly<Record<string, string>>[];
    /** The rest of the document. */
    readonly value: Json;
  }
  | {
    readonly type: "image";
    /** `image/svg+xml`, `image/png` or `image/jpeg`. */
    readonly mediaType: string;
    /** As a data URL, shown by `img` alone, so that no script in it runs. */
    readonly url: string;
  }
  | {
    /** A checkpoint's tensors. */
    readonly type: "tensors";
    readonly tensors: readonly TensorEntry[];
    readonly parameters: number;
  }
  | {
    readonly type: "folder";
    readonly files: readonly {
      readonly path: string;
      readonly digest: string;
      readonly size: number;
    }[];
    /** Files in all, where only the first are listed. */
    readonly total?: number;
  }
  | { readonly type: "none"; readonly why: string };

/** What is asked of a preview: `api/preview?digest=D&path=P&...`. */
export interface PreviewRequest {
  /** An output of some record, or a code file or log that one names. */
  readonly digest: string;
  /** A file of it, where it is a folder. */
  readonly path?: string;
  /** Of a table. */
  readonly offset?: number;
  readonly limit?: number;
  readonly orderBy?: string;
  readonly descending?: boolean;
  /** Rows of which some column holds this text. */
  readonly filter?: string;
}
