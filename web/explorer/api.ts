/**
 * What the explorer shows, as data. The server answers with these shapes, a
 * page that stands alone carries them, and the client reads nothing else.
 *
 * All of it is plain JSON. Names of stages, parameters, code and the text of
 * artifacts are data that anybody may have written: they are shown as text.
 *
 * @module
 */

/** JSON data. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** How things stand with a stage, in the words of the command line. */
export type StageStatus =
  | "cached"
  | "to run"
  | "waiting"
  | "running"
  | "failed";

/** How a stage's record compares with the lock. */
export type StageVerdict =
  | "identical"
  | "within tolerance"
  | "changed"
  | "drifted"
  | "new";

/** An input of a stage, in the recipe and in its record. */
export interface InputEdge {
  /** `name`, or `name/label` where the kind takes many. */
  readonly name: string;
  /** The stage that the recipe connects, and which of its outputs. */
  readonly stage: string;
  readonly output: string;
  /** What the record read; null where the stage has none. */
  readonly digest: string | null;
}

/** An output of a stage. */
export interface OutputEntry {
  readonly name: string;
  /** The artifact type's name. */
  readonly type: string;
  readonly form: "file" | "folder";
  readonly mediaType: string;
  /** Null where the stage has no record. */
  readonly digest: string | null;
  /** Bytes. */
  readonly size: number | null;
}

/** A stage of the DAG: what is known of all of them at once. */
export interface StageNode {
  /** Such as `sft/truncated/base=0.7/ratio=0.35/seed=1`. */
  readonly name: string;
  readonly kind: string;
  readonly status: StageStatus;
  /** Why it would run, in one line; null where it is cached. */
  readonly why: string | null;
  /** Null where the stage has no record. */
  readonly verdict: StageVerdict | null;
  /** What differs from the lock, where something does. */
  readonly what: string | null;
  readonly key: string | null;
  /** Its parameters, by which stages of a kind are told apart. */
  readonly params?: Json;
  readonly startedAt: string | null;
  readonly seconds: number | null;
  readonly inputs: readonly InputEdge[];
  readonly outputs: readonly OutputEntry[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  /** Progress of a stage that runs; null for others and where none is told. */
  readonly progress:
    | { readonly done: number; readonly total: number; readonly unit: string }
    | null;
  /** The metrics that a stage which runs has told so far. */
  readonly told?: Readonly<Record<string, number>>;
}

/** The result table, with what each row's numbers came from. */
export interface ResultTable {
  readonly title: string;
  readonly columns: readonly {
    readonly name: string;
    readonly align: "left" | "right";
    readonly digits?: number;
  }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly notes: readonly string[];
}

/** One number-bearing result: where it stands, and the artifact it is from. */
export interface ResultEntry {
  /** Names and values that tell it from the others: `method`, `seed`, ... */
  readonly coordinates: Readonly<Record<string, string | number | null>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** The digest of its source artifact. */
  readonly source: string;
  /** The stage that made the source; null where none of the DAG did. */
  readonly stage: string | null;
}

/** What keeps the explorer from knowing how things stand. */
export interface Problem {
  /** What is wrong, in one or more lines. */
  readonly message: string;
  /** Where, as `stages/sweep.ts:12`; null where that is not known. */
  readonly place: string | null;
}

/** The whole graph. Answer to `api/graph`. */
export interface Graph {
  readonly version: 1;
  /** The project's name. */
  readonly project: string;
  readonly profile: string;
  /** `wasm`, or `webgpu:` and the adapter. */
  readonly device: string;
  /** What is set otherwise than the profile has it, each as `NAME=VALUE`. */
  readonly altered: readonly string[];
  /** In the recipe's order: each after its inputs. */
  readonly stages: readonly StageNode[];
  readonly table: ResultTable | null;
  readonly results: readonly ResultEntry[];
  /** The stage and output of the report; null where there is none. */
  readonly report:
    | {
      readonly stage: string;
      readonly output: string;
      /** Its page from the explorer's, where that is known and not usual. */
      readonly at?: string;
    }
    | null;
  /** Set while the recipe cannot be planned: the rest is as it was before. */
  readonly problem?: Problem | null;
}

/** A file of a stage's code. */
export interface CodeFile {
  readonly path: string;
  readonly digest: string;
}

/** One execution of a stage, for choosing and for comparing. */
export interface RecordSummary {
  readonly key: string;
  /** Which of the key's records, from 1 on. */
  readonly n: number;
  readonly startedAt: string;
  readonly seconds: number;
  /** Whether it is the one that stands for the stage now. */
  readonly current: boolean;
}

/** All of one stage. Answer to `api/stage?name=NAME`. */
export interface StageDetail {
  readonly name: string;
  readonly kind: string;
  /** What the kind does, in its own words. */
  readonly doc: string;
  /** The newest first; of this stage's name under any key. */
  readonly records: readonly RecordSummary[];
  /** Null where the stage has no record. */
  readonly record: RecordDetail | null;
  /** A run that goes on, or that came to no result; null for neither. */
  readonly attempt?: {
    readonly startedAt: string;
    /** Its log so far, of a long one the end; null where it printed nothing. */
    readonly text: string | null;
  } | null;
}

/** A record. Answer to `api/record?key=KEY&n=N`, and part of a stage. */
export interface RecordDetail extends RecordSummary {
  readonly stage: string;
  readonly kind: string;
  readonly params: Json;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: readonly OutputEntry[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly code: readonly CodeFile[];
  /** `name@version` to integrity. */
  readonly packages: Readonly<Record<string, string>>;
  /** What else is in the key: compiler options, import map, tools, source. */
  readonly rest: Readonly<Record<string, Json>>;
  readonly device: string;
  readonly deno: string;
  readonly runtime: Readonly<Record<string, string>>;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly threads: number;
  readonly determinism: string;
  readonly isolation: string | null;
  /** MiB. */
  readonly peakMemory: number | null;
  readonly observed: {
    readonly read: readonly string[];
    readonly unread: readonly string[];
  };
  /** The log that it left; null where it printed nothing or none was kept. */
  readonly log: { readonly digest: string; readonly size: number } | null;
}

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

/** Something that is different in two records. */
export interface Difference {
  /** `code`, `params`, `inputs`, `outputs`, `metrics`, `device`, ... */
  readonly field: string;
  readonly name: string;
  readonly change: "changed" | "added" | "removed";
  readonly before: Json;
  readonly after: Json;
  /** A line that says it all. */
  readonly line: string;
  /** Of a text: a unified diff without its head. */
  readonly diff?: string;
  /** What is not known here of this one, and who knows it. */
  readonly note?: string;
}

/** Two records. Answer to `api/compare?a=KEY/N&b=KEY/N`. */
export interface Comparison {
  readonly a: RecordSummary & { readonly stage: string };
  readonly b: RecordSummary & { readonly stage: string };
  /** The first difference on the way down, explained; null where none is. */
  readonly first: string | null;
  readonly differences: readonly Difference[];
}

/** What a page that stands alone carries. */
export interface Embedded {
  readonly version: 1;
  readonly graph: Graph;
  readonly details: Readonly<Record<string, StageDetail>>;
  /** By {@linkcode previewId}. What is not there was left out for its size. */
  readonly previews: Readonly<Record<string, Preview>>;
}

/** How a page that stands alone names a preview. */
export function previewId(digest: string, path?: string): string {
  return path === undefined ? digest : `${digest}/${path}`;
}

/**
 * What the server tells while a run goes on, as server-sent events of
 * `api/events`: stages that are other than before, whole.
 */
export interface GraphUpdate {
  readonly stages: readonly StageNode[];
  /** True where results or the DAG changed, too: the graph is to be read anew. */
  readonly reload: boolean;
}

/**
 * Where the client is, after the `#` of the address. Parts are encoded by
 * `encodeURIComponent`, the slashes of a stage's name stay.
 *
 *   #/                    the graph
 *   #/stage/NAME          a stage, with its lineage
 *   #/artifact/DIGEST     the stage that put it out, with the output open
 *   #/results             the result table
 *   #/compare/KEY.N/KEY.N two records
 *
 * `?view=overview`, `?view=lineage` or `?view=everything` behind it chooses the
 * drawing of the graph beside it; `down` shows what was made from the stage.
 */
export type Place = `#/${string}`;
