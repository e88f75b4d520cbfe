/**
 * Pages for tests: opened, waited for and looked at.
 *
 * @module
 */

import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/**
 * Of milliseconds: longer than a machine with too much to do stalls. It is
 * waited for so long only where a test fails.
 */
const patience = 60_000;

/** How many times slower than they are pages are to be. */
const slowdown = Number(Deno.env.get("JUICE_TEST_SLOWDOWN") ?? 1);

/** A page, and everything that went wrong in it. */
export interface Opened {
  readonly page: Page;
  readonly wrong: string[];
}

/** What a page is opened with. */
export interface PageOptions extends Omit<BrowserContextOptions, "viewport"> {
  readonly width?: number;
  readonly height?: number;
}

/**
 * Opens an address in a window of its own, which shares nothing with others and
 * in which nothing is animated. Gathers what the page says on the console,
 * errors, dialogs and requests to elsewhere: a page that is a file is to ask
 * for nothing.
 */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1440, height = 900, ...options }: PageOptions = {},
): Promise<Opened> {
  const page = await browser.newPage({
    viewport: { width, height },
    reducedMotion: "reduce",
    ...options,
  });
  page.setDefaultTimeout(patience);
  if (slowdown !== 1) {
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  }
  const wrong: string[] = [];
  page.on("console", (message) => wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  const { origin, protocol, pathname } = new URL(url);
  page.on("request", (request) => {
    const asked = new URL(request.url());
    const own = protocol === "file:"
      ? asked.protocol === protocol && asked.pathname === pathname
      : asked.origin === origin;
    if (!own && asked.protocol !== "data:") wrong.push(`request: ${asked}`);
  });
  await page.goto(url);
  return { page, wrong };
}

/** Waits until assertions hold; throws what the last of them complains of. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}

/**
 * Waits until an expression is true in the page. Asked by the debugger each
 * time: what waits inside of a page is refused by its policy once it has to
 * look twice.
 */
export function until(page: Page, expression: string): Promise<void> {
  return eventually(async () => {
    if (await page.evaluate<boolean>(expression)) return;
    throw new Error(`Never: ${expression}`);
  });
}

/** What axe finds of the page, or of a part of it, each in a line. */
export async function axeFindings(
  page: Page,
  selector = "html",
): Promise<string[]> {
  // By the debugger's protocol: the page's own policy allows no other script.
  await page.evaluate(axe.source);
  return await page.evaluate(`
    axe.run(${JSON.stringify(selector)}, { resultTypes: ["violations"] })
      .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) =>
          id + ": " + html.slice(0, 160) + " " + failureSummary)))
  `);
}
