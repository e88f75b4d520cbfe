/**
 * Chromium for tests of the page.
 *
 * @module
 */

import { statSync } from "node:fs";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

const executablePath = "/usr/bin/chromium";

/** Why there is no browser; null where there is one. */
export const missingBrowser: { reason: string; installable: boolean } | null =
  isFile(executablePath) ? null : {
    reason: "needs Chromium: apt-get install chromium",
    installable: true,
  };

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Registers tests in a browser, which are ignored where there is none. */
export function browserTest(
  name: string,
  run: (browser: Browser, t: Deno.TestContext) => Promise<void>,
): void {
  const required = Deno.env.get("JUICE_TEST_REQUIRE_ALL") === "1";
  const ignore = missingBrowser !== null && !required;
  Deno.test({
    name: ignore ? `${name} (${missingBrowser!.reason})` : name,
    ignore,
    // The browser's own process and pipes outlive what Deno watches.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn(t) {
      if (missingBrowser !== null) throw new Error(missingBrowser.reason);
      const browser = await chromium.launch({
        executablePath,
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
        ],
      });
      try {
        await run(browser, t);
      } finally {
        await browser.close();
      }
    },
  });
}

/** A page, and everything that went wrong in it. */
export interface Opened {
  readonly page: Page;
  readonly wrong: string[];
}

/** Opens an address, and gathers errors, dialogs and requests to elsewhere. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1440, height = 900, ...options }: {
    readonly width?: number;
    readonly height?: number;
    readonly colorScheme?: "light" | "dark";
    readonly hasTouch?: boolean;
  } = {},
): Promise<Opened> {
  const page = await browser.newPage({
    viewport: { width, height },
    ...options,
  });
  const wrong: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      wrong.push(`console: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  const origin = new URL(url).origin;
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith("data:") && new URL(asked).origin !== origin) {
      wrong.push(`request: ${asked}`);
    }
  });
  await page.goto(url);
  return { page, wrong };
}

/**
 * Waits until an expression is true in the page. Asked by the debugger each
 * time: what waits inside of a page is refused by its policy once it has to
 * look twice.
 */
export async function until(page: Page, expression: string): Promise<void> {
  const end = performance.now() + 30_000;
  while (!await page.evaluate<boolean>(expression)) {
    if (performance.now() > end) throw new Error(`Never: ${expression}`);
    await new Promise((done) => setTimeout(done, 20));
  }
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
