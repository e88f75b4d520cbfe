/**
 * What the panel does where answers come late, are not there or fail. Without
 * Chromium these are ignored, unless JUICE_TEST_REQUIRE_ALL=1 says that nothing
 * may be.
 */

import assert from "node:assert/strict";
import { browserTest } from "../../../testing/browser.ts";
import { madeUpProject } from "../../testing/data.ts";
import { goTo, openExplorer } from "../../testing/pages.ts";
import { serveProject } from "../../testing/serve.ts";
import { digestOf } from "../../testing/stages.ts";
import { stagePlace } from "../place.ts";

const project = madeUpProject();

browserTest("answers come late, not at all, or failed", async (browser, t) => {
  await t.step("an answer that comes late is not shown", async () => {
    const slow = Promise.withResolvers<void>();
    let asked = 0;
    await using server = serveProject(project, null, async (url) => {
      if (url.searchParams.get("filter") === "word 1") {
        asked++;
        await slow.promise;
      }
    });
    const { page } = await openExplorer(
      browser,
      `${server.url}${stagePlace("source/words")}`,
    );
    const table = page.locator(".output", { hasText: "entries" });
    const filter = table.getByRole("searchbox");
    await table.locator(".range").getByText("of 400 rows").waitFor();
    // Settles once the page has done with that answer whatever it does with it.
    await page.evaluate(`
    const ask = fetch;
    globalThis.late = new Promise((done) => {
      globalThis.fetch = async (url) => {
        const answer = await ask(url);
        if (/filter=word[+]1(&|$)/.test(url)) {
          const read = answer.json.bind(answer);
          answer.json = () => read().finally(() => setTimeout(done));
        }
        return answer;
      };
    });
    0;
  `);
    const sent = page.waitForRequest((request) =>
      request.url().includes("filter=word+1")
    );
    await filter.fill("word 1");
    await sent;
    await filter.fill("word 39");
    await table.locator(".range").getByText("1–10 of 10 rows").waitFor();
    slow.resolve();
    await page.evaluate("late");
    assert.equal(asked, 1);
    assert.equal(
      await table.locator(".range").innerText(),
      "1–10 of 10 rows",
    );
    await page.close();
  });

  await t.step("a page that stands alone says what it lacks", async () => {
    const table = digestOf("source/words.words");
    const words = project.previews[table]!;
    assert.ok(words.type === "table");
    await using server = serveProject({
      ...project,
      previews: {
        ...project.previews,
        [table]: { ...words, rows: words.rows.slice(0, 50) },
      },
    });
    const { page, wrong } = await openExplorer(
      browser,
      `${server.url}alone${stagePlace("source/words")}`,
    );
    await page.getByText("This page carries the first 50 of 400 rows")
      .waitFor();
    await page.getByRole("button", { name: "word", exact: true }).click();
    await page.getByRole("button", { name: "word", exact: true }).click();
    await page.locator("th[aria-sort=descending]").waitFor();
    await page.locator(".panel tbody td").first().getByText("word 049")
      .waitFor();
    await goTo(page, stagePlace("comparison"));
    await page.getByText("Left out of this page for its size").waitFor();
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("what fails can be asked for again", async () => {
    await using server = serveProject(project);
    const { page } = await openExplorer(
      browser,
      `${server.url}${stagePlace("comparison")}`,
    );
    await page.route("**/api/preview*", (route) => route.abort());
    await goTo(page, stagePlace("training/alpha/seed=1"));
    const alert = page.locator(".panel [role=alert]").first();
    await alert.getByText("The explorer's server does not answer").waitFor();
    await page.unroute("**/api/preview*");
    await alert.getByRole("button", { name: "Try again" }).click();
    await page.locator(".chart").first().waitFor();
    await page.close();
  });
});
