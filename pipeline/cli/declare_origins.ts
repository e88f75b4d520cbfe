/**
 * The commands of finding out where results come from, and whether they still hold.
 *
 * @module
 */

import type { Declarations } from "./declarations.ts";
import {
  addAttest,
  addForget,
  addRun,
  addTarget,
  path,
  positive,
} from "./options.ts";
import { addSql, isQuestion } from "./options_sql.ts";

/** Declares them, in the order of the help. */
export function declareOrigins(to: Declarations): void {
  const explain = addTarget(to.declare(
    "explain",
    "Says what differs from the nearest earlier run, field by field.",
  ))
    .argument("<stage>", "the name of a stage, or a pattern such as 'sft/*'")
    .option("--full", "print every line of what changed in the code")
    .action(to.does(async (name, options) => {
      const { explainCommand } = await import("./commands/explain.ts");
      return await explainCommand(name, options, to.context);
    }));
  to.examples(explain, "explain report");

  const lineage = addTarget(to.declare(
    "lineage",
    "Walks from an artifact or a result back to the raw sources.",
  ))
    .argument(
      "[artifacts...]",
      "digests or keys or their first digits, files or folders, stages or " +
        "stage.output; or results and coordinates of the result table",
    )
    .option("--down", "what was made from it, instead")
    .option("--all", "draw every execution, not one of each sort")
    .option("--code", "list every file and package of the code")
    .action(to.does(async (artifacts, options) => {
      if (isQuestion(artifacts, options)) {
        const { sqlCommand } = await import("./commands/sql.ts");
        return await sqlCommand(options, to.context);
      }
      const { lineageCommand } = await import("./commands/lineage.ts");
      return await lineageCommand(artifacts, options, to.context);
    }));
  addSql(lineage);
  to.examples(
    lineage,
    "lineage results method=rft ratio=0.5",
    "lineage report/index.html",
    "lineage 3f2a91c0 --down",
    "lineage --sql 'SELECT stage, seconds FROM stages ORDER BY ALL'",
  );

  const diff = addTarget(to.declare(
    "diff",
    "Says what differs in two artifacts, executions or locks, and since when.",
  ))
    .argument(
      "<a>",
      "a stage, stage@previous, key/n, an artifact as of lineage, a lock, or " +
        "git:REV for the lock of a revision",
    )
    .argument("<b>", "the same, to compare it with")
    .option("--full", "print every line of what differs")
    .action(to.does(async (a, b, options) => {
      const { diffCommand } = await import("./commands/diff.ts");
      return await diffCommand(a, b, options, to.context);
    }));
  to.examples(
    diff,
    "diff report@previous report",
    "diff git:HEAD lock.json",
  );

  const audit = addRun(to.declare(
    "audit",
    "Checks every object, record and lock entry.",
  ))
    .argument("[names...]", "with --repeat: which stages (default: all)")
    .option("--repeat <n>", "run stages n times and compare bytes", positive)
    .option("--repair", "move what is damaged aside, to be made again")
    .option("--report <file>", "write it as a page and as JSON", path)
    .action(to.does(async (names, options) => {
      const { auditOrAttest } = await import("./commands/audit_attest.ts");
      return await auditOrAttest(names, options, to.context);
    }));
  addForget(audit);
  addAttest(audit);
  to.examples(
    audit,
    "audit",
    "audit --report audit.html",
    "audit 'sft/*' --repeat 2",
    "audit --sign me.pem",
    "audit --verify me.pem.pub",
  );
}
