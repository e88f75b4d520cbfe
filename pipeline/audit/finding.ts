/**
 * What an audit finds. Each finding belongs to one check and is of one class,
 * so that similar ones can be counted together.
 *
 * @module
 */

/** The checks, in the order in which they are shown. */
export const checkNames = [
  "objects",
  "records",
  "code",
  "logs",
  "history",
  "packages",
  "sources",
  "reads",
  "determinism",
  "lock",
  "profiles",
  "needs",
  "repetitions",
] as const;

/** The name of a check. */
export type CheckName = typeof checkNames[number];

/**
 * The classes of findings, each with what several of them are called.
 */
export const classes = {
  "object-damaged": "Objects whose bytes are not what their names say",
  "code-damaged": "Code that ran, of which other bytes are kept",
  "log-damaged": "Logs of which other bytes are kept",
  "record-damaged": "Records that are not as they were written",
  "record-superseded": "Damaged records for which another one stands",
  "record-shape": "Records that are none",
  "key-differs": "Records whose key is not the hash of what they say",
  "output-missing": "Outputs that are not in the store",
  "output-size": "Outputs of another size than their records say",
  "file-missing": "Files of folders that are not in the store",
  "folder-unreadable": "Folders that cannot be read",
  "code-missing": "Executions of which some code was not kept",
  "code-changed": "Files of code that are other ones in the project now",
  "log-missing": "Logs that are not in the store any more",
  "log-size": "Logs of another size than their records say",
  "input-unmade": "Inputs that no record in the store made",
  "made-later": "Executions whose inputs were made after they started",
  "outputs-exchanged": "Outputs that stages read as another stage's",
  "input-rewired": "Inputs that the recipe takes from another stage",
  "package-differs": "Packages with another integrity",
  "package-gone": "Packages that ran and are not in deno.lock",
  "packages-unreadable": "Locks of packages that cannot be read",
  "source-differs": "Sources that do not hold what the project declares",
  "local-changed": "Files of the project that changed since they were used",
  "input-unread": "Inputs that stages declare and did not read",
  "read-undeclared": "Reads of what a stage does not declare",
  "program-unobserved": "Programs, of whose reads nobody is told",
  "program-at-large": "Programs that ran without isolation",
  "claim-broken": "Determinism that was claimed and did not hold",
  "lock-unreadable": "Locks that cannot be read",
  "lock-key": "Keys in the lock that nobody computed",
  "lock-elsewhere": "Stages that made the lock's bytes under another key",
  "lock-entry": "Entries of the lock that are not what the records say",
  "lock-metric": "Metrics in the lock that are not those of the records",
  "params-changed": "Stages that the recipe gives other parameters now",
  "pin-damaged": "Pins that cannot be read",
  "registration-damaged": "Registrations of projects that cannot be read",
  "repetition-failed": "Repetitions that did not end",
  "repetition-differs": "Repetitions that gave other bytes",
  "repetition-void": "Repetitions with other inputs",
} as const;

/** The class of a finding. */
export type FindingClass = keyof typeof classes;

/** One thing that was found. */
export interface Finding {
  /** `damage` is wrong; a `note` is only worth knowing. */
  readonly severity: "damage" | "note";
  readonly check: CheckName;
  readonly class: FindingClass;
  /** What it is about: an object, a record, a lock entry or a stage. */
  readonly subject: string;
  readonly message: string;
  /** Only a person can mend it: a repair and a new run leave it as it is. */
  readonly byHand?: true;
}

/** Makes a finding. */
type Make = (
  class_: FindingClass,
  subject: string,
  message: string,
) => Finding;

/** Makes the findings of one check. */
export function findingsOf(
  check: CheckName,
): { readonly damage: Make; readonly note: Make } {
  const make =
    (severity: Finding["severity"]): Make => (class_, subject, message) => ({
      severity,
      check,
      class: class_,
      subject,
      message,
    });
  return { damage: make("damage"), note: make("note") };
}

/** A finding that only a person can mend. */
export function byHand(finding: Finding): Finding {
  return { ...finding, byHand: true };
}

/** Whether a finding is a fault, which makes the verdict `not clean`. */
export function isDamage({ severity }: Pick<Finding, "severity">): boolean {
  return severity === "damage";
}
