/**
 * What an audit found, as data: what `audit --json` prints, and what its page
 * is made from. The shape is described in docs/command-line.md.
 *
 * All of it is plain JSON. Names of stages and messages are data that anybody
 * may have written: a page shows them as text.
 *
 * @module
 */

/**
 * How a check came out: everything held, something is worth knowing, something
 * is wrong, or there was nothing to check. A profile that is not here in whole
 * is skipped.
 */
export type CheckState = "passed" | "noted" | "failed" | "skipped";

/** One check, in a line. */
export interface CheckView {
  /** Such as `objects`. */
  readonly name: string;
  /** Such as `Objects`. */
  readonly title: string;
  readonly state: CheckState;
  /** What was counted, and what it means. */
  readonly text: string;
  readonly faults: number;
  readonly notes: number;
}

/** One thing that was found. */
export interface FindingView {
  /** `damage` is wrong; a `note` is only worth knowing. */
  readonly severity: "damage" | "note";
  /** The check that found it, by its name. */
  readonly check: string;
  /** What sort of thing it is, such as `object-damaged`. */
  readonly class: string;
  readonly subject: string;
  readonly message: string;
  /** Only a person can mend it. */
  readonly byHand?: true;
}

/** Findings of one class. */
export interface FindingGroup {
  readonly class: string;
  /** What several of them are called. */
  readonly title: string;
  readonly findings: readonly FindingView[];
}

/** How a stage of the lock stands in the store. */
export type StageStanding = "as locked" | "differs" | "not here" | "not locked";

/** A stage of a profile. */
export interface StageRow {
  readonly name: string;
  readonly kind: string;
  readonly key: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly determinism: string;
  readonly verdict: StageStanding;
  /** When it ran; null where it has no record here. */
  readonly startedAt: string | null;
}

/** A profile of the lock or, without a lock, all that the store has. */
export interface ProfileView {
  /** Null for what no lock names. */
  readonly name: string | null;
  /** Stages whose key was computed in this store. */
  readonly computed: number;
  /** Executions that they go back to, themselves included. */
  readonly executions: number;
  /** Of these, those that take no input. */
  readonly sources: number;
  /** Whether all of them lead back to what takes no input. */
  readonly complete: boolean;
  /** In the order of their names. */
  readonly stages: readonly StageRow[];
}

/** The whole of an audit. */
export interface AuditView {
  readonly version: 1;
  readonly clean: boolean;
  readonly audited: {
    /** The store's folder. */
    readonly store: string;
    readonly lock: {
      readonly path: string;
      /** Of the file's bytes; null where there is none. */
      readonly sha256: string | null;
    };
    /** Of deno.lock; null where there is none. */
    readonly packages: {
      readonly path: string;
      readonly sha256: string | null;
    };
    /** Profiles of the lock. */
    readonly profiles: readonly string[];
    /** Deno's version, of the audit itself. */
    readonly deno: string;
    /** When it was, ISO 8601 in UTC. */
    readonly at: string;
  };
  readonly checks: readonly CheckView[];
  /** What was counted, by name. */
  readonly checked: Readonly<Record<string, number>>;
  /** Damage first. */
  readonly findings: readonly FindingView[];
  readonly profiles: readonly ProfileView[];
  /** What `--repair` moved aside. */
  readonly moved: readonly {
    readonly subject: string;
    readonly why: string;
    readonly from: string;
    readonly to: string;
  }[];
}
