/**
 * The page of an audit, as text and in Chromium. Without Chromium that part is
 * ignored, unless JUICE_TEST_REQUIRE_ALL=1 says that nothing may be.
 */

import assert from "node:assert/strict";
import { browserTest } from "../testing/browser.ts";
import { axeFindings, openPage } from "../testing/page.ts";
import { auditPage, generator } from "./page.ts";
import type { AuditView, FindingGroup, FindingView } from "./view.ts";

const evil = '<img src=x onerror="alert(1)">"&\'';

const fault: FindingView = {
  severity: "damage",
  check: "objects",
  class: "object-damaged",
  subject: "object a1b2c3d4",
  message: `output "${evil}" of "a/b": its bytes are those of 9f8e7d6c`,
};
const note: FindingView = {
  severity: "note",
  check: "reads",
  class: "input-unread",
  subject: `stage ${evil}`,
  message: "declares an input that it did not read",
};
const groups: readonly FindingGroup[] = [
  { class: fault.class, title: "Damaged objects", findings: [fault] },
  { class: note.class, title: "Unread inputs", findings: [note, note] },
];
const long = "evaluation/irft/beta=0.3/truncated/base=0.7/ratio=0.35/seed=3";
const view: AuditView = {
  version: 1,
  clean: false,
  audited: {
    store: `/home/jo/${"very/".repeat(20)}deep/${evil}`,
    lock: { path: "/home/jo/lock.json", sha256: "5a".repeat(32) },
    packages: { path: "/home/jo/deno.lock", sha256: null },
    profiles: ["default", evil],
    deno: "2.9.6",
    at: "2026-01-02T03:04:05.678Z",
  },
  checks: (["passed", "noted", "failed", "skipped"] as const).map((state) => ({
    name: state === "passed" ? "records" : state,
    title: "Determinism",
    state,
    text: `634 keys, 3 computed more than once: ${evil}`,
    faults: 0,
    notes: 0,
  })),
  checked: {},
  findings: [fault, note, note],
  profiles: [{
    name: evil,
    computed: 1,
    executions: 9,
    sources: 1,
    complete: true,
    stages: [long, evil].map((name, i) => ({
      name,
      kind: evil,
      key: "ab".repeat(32),
      outputs: { model: "cd".repeat(32), [evil]: "ef".repeat(32) },
      determinism: "bitwise",
      verdict: i === 0 ? "as locked" as const : "not here" as const,
      startedAt: null,
    })),
  }],
  moved: [{ subject: "object 1", why: "it is damaged", from: "a", to: evil }],
};

Deno.test("the page shows all text as text, and is told by its mark", () => {
  const page = auditPage(view, groups);
  assert(page.includes(generator));
  assert(!page.includes("<img"));
  assert.equal(page, auditPage(view, groups));
  assert.match(page, /<h1>Verdict: not clean, 1 fault<\/h1>/);
  assert.match(page, /Damaged objects: 1/);
  assert.match(page, /Unread inputs: 2/);
  const clean = auditPage({ ...view, clean: true, findings: [] }, []);
  assert.match(clean, /<h1>Verdict: clean<\/h1>/);
  const empty = auditPage({ ...view, clean: true, checks: [] }, []);
  assert.match(empty, /<h1>Verdict: clean, as far as it is here<\/h1>/);
  assert(!clean.includes(">Faults<"));
});

browserTest(
  "the page is well in every window, and for everybody",
  async (browser) => {
    const file = Deno.makeTempFileSync({ suffix: ".html" });
    try {
      Deno.writeTextFileSync(file, auditPage(view, groups));
      for (
        const [width, colorScheme] of [[1100, "light"], [390, "dark"]] as const
      ) {
        const { page, wrong } = await openPage(browser, `file://${file}`, {
          width,
          colorScheme,
        });
        assert.equal(
          await page.evaluate("document.documentElement.scrollWidth"),
          width,
        );
        assert.deepEqual(await axeFindings(page), []);
        assert.deepEqual(wrong, []);
        await page.close();
      }
    } finally {
      Deno.removeSync(file);
    }
  },
);
