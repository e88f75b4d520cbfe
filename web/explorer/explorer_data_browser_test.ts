/**
 * The explorer of names that are markup, of a thousand stages, and as axe sees
 * it, in a real browser.
 */

import assert from "node:assert/strict";
import { browserTest } from "../testing/browser.ts";
import { axeFindings } from "../testing/page.ts";
import { graphOf, sweep } from "./testing/graph.ts";
import { goTo, Pages, policy, titled, troubled } from "./testing/pages.ts";

browserTest("the explorer takes what it is given", async (browser, t) => {
  await using pages = new Pages(browser);
  const open = pages.open.bind(pages);
  await t.step("markup in names is text", async () => {
    const evil = '<img src=x onerror="alert(1)">';
    const hostile = await pages.write("hostile", {
      ...graphOf([
        [`${evil}/a=1`, evil],
        [`${evil}/a=2`, evil],
        ["javascript:alert(2)", "__proto__", `${evil}/a=1`],
        ["../'\"&amp;</script><script>alert(3)</script>", "kind"],
        ["\u202Eevil", "kind"],
      ]),
      project: evil,
      profile: "<b>default</b>",
      altered: [evil],
    });
    const { page, wrong } = await open(hostile);
    assert.equal(await page.locator("h1").innerText(), evil);
    assert.match(await page.title(), /<img/);
    await page.locator(".row").first().click();
    for (const view of ["lineage", "everything", "overview"]) {
      const name = encodeURIComponent(evil);
      await goTo(page, `#/stage/${name}/a=1?view=${view}&down`);
      await titled(page, `${evil}/a=1 · <b>default</b> · ${evil}`);
    }
    await page.keyboard.press("/");
    await page.keyboard.type(evil);
    assert.equal(
      await page.locator("img, body b, a[href^='javascript:']").count(),
      0,
    );
    assert.equal(await page.locator("script").count(), 0);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("a thousand stages are drawn, each of them", async () => {
    const many = sweep(28);
    assert.ok(many.stages.length > 1000);
    const big = await pages.write("big", many);
    const { page, wrong } = await open(`${big}#/?view=everything`);
    assert.equal(await page.locator(".cell").count(), many.stages.length);
    await goTo(page, "#/stage/report");
    await page.locator(".box.selected").waitFor();
    assert.match(
      (await page.locator(".box").allInnerTexts()).join(" "),
      /evaluation\s+336/,
    );
    await page.keyboard.press("/");
    await page.keyboard.type("seed=28");
    await page.locator(".search").getByText(/^37 of /).waitFor();
    assert.deepEqual(wrong, []);
    await page.close();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    await t.step(`axe finds nothing wrong, ${colorScheme}`, async () => {
      const url = await pages.write("small", troubled());
      const { page } = await open(url, { colorScheme });
      for (
        // In the dark, nothing but colours is otherwise.
        const place of [
          "#/?view=everything",
          `#/stage/${policy}?down`,
          ...colorScheme === "dark" ? [] : ["#/stage/nobody"],
        ]
      ) {
        await goTo(page, place);
        assert.deepEqual(await axeFindings(page), [], place);
      }
      await goTo(page, "#/");
      await page.locator(".row.branch").first().click();
      await page.locator(".box-head[aria-expanded]").first().click();
      await page.keyboard.press("?");
      await page.locator("dialog").waitFor();
      assert.deepEqual(
        await axeFindings(page),
        [],
        "unfolded, and the keys",
      );
      await page.close();
    });
  }
});
