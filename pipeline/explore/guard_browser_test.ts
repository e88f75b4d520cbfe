/** What other pages of the same browser get from the explorer: nothing. */

import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { browserTest } from "../../web/testing/browser.ts";
import { openPage, until } from "../../web/testing/page.ts";
import { Explorer } from "./explorer.ts";
import { serve } from "./server.ts";
import { makeShown } from "./testing/shown.ts";

/** A page's title once it is JSON. */
async function titleOf(browser: Browser, url: string): Promise<unknown> {
  const { page } = await openPage(browser, url);
  await until(page, "document.title.startsWith('{')");
  const title = JSON.parse(await page.title());
  await page.close();
  return title;
}

/** A page of another site that knows the address, the token and all. */
const stranger = (url: string) =>
  `<!doctype html>
<script>
const can = (run) => Promise.resolve().then(run).then(() => true, () => false);
const loads = (name, address) => new Promise((resolve, reject) => {
  const element = document.createElement(name);
  element.onload = resolve;
  element.onerror = reject;
  element.src = address;
  document.documentElement.append(element);
});
(async () => {
  const url = ${JSON.stringify(url)};
  document.title = JSON.stringify({
    graph: await can(() => fetch(url + "api/graph")),
    blind: await can(() => fetch(url + "api/graph", { mode: "no-cors" })),
    events: await can(() => new Promise((resolve, reject) => {
      const events = new EventSource(url + "api/events");
      events.onopen = resolve;
      events.onerror = reject;
    })),
    script: await can(() => loads("script", url + "api/graph")),
    image: await can(() => loads("img", url + "api/graph")),
    figure: await can(() => loads("img", url + "report/figure.svg")),
  });
})();
</script>`;

browserTest(
  "no other page of the browser gets at the data, not even the report",
  async (browser) => {
    using shown = await makeShown();
    const explorer = await Explorer.open(shown.subject);
    const listening = serve(explorer, 0, (message) => assert.fail(message));
    const other = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () =>
        new Response(stranger(listening.url), {
          headers: { "content-type": "text/html" },
        }),
    );
    try {
      const title = await titleOf(browser, `${listening.url}report/`);
      const { address, ...got } = title as { address: string };
      const [, token = ""] = new URL(listening.url).pathname.split("/");
      assert.match(address, /^\/[\w-]{32}\/report\/$/);
      assert(!address.includes(token), "the report does not get to know it");
      assert.deepEqual(got, {
        figure: true,
        origin: "null",
        graph: false,
        blind: false,
        storage: false,
        cookie: false,
      });
      // Another name for this machine is another site.
      const site = `http://localhost:${other.addr.port}/`;
      assert.deepEqual(await titleOf(browser, site), {
        graph: false,
        blind: false,
        events: false,
        script: false,
        image: false,
        figure: false,
      });
      const { page } = await openPage(
        browser,
        `${listening.url}report/index.html`,
      );
      await page.click("a");
      await page.waitForURL(`${listening.url}#/results`);
      await page.close();
    } finally {
      await other.shutdown();
      await listening.close();
    }
  },
);
