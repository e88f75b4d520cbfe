import assert from "node:assert/strict";
import { auditReads } from "../../audit/reads.ts";
import { sketch } from "../../lineage/testing/records.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import { makeStyle } from "../terminal.ts";
import { makeView } from "../testing/audit.ts";
import { renderAudit } from "./audit_page.ts";

const reading = (stage: string, unread: string[], at = 0): ExecutionRecord => {
  const inputs = Object.fromEntries(unread.map((name) => [name, name]));
  return {
    ...sketch({ stage, key: `${stage} ${at}`, at, inputs }),
    observed: { read: [], unread },
  };
};
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
  assert.deepEqual(auditReads(records).map(({ subject }) => subject), [
    "stage cleaning",
    "stage evaluation",
    "stage policy/rft/ratio=0.5/seed=1/round=2",
    "stage convert",
    "stage count",
  ]);
});

Deno.test("a read of what is not declared is damage", () => {
  const record = sketch({ stage: "a", inputs: { x: "x" } });
  const observed = { read: ["x", "y"], unread: [] };
  const [finding] = auditReads([{ ...record, observed }]);
  assert.equal(finding!.severity, "damage");
  assert.match(finding!.message, /does not declare: "y"/);
});

Deno.test("similar notes are counted together", async () => {
  const findings = auditReads(records);
  assert(findings.every(({ severity }) => severity === "note"));
  const view = makeView({ findings });
  const text = renderAudit(view, 80, makeStyle(false)).join("\n");
  assertFits(text);
  await assertSnapshot(import.meta, "audit-notes", text);
});
