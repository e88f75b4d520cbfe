import assert from "node:assert/strict";
import { auditNotes } from "../../audit/notes.ts";
import { sketch } from "../../lineage/testing/records.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import { makeStyle } from "../terminal.ts";
import { renderAudit } from "./audit.ts";

const reading = (stage: string, unread: string[], at = 0): ExecutionRecord => ({
  ...sketch({ stage, key: `${stage} ${at}`, at }),
  observed: { read: [], unread },
});
const program = (stage: string, isolation: "namespaces" | "none") => ({
  ...sketch({ stage }),
  isolation,
});

const records = [
  reading("policy/rft/ratio=0.5/seed=1/round=2", [
    "demonstrations",
    "policies/rft/ratio=0.5/seed=1/round=1",
    "reward",
  ]),
  reading("cleaning", ["source"], 1),
  // An edit since then made it read what it declares, and another not.
  reading("split", ["cleaned"], 1),
  reading("split", [], 2),
  reading("evaluation", [], 1),
  reading("evaluation", ["policy"], 2),
  program("convert", "namespaces"),
  program("count", "none"),
];

Deno.test("notes are of the newest execution of each stage", () => {
  assert.deepEqual(auditNotes(records).map(({ subject }) => subject), [
    "stage cleaning",
    "stage evaluation",
    "stage policy/rft/ratio=0.5/seed=1/round=2",
    "stage count",
  ]);
});

Deno.test("unread inputs and programs at large are notes, no damage", async () => {
  const findings = auditNotes(records);
  assert(findings.every(({ severity }) => severity === "note"));
  const checked = {
    objects: 9,
    bytes: 1234,
    records: records.length,
    lockEntries: 0,
    lockEntriesWithoutRecord: 0,
  };
  const lines = renderAudit({ checked, findings }, 0, 80, makeStyle(false));
  assertFits(lines.join("\n"));
  await assertSnapshot(import.meta, "audit-notes", lines.join("\n"));
});
