/**
 * Pages of made-up graphs, opened, and what is asked of them.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import {
  eventually,
  type Opened,
  openPage,
  type PageOptions,
  until,
} from "../../testing/page.ts";
import type { Graph } from "../api.ts";
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

  /** Opens a page. */
  open(url: string, options?: PageOptions): Promise<Opened> {
    return openExplorer(this.#browser, url, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Opens the explorer, and waits until it is filled. */
export async function openExplorer(
  browser: Browser,
  url: string,
  options?: PageOptions,
): Promise<Opened> {
  const opened = await openPage(browser, url, options);
  await opened.page.locator(".app").waitFor();
  return opened;
}

/** Goes to a place, as an address that is typed does, and waits until there. */
export async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate(`new Promise((there) => {
    const before = location.hash;
    location.hash = ${JSON.stringify(place)};
    if (location.hash === before) return there();
    // The page's own listener is older, and told before.
    addEventListener("hashchange", there, { once: true });
  })`);
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
export function focusOn(page: Page, name: string | RegExp): Promise<void> {
  return eventually(async () => {
    const now = await focused(page);
    if (typeof name === "string") assert.equal(now, name);
    else assert.match(now, name);
  });
}
