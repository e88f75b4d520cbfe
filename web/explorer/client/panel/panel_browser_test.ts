/**
 * The panel in a real browser. Without Chromium these are ignored, unless
 * JUICE_TEST_REQUIRE_ALL=1 says that nothing may be.
 */

import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { Comparison } from "../../api.ts";
import { browserTest } from "../../../testing/browser.ts";
import { axeFindings, eventually } from "../../../testing/page.ts";
import { madeUpProject, markup } from "../../testing/data.ts";
import { goTo, openExplorer } from "../../testing/pages.ts";
import { serveProject } from "../../testing/serve.ts";
import { digestOf } from "../../testing/stages.ts";
import { stagePlace } from "../place.ts";
import { brief } from "../number.ts";

const project = madeUpProject();
const { records } = project.details["training/alpha/seed=1"]!;
const comparison: Comparison = {
  a: { ...records[1]!, stage: "training/alpha/seed=1" },
  b: { ...records[0]!, stage: "training/alpha/seed=1" },
  first: 'The parameter "rate" was 0.2 and is 0.1.',
  differences: [
    {
      field: "code",
      name: "stages/training.ts",
      change: "changed",
      before: digestOf("a"),
      after: digestOf("b"),
      line: "one line changed",
      diff: "@@ -1 +1 @@\n-const rate = 0.2;\n+const rate = 0.1;\n",
    },
    {
      field: "params",
      name: markup,
      change: "added",
      before: null,
      after: markup,
      line: markup,
    },
    {
      field: "metrics",
      name: "final_loss",
      change: "changed",
      before: 0.4,
      after: 0.3,
      line: "0.4 -> 0.3",
    },
  ],
};

/** Waits until the focus is on something. */
const focusOn = (page: Page, locator: Locator) =>
  page.locator(":focus").and(locator).waitFor();

const cellsOf = (row: Locator) => row.locator("th, td").allInnerTexts();

/** Waits until a row says in its cells what it is to say. */
const rowSays = (row: Locator, texts: readonly string[]) =>
  eventually(async () => assert.deepEqual(await cellsOf(row), texts));

browserTest("the panel is read in a browser", async (browser, t) => {
  await using server = serveProject(project, comparison);
  const at = (place: string) => `${server.url}${place}`;

  await t.step("a metric says its value and where it stands", async () => {
    const { page, wrong } = await openExplorer(
      browser,
      at(stagePlace("evaluation/alpha/seed=2")),
    );
    await page.getByRole("tab", { name: "Metrics" }).click();
    const row = page.locator(".panel tr", { hasText: "error_rate" });
    await row.locator("svg").waitFor();
    assert.deepEqual(
      (await cellsOf(row)).filter((text) => !text.includes("\n")),
      ["error_rate", "0.22"],
    );
    assert.match(
      (await row.locator("svg").getAttribute("aria-label"))!,
      /^error_rate: 0.22, rank 2 of 6, between 0.21 and 0.33$/,
    );
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("sections are reached by the keyboard alone", async () => {
    const { page } = await openExplorer(
      browser,
      at(stagePlace("source/words")),
    );
    const chosen = (name: RegExp) =>
      page.getByRole("tab", { selected: true, name }).waitFor();
    await page.getByRole("tab", { name: "Outputs" }).focus();
    await page.keyboard.press("End");
    await chosen(/^Records/);
    await page.keyboard.press("ArrowRight");
    await chosen(/^Outputs/);
    await page.keyboard.press("ArrowRight");
    await chosen(/^Metrics/);
    await page.keyboard.press("Tab");
    await focusOn(page, page.getByRole("tabpanel"));
    await page.close();
  });

  await t.step("a table is turned, sorted and filtered", async () => {
    const { page, wrong } = await openExplorer(
      browser,
      at(stagePlace("source/words")),
    );
    const table = page.locator(".output", { hasText: "entries" });
    const range = table.locator(".range");
    const first = table.locator("tbody tr").first();
    await range.getByText("1–15 of 400 rows").waitFor();
    await table.getByRole("button", { name: "Show all 300 characters" })
      .click();
    await table.getByText("x".repeat(300)).waitFor();
    await table.getByRole("button", { name: "Next page" }).click();
    await range.getByText("16–30 of 400 rows").waitFor();
    await first.getByText("word 015").waitFor();
    const count = table.getByRole("button", { name: "count" });
    await count.click();
    await table.locator("th[aria-sort=ascending]").waitFor();
    await count.press("Enter");
    await table.locator("th[aria-sort=descending]").waitFor();
    await first.getByText("399", { exact: true }).waitFor();
    await table.getByRole("searchbox").fill("word 39");
    await range.getByText("1–10 of 10 rows").waitFor();
    await table.getByRole("searchbox").fill("nowhere");
    await table.getByText('No row holds "nowhere"').waitFor();
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("curves are read at a step, by pointer and keys", async () => {
    const { page, wrong } = await openExplorer(
      browser,
      at(stagePlace("training/alpha/seed=2")),
    );
    await page.locator(".chart").nth(2).waitFor();
    assert.equal(await page.locator(".chart .warned").count(), 3);
    const slider = page.getByRole("slider", { name: "Step" });
    await slider.focus();
    await page.keyboard.press("Home");
    const readout = page.locator(".chart .readout").first();
    await eventually(async () => {
      assert.equal(await readout.innerText(), "3.02");
      assert.match(
        (await slider.getAttribute("aria-valuetext"))!,
        /^Step 0: loss 3.02, gradient norm 900, margin .1$/,
      );
    });
    await page.locator(".chart svg").first().hover();
    await eventually(async () => {
      const step = Number(await page.locator(".step").innerText());
      assert.ok(step > 0 && step < 120 && step % 5 === 0, `${step}`);
      assert.equal(
        await readout.innerText(),
        brief(3 * Math.exp(-step / 40) + 0.02),
      );
    });
    await page.getByLabel("Log scale").check();
    await page.getByText("As a table").click();
    await page.locator(".fold tbody tr").nth(24).waitFor();
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("samples of two policies stand side by side", async () => {
    const { page, wrong } = await openExplorer(
      browser,
      at(stagePlace("evaluation/alpha/seed=1")),
    );
    await page.getByRole("button", { name: "beta=0.5" }).press("Enter");
    const rows = page.locator(".samples-table tbody tr");
    await page.locator(".samples-table th", { hasText: "beta=0.5" }).waitFor();
    await rowSays(rows.nth(1), ["two", "A B C two", "A X C two", "A B C two"]);
    assert.deepEqual(await rows.nth(1).locator("mark").allInnerTexts(), ["X"]);
    const only = page.getByLabel("Only where they differ");
    await focusOn(page, only);
    await only.check();
    await eventually(async () => assert.equal(await rows.count(), 2));
    await page.getByRole("button", { name: /^Leave out/ }).press("Enter");
    await focusOn(page, page.getByRole("button", { name: "beta=0.5" }));
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("two records are chosen and compared", async () => {
    const { page, wrong } = await openExplorer(
      browser,
      at(stagePlace("training/alpha/seed=1")),
    );
    await page.getByRole("tab", { name: "Records" }).click();
    const radios = page.getByRole("radio", { name: /^Compare from/ });
    await radios.nth(2).check();
    await page.getByRole("link", { name: "Compare the two" }).click();
    await page.getByText(comparison.first!).waitFor();
    assert.deepEqual(
      await page.locator(".difference-group h3").allInnerTexts(),
      ["Code 1", "Parameters 1", "Metrics 1"],
    );
    assert.equal(
      await page.locator(".diff .line-added").innerText(),
      "+const rate = 0.1;\n",
    );
    await rowSays(
      page.locator("tr", { hasText: "final_loss" }),
      ["final_loss", "0.4", "0.3", "\u22120.1", "\u221225\u202f%"],
    );
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("a page that stands alone compares stages", async () => {
    const { page, wrong } = await openExplorer(
      browser,
      at(`alone${stagePlace("evaluation/alpha/seed=1")}`),
    );
    await page.getByRole("tab", { name: "Records" }).click();
    await page.getByRole("button", { name: "beta=0.5" }).click();
    await page.getByText(/param rate: 0.1 -> 0.2; 1 other stage/).waitFor();
    // The whole view is put in at once.
    assert.deepEqual(
      await page.locator(".difference-group h3").allInnerTexts(),
      ["Parameters 1", "Inputs 1", "Outputs 1", "Metrics 2"],
    );
    await page.locator(".first-difference wbr").first().waitFor({
      state: "attached",
    });
    // What it does not carry is no use trying again.
    await page.goto(at("alone#/compare/ab.1/cd.1"));
    await page.getByText("only the records that stand").waitFor();
    assert.equal(
      await page.getByRole("button", { name: "Try again" }).count(),
      0,
    );
    // Sections with nothing in them are not there.
    await page.goto(at(`alone${stagePlace("comparison")}`));
    await page.getByRole("tab", { name: "Records" }).click();
    assert.deepEqual(
      (await page.getByRole("tab").allInnerTexts())
        .map((text) => text.replace(/ \d+$/, "")),
      ["Outputs", "Lineage", "Code", "Key", "Records"],
    );
    assert.equal(
      await page.getByRole("columnheader", { name: "Stands" }).count(),
      0,
    );
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("a page says how many rows of a table it lacks", async () => {
    const words = digestOf("source/words.words");
    const table = project.previews[words]!;
    assert.ok(table.type === "table");
    const cut = { ...table, rows: table.rows.slice(0, 100) };
    await using server = serveProject({
      ...project,
      previews: { ...project.previews, [words]: cut },
    });
    const { page, wrong } = await openExplorer(
      browser,
      `${server.url}alone${stagePlace("source/words")}`,
    );
    const range = page.locator(".range");
    await range.getByText("1–15 of the first 100 of 400 rows").waitFor();
    await page.getByRole("button", { name: "Next page" }).click();
    await range.getByText("16–30 of the first 100 of 400 rows").waitFor();
    await page.getByRole("searchbox", { name: /^Filter rows/ }).fill("word 09");
    await range.getByText("1–10 of 10 rows").waitFor();
    await page.getByText(/carries the first 100 of 400 rows/).waitFor();
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("a number of the result table leads to its stage", async () => {
    const { page, wrong } = await openExplorer(browser, at("#/results"));
    const unfold = page.getByRole("button", { name: "alpha" });
    await unfold.press("Enter");
    await page.getByRole("button", { name: "alpha", expanded: true })
      .waitFor();
    const sources = page.locator(".sources-table");
    await sources.locator(".total").getByText("0.220").waitFor();
    await page.locator(".panel").getByLabel("seed").selectOption("2");
    await eventually(async () =>
      assert.equal(
        await page.locator(".results-grid tbody:not(.totals) tr").count(),
        2,
      )
    );
    await sources.getByRole("link").nth(1).click();
    await page.locator(".panel h2", { hasText: "evaluation/alpha/seed=2" })
      .waitFor();
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step(
    "code of the stage's own file comes first, as text",
    async () => {
      const { page } = await openExplorer(
        browser,
        at(stagePlace("training/alpha/seed=1")),
      );
      await page.getByRole("tab", { name: "Code" }).click();
      const file = page.locator(".code-section .files li").first();
      await file.locator("summary").click();
      await file.getByText("// The file stages/training.").waitFor();
      assert.match(await file.innerText(), /^stages\/training.ts/);
      await page.getByRole("tab", { name: "Log" }).click();
      await page.getByText("said by training/alpha/seed=1").waitFor();
      await page.close();
    },
  );

  await t.step("markup in names and texts stays text", async () => {
    const { page, wrong } = await openExplorer(
      browser,
      at(stagePlace(`hostile/${markup}/seed=1`)),
    );
    await page.getByRole("tab", { name: "Outputs" }).waitFor();
    for (const tab of await page.getByRole("tab").all()) {
      await tab.click();
      for (const summary of await page.locator("summary:visible").all()) {
        await summary.click();
      }
    }
    await goTo(page, "#/stage/comparison");
    await goTo(page, `#/compare/${records[1]!.key}.1/${records[0]!.key}.1`);
    await page.getByText(comparison.first!).waitFor();
    assert.equal(await page.locator("b, img[src=x]").count(), 0);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("a figure's script does not run, and it grows", async () => {
    const { page, wrong } = await openExplorer(
      browser,
      at(stagePlace("comparison")),
    );
    const zoom = page.getByRole("button", { name: /in its own size/ });
    await zoom.click();
    await page.getByRole("button", { name: /in its own size/, pressed: true })
      .waitFor();
    await page.getByText("Left out of this page").waitFor();
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("axe finds nothing, on a phone and in the dark", async () => {
    const places = [
      stagePlace("training/alpha/seed=2"),
      stagePlace("evaluation/alpha/seed=1"),
      stagePlace("source/words"),
      stagePlace("late"),
      "#/results",
      `#/compare/${records[1]!.key}.1/${records[0]!.key}.1`,
    ];
    const { page } = await openExplorer(browser, at(places[0]!), {
      width: 390,
      colorScheme: "dark",
    });
    for (const place of places) {
      await goTo(page, place);
      await page.locator(".panel h2").waitFor();
      await page.locator(".panel:not(:has(.loading))").waitFor();
      // One stage has every section; of the others the first is enough.
      const tabs = place === places[0] ? await page.getByRole("tab").all() : [];
      for (const tab of [null, ...tabs.slice(1)]) {
        await tab?.click();
        assert.deepEqual(await axeFindings(page, ".panel"), [], place);
        assert.equal(
          await page.evaluate(
            "document.documentElement.scrollWidth - innerWidth",
          ),
          0,
          `${place} is wider than the window`,
        );
      }
    }
    await page.close();
  });
});
