/**
 * The numbers that a DAG comes to, and the artifacts that they are from.
 *
 * @module
 */

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
