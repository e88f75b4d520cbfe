/**
 * Chromium for tests. Where there is none they are ignored, with the command
 * that installs it in their names; where JUICE_TEST_REQUIRE_ALL=1 says that
 * nothing may be, they fail.
 *
 * @module
 */

import { statSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = "/usr/bin/chromium";
const missing = "needs Chromium: apt-get install chromium";

/** Whether nothing may be ignored. */
export const required: boolean = Deno.env.get("JUICE_TEST_REQUIRE_ALL") === "1";

/**
 * Registers a test in a browser, which has one of its own: parts of it are
 * steps.
 *
 * @param flags More of the browser's flags.
 */
export function browserTest(
  name: string,
  run: (browser: Browser, t: Deno.TestContext) => Promise<void>,
  flags: readonly string[] = ["--disable-gpu"],
): void {
  const there = statSync(executablePath, { throwIfNoEntry: false })?.isFile() ??
    false;
  const ignore = !there && !required;
  Deno.test({
    name: ignore ? `${name} (${missing})` : name,
    ignore,
    // The browser's own process and pipes outlive what Deno watches.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn(t) {
      if (!there) throw new Error(missing);
      const browser = await chromium.launch({
        executablePath,
        args: [
          "--no-sandbox",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          ...flags,
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
