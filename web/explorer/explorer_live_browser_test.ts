/**
 * The explorer while a run goes on, in a real browser.
 */

import assert from "node:assert/strict";
import { browserTest } from "../testing/browser.ts";
import { until } from "../testing/page.ts";
import { altered, sweep } from "./testing/graph.ts";
import { serveLive } from "./testing/live.ts";
import { focusOn, openExplorer, policy, titled } from "./testing/pages.ts";

browserTest("a run is followed without losing the place", async (browser) => {
  const before = altered(sweep(1), {
    [policy]: { status: "to run", verdict: null, why: "No record" },
  });
  {
    await using server = serveLive(before);
    const { page, wrong } = await openExplorer(
      browser,
      `${server.url}#/?view=everything`,
    );
    await server.heard();
    const cell = page.locator(`.cell[aria-label^="${policy},"]`);
    await cell.focus();
    const stage = before.stages.find(({ name }) => name === policy)!;
    server.tell({
      stages: [{
        ...stage,
        status: "running",
        progress: { done: 30, total: 120, unit: "steps" },
      }],
      reload: false,
    });
    await until(
      page,
      `document.activeElement.getAttribute("aria-label").endsWith(
              ", running: 30 of 120 steps")`,
    );
    await page.locator("body > [role=status]", { hasText: "1 stage started" })
      .waitFor();
    assert.equal(
      await page.evaluate(
        `document.activeElement.style.getPropertyValue("--done")`,
      ),
      "0.25",
    );
    server.tell({
      stages: [{ ...stage, status: "cached", verdict: "identical" }],
      reload: false,
    });
    await page.locator(".states button", { hasText: "running" })
      .waitFor({ state: "detached" });
    await focusOn(page, `${policy}, identical`);
    assert.deepEqual(wrong, []);
    const detail = { name: policy, kind: "policy", doc: "", records: [] };
    const say = (text: string, done: number) => {
      const attempt = { startedAt: "2026-03-04T09:00:00.000Z", text };
      server.detail({ ...detail, record: null, attempt });
      const progress = { done, total: 9, unit: "steps" };
      const node = { ...stage, status: "running" as const, progress };
      server.tell({ stages: [node], reload: false });
    };
    say("first line", 1);
    await page.locator(".is-running").first().waitFor();
    await page.keyboard.press("Enter");
    await titled(page, `${policy} · default · juicer`);
    const log = page.locator(".attempt code");
    await log.getByText("first line").waitFor();
    say("first line\n<b>second line</b>", 2);
    await log.getByText("<b>second line</b>").waitFor();
    assert.deepEqual(wrong, []);
    const others = before.stages.filter(({ name }) => name !== policy);
    server.replace({ ...before, stages: others });
    server.tell({ stages: [], reload: true });
    await page.getByText(`No stage "${policy}" in this profile`).waitFor();
    assert.equal(await page.locator(".cell").count(), others.length);
    await page.close();
  }
});
