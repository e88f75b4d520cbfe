/**
 * The explorer while a run goes on, in a real browser.
 */

import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { browserTest } from "../testing/browser.ts";
import { until } from "../testing/page.ts";
import { altered, sweep } from "./testing/graph.ts";
import { serveLive } from "./testing/live.ts";
import { focusOn, openExplorer, policy, titled } from "./testing/pages.ts";

browserTest("a run is followed", async (browser, t) => {
  const before = altered(sweep(1), {
    [policy]: { status: "to run", verdict: null, why: "No record" },
  });
  await t.step("without losing the place", async () => {
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
      const told = { loss: 1 / done };
      const node = { ...stage, status: "running" as const, progress, told };
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
    const metrics = page.getByRole("region", { name: "Metrics so far" });
    await metrics.locator("dd", { hasText: "0.5" }).waitFor();
    await metrics.getByRole("img", { name: /^loss, .*: 1 at step 1, 0\.5 at/ })
      .waitFor();
    // A run that begins anew has its own curves, whatever it tells first.
    const again = { ...stage, startedAt: "2026-03-05T09:00:00.000Z" };
    server.tell({
      stages: [{ ...again, status: "running", told: { loss: 0.5 } }],
      reload: false,
    });
    await metrics.getByRole("img").waitFor({ state: "detached" });
    await metrics.locator("dd", { hasText: "0.5" }).waitFor();
    assert.deepEqual(wrong, []);
    const others = before.stages.filter(({ name }) => name !== policy);
    server.replace({ ...before, stages: others });
    server.tell({ stages: [], reload: true });
    await page.getByText(`No stage "${policy}" in this profile`).waitFor();
    assert.equal(await page.locator(".cell").count(), others.length);
    // The panel that had the focus is gone; what stands in its place has it.
    await focusOn(page, "Details");
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("without losing what a person is doing", async () => {
    const results = before.stages.slice(-3).map(({ name }, at) => ({
      coordinates: { seed: at + 1 },
      metrics: { rate: at / 10 },
      source: "ab".repeat(32),
      stage: name,
    }));
    await using server = serveLive({ ...before, results });
    const { page, wrong } = await openExplorer(browser, server.url);
    await server.heard();
    const stage = before.stages.find(({ name }) => name === policy)!;
    let done = 0;
    /** Tells of a step more of a run, and waits until it is seen. */
    const goOn = async () => {
      const progress = { done: ++done, total: 99, unit: "steps" };
      server.tell({
        stages: [{ ...stage, status: "running", progress }],
        reload: false,
      });
      await page.locator(".leaf", { hasText: `${done} of 99 steps` })
        .waitFor({ state: "attached" });
    };
    // Its row is there once it was looked for.
    await page.keyboard.press("/");
    await page.keyboard.type("seed=1");
    await goOn();
    await page.keyboard.type(" ratio=0.35");
    await goOn();
    assert.equal(
      await page.getByRole("searchbox").inputValue(),
      "seed=1 ratio=0.35",
    );
    await page.keyboard.press("Escape");
    /** Presses a pointer, and lets it go when the run has gone on. */
    const click = async (locator: Locator) => {
      const { x, y, width, height } = (await locator.boundingBox())!;
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      await goOn();
      await page.mouse.up();
    };
    const count = page.locator(".states button", { hasText: "running" })
      .locator(".states-count");
    await click(count);
    await page.locator(".states button[aria-pressed=true]").waitFor();
    await click(count);
    await page.locator(".states button[aria-pressed=false]").first().waitFor();
    await click(page.locator(".box-label", { hasText: "policy" }));
    await page.locator(".box-head[aria-expanded=true]").waitFor();
    await click(page.getByRole("link", { name: "Results" }));
    const seed = page.locator(".results-view select").first();
    await seed.selectOption({ label: "2" });
    const chosen = await seed.inputValue();
    await seed.focus();
    await goOn();
    assert.equal(await seed.inputValue(), chosen);
    await page.locator(".results-view select:focus").waitFor();
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("and told why the recipe is not, until it is", async () => {
    await using server = serveLive(before);
    const { page, wrong } = await openExplorer(browser, server.url);
    await server.heard();
    const message = "<b>no rate</b> is given";
    const place = "stages/sweep.ts:12";
    server.replace({ ...before, problem: { message, place } });
    server.tell({ stages: [], reload: true });
    const told = page.getByRole("region", { name: "Recipe" });
    await told.getByText(message).waitFor();
    await told.getByText(place).waitFor();
    await page.locator("body > [role=status]", { hasText: message })
      .waitFor({ state: "attached" });
    server.replace({ ...before, problem: null });
    server.tell({ stages: [], reload: true });
    await told.waitFor({ state: "detached" });
    assert.deepEqual(wrong, []);
    await page.close();
  });
});
