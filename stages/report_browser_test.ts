/**
 * The report in a real browser.
 */

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../web/testing/browser.ts";
import { openPage } from "../web/testing/page.ts";
import { report } from "./report.ts";
import { execute, temporaryFolder } from "./testing/context.ts";
import { writeReportInputs } from "./testing/report_fixtures.ts";

/** The tables of the first cell, which is not folded. */
const firstArms = "#results-title ~ .arms:not(.arms ~ .arms)";

// Code for the browser is text: Deno's types know no document.

/** What stands out of the window on its right, but for what scrolls. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(`
    for (const details of document.querySelectorAll("details")) {
      details.open = true;
    }
    const root = document.documentElement;
    [
      ...(root.scrollWidth > root.clientWidth ? ["the page"] : []),
      ...[...document.querySelectorAll("body *")]
        .filter((element) =>
          element.getBoundingClientRect().right > root.clientWidth + 0.5 &&
          !element.closest(".scroll, svg")
        )
        .map((element) => element.outerHTML.slice(0, 80)),
    ];
  `);
}

/** Texts of figures that stand out of their panel, where they may be cut. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(`
    for (const details of document.querySelectorAll("details")) {
      details.open = true;
    }
    [...document.querySelectorAll(".panels svg")].flatMap((svg) => {
      const panel = svg.getBoundingClientRect();
      return [...svg.querySelectorAll("text")]
        .map((text) => [text, text.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0 && (
          box.left < panel.left - 1 || box.right > panel.right + 1 ||
          box.top < panel.top - 1 || box.bottom > panel.bottom + 1
        ))
        .map(([text]) => svg.getAttribute("aria-label") + ": " +
          text.textContent);
    });
  `);
}

browserTest(
  "the report works in a browser, on a phone and in the dark",
  async (browser, t) => {
    await using folder = await temporaryFolder();
    const inputs = await writeReportInputs(folder.path, {
      arms: ["base", "sft", "rft/beta=0.3", "irft/beta=0.3"],
      more: ["irft/rounds=2/round=1", "irft/rounds=2", "spin", "expo"],
      ratios: [0, 0.35, 0.5],
      baseRatios: [0.7, 0],
      seeds: [1, 2, 3],
      examples: ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>"],
    });
    await using done = await execute(report, { params: {}, inputs });
    const url = `file://${done.outputs.page}/index.html`;
    await t.step("each number leads to what it came from", async () => {
      const { page, wrong } = await openPage(browser, url);
      const arm = page.locator(`${firstArms} tbody th a`).nth(2);
      const row = page.locator(`${firstArms} tbody tr`).nth(2);
      const number = await row.locator("td").first().innerText();
      await arm.click();
      const group = page.locator(":target");
      await group.waitFor();
      const seeds = await page.locator(":target tr:not(.total)")
        .allInnerTexts();
      assert.equal(seeds.length, 3);
      for (const seed of seeds) {
        assert.match(seed, /deno task lineage [0-9a-f]{12}/);
      }
      // The mean of the seeds' rates is the number that led here.
      const rates = seeds.map((text) => Number(text.split("\t")[2]));
      const mean = rates.reduce((a, b) => a + b, 0) / rates.length;
      assert.ok(Math.abs(mean - Number(number.split(/\s/)[0])) < 0.0011);
      await page.locator(":target:focus").waitFor();
      assert.deepEqual(wrong, []);
      await page.close();
    });

    await t.step("a link from elsewhere unfolds its evaluation", async () => {
      const { page: first } = await openPage(browser, url);
      const id = await first.locator("tr[id]").last().getAttribute("id");
      await first.close();
      const { page, wrong } = await openPage(browser, `${url}#${id}`);
      await page.locator(`#${id}`).waitFor();
      assert.deepEqual(wrong, []);
      await page.close();
    });

    await t.step("a command can be copied by keyboard", async () => {
      const { page, wrong } = await openPage(browser, url);
      const button = page.locator("#guide button").first();
      await button.focus();
      await page.keyboard.press("Enter");
      await page.locator("#status", { hasText: /^(Copied|Selected)/ })
        .waitFor({ state: "attached" });
      assert.deepEqual(wrong, []);
      await page.close();
    });

    await t.step("nothing runs over the edge of a phone", async () => {
      const { page, wrong } = await openPage(browser, url, { width: 360 });
      assert.deepEqual(await overflowing(page), []);
      assert.deepEqual(wrong, []);
      await page.close();
    });

    await t.step("no text of a figure stands out of its panel", async () => {
      const { page } = await openPage(browser, url);
      assert.deepEqual(await cutOff(page), []);
      await page.close();
    });

    await t.step("a dark page has dark paper and light figures", async () => {
      const { page, wrong } = await openPage(browser, url, {
        colorScheme: "dark",
      });
      const [paper, ...drawn] = await page.evaluate<string[]>(`
          const style = (selector) =>
            getComputedStyle(document.querySelector(selector));
          [
            style("body").backgroundColor,
            style(".panels svg text").fill,
            style(".panels svg path[stroke]").stroke,
          ];
        `);
      assert.equal(paper, "rgb(20, 23, 26)");
      for (const color of drawn) {
        const sum = (color.match(/\d+/g) ?? []).slice(0, 3)
          .reduce((total, part) => total + Number(part), 0);
        assert.ok(sum > 300, `${color} on ${paper}`);
      }
      assert.deepEqual(wrong, []);
      await page.close();
    });

    await t.step("nothing is lost without script", async () => {
      const { page } = await openPage(browser, url, {
        javaScriptEnabled: false,
      });
      await page.locator(`${firstArms} th a`).first().click();
      await page.locator(":target").waitFor();
      assert.equal(await page.locator("button:visible").count(), 0);
      await page.close();
    });

    await t.step("every image and region has a name", async () => {
      const { page } = await openPage(browser, url);
      const nameless = await page.evaluate(`
          [...document.querySelectorAll(
            "svg[role=img], [role=region], nav, figure, section",
          )].filter((element) =>
            !element.getAttribute("aria-label") &&
            !document.getElementById(element.getAttribute("aria-labelledby"))
          ).map((element) => element.outerHTML.slice(0, 80));
        `);
      assert.deepEqual(nameless, []);
      await page.close();
    });
  },
);
