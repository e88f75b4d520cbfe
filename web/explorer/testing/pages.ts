/**
 * Pages of made-up graphs, opened, and what is asked of them.
 *
 * @module
 */

import type { Browser, Page } from "playwright-core";
import type { Graph } from "../api.ts";
import { type Opened, openPage, until } from "./browser.ts";
import { altered, carried, sweep } from "./graph.ts";
import { standAlone } from "./serve.ts";

/** The stage of {@linkcode troubled} that has changed. */
export const policy = "policy/rft/beta=1/ratio=0.35/seed=1";

/** A sweep in which something changed, something failed and something waits. */
export function troubled(): Graph {
  return altered(sweep(3), {
    [policy]: { verdict: "changed", what: "params: beta" },
    "comparison": { verdict: null, status: "failed", why: "It failed" },
    "report": { verdict: null, status: "waiting", why: "Waits" },
  });
}

/** Pages that stand alone, in a folder that goes with them. */
export class Pages implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #folder = Deno.makeTempDirSync();

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Writes a page, and gives its address. */
  async write(name: string, graph: Graph): Promise<string> {
    const path = `${this.#folder}/${name}.html`;
    await Deno.writeTextFile(path, await standAlone(carried(graph)));
    return `file://${path}`;
  }

  /** Opens a page, and waits until it is filled. */
  async open(
    url: string,
    options?: Parameters<typeof openPage>[2],
  ): Promise<Opened> {
    const opened = await openPage(this.#browser, url, options);
    opened.page.setDefaultTimeout(10_000);
    await opened.page.locator(".app").waitFor();
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** What the element that has the focus is called. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(`
    document.activeElement.getAttribute("aria-label") ??
      document.activeElement.textContent
  `);
}

/** Waits until the page is at a place: an address may be ahead of its view. */
export function titled(page: Page, title: string): Promise<void> {
  return until(page, `document.title === ${JSON.stringify(title)}`);
}

/** Waits until the focus is on what is called so: what moves it may be late. */
export async function focusOn(
  page: Page,
  name: string | RegExp,
): Promise<void> {
  const end = performance.now() + 10_000;
  for (;;) {
    const now = await focused(page);
    if (typeof name === "string" ? now === name : name.test(now)) return;
    if (performance.now() > end) {
      throw new Error(`The focus is on "${now}", and not on ${name}`);
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}
