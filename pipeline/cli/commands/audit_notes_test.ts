import assert from "node:assert/strict";
import type { Reach } from "../../audit/history.ts";
import { auditReads } from "../../audit/reads.ts";
import { digestOf, sketch } from "../../lineage/testing/records.ts";
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

Deno.test("long names of similar notes can be told apart", () => {
  const long = `calibration/${"truncated/".repeat(8)}seed=`;
  const findings = auditReads(
    ["1", "2"].map((seed) => reading(long + seed, ["cleaned"])),
  );
  const text = renderAudit(makeView({ findings }), 80, makeStyle(false))
    .join("\n");
  assertFits(text);
  assert.match(text, /seed=1[,)]/);
  assert.match(text, /seed=2[,)]/);
});

Deno.test("a clean page with two profiles and similar notes fits 80x24", () => {
  const stages = Array.from({ length: 20 }, (_, i) => `split/seed=${i}`);
  const findings = auditReads(stages.map((name) => reading(name, ["cleaned"])));
  const reaches = [reach("default", 6), reach("smoke", 1)];
  const view = makeView({ findings, reaches, changed: { repeats: 3 } });
  const lines = renderAudit(view, 80, makeStyle(false));
  assertFits(lines.join("\n"));
  assert(lines.length < 24, `${lines.length} lines`);
});

const reach = (profile: string, computed: number, breaks = 0): Reach => ({
  profile,
  stages: 6,
  computed,
  executions: computed,
  sources: 2,
  breaks: Array.from({ length: breaks }, (_, i) => ({
    stage: "model",
    input: `from/${i}`,
    digest: digestOf("x"),
  })),
});

Deno.test("each profile has a line, and very many have one together", async () => {
  const few = [
    reach("default", 6),
    reach("full", 5, 2),
    reach("own", 0),
    reach("smoke", 1),
  ];
  const many = [...few, reach("other", 6)];
  const lines = [few, many].flatMap((reaches) =>
    renderAudit(makeView({ reaches }), 80, makeStyle(false))
      .filter((line) => line.includes("Profile"))
  );
  await assertSnapshot(import.meta, "audit-profiles", lines.join("\n"));
});
