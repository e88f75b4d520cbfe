/**
 * The explorer in a real browser: its shell, its list and its drawings. What
 * stands in the panel is tried beside it.
 */

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Graph } from "./api.ts";
import {
  axeFindings,
  browserTest,
  openPage,
  until,
} from "./testing/browser.ts";
import { altered, carried, graphOf, sweep } from "./testing/graph.ts";
import { serveLive } from "./testing/live.ts";
import { standAlone } from "./testing/serve.ts";

const policy = "policy/rft/beta=1/ratio=0.35/seed=1";

/** What its box and that of its reward model say. */
const policyBox = /^policy\/rft beta=1 · ratio=0\.35 · seed=1, changed: /;
const rewardBox = /^reward\/rft beta=1 · ratio=0\.35 · seed=1, identical$/;

/** What the element that has the focus is called. */
const focused = (page: Page) =>
  page.evaluate<string>(`
    document.activeElement.getAttribute("aria-label") ??
      document.activeElement.textContent
  `);

/** Waits until the page is at a place: an address may be ahead of its view. */
const titled = (page: Page, title: string) =>
  until(page, `document.title === ${JSON.stringify(title)}`);

/** What stands out of the window on its right, but for what scrolls. */
const overflowing = (page: Page) =>
  page.evaluate<string[]>(`
    [...document.querySelectorAll("body *")].filter((element) =>
      element.getBoundingClientRect().right >
        document.documentElement.clientWidth + 0.5 &&
      !element.closest(".viewport, .tip, .beside, .views, .hidden")
    ).map((element) => element.outerHTML.slice(0, 100))
  `);

/** Moves two fingers apart, from 80 to 240 pixels. */
async function pinch(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", half: number) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [
        { x: 180 - half, y: 400, id: 0 },
        { x: 180 + half, y: 400, id: 1 },
      ],
    });
  await touch("touchStart", 40);
  for (let half = 50; half <= 120; half += 10) await touch("touchMove", half);
  await touch("touchEnd", 120);
}

browserTest("the explorer works in a browser", async (browser, t) => {
  const folder = await Deno.makeTempDir();
  /** Writes a page that stands alone, and gives its address. */
  const write = async (name: string, graph: Graph) => {
    const path = `${folder}/${name}.html`;
    await Deno.writeTextFile(path, await standAlone(carried(graph)));
    return `file://${path}`;
  };
  /** Opens a page, and waits until it is filled. */
  const open = async (...at: [string, Parameters<typeof openPage>[2]?]) => {
    const opened = await openPage(browser, ...at);
    opened.page.setDefaultTimeout(10_000);
    await opened.page.locator(".app").waitFor();
    return opened;
  };
  const graph = altered(sweep(3), {
    [policy]: { verdict: "changed", what: "params: beta" },
    "comparison": { verdict: null, status: "failed", why: "It failed" },
    "report": { verdict: null, status: "waiting", why: "Waits" },
  });
  const url = await write("small", graph);
  try {
    await t.step(
      "a search leaves what it finds, and says how much",
      async () => {
        const { page, wrong } = await open(`${url}#/`);
        await page.keyboard.press("/");
        await page.keyboard.type("0.35 rft kind:policy seed=1");
        assert.equal(
          await page.locator(".search-count").innerText(),
          `3 of ${graph.stages.length} stages`,
        );
        const rows = page.locator(".leaf:visible");
        assert.equal(await rows.count(), 3);
        const bright = page.locator(".box:not(.dim) .box-label");
        assert.deepEqual(await bright.allInnerTexts(), ["policy"]);
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("End");
        await page.keyboard.press("ArrowUp");
        await page.keyboard.press("Enter");
        await titled(page, `${policy} · default · juicer`);
        await page.keyboard.press("/");
        await page.keyboard.press("Escape");
        assert.equal(
          await page.locator(".search-count").innerText(),
          `${graph.stages.length} stages`,
        );
        assert.deepEqual(wrong, []);
        await page.close();
      },
    );

    await t.step("lineage is followed both ways by keyboard", async () => {
      const place = `#/stage/${policy}`;
      const { page, wrong } = await open(url + place);
      await page.keyboard.press("g");
      assert.match(await focused(page), policyBox);
      await page.keyboard.press("ArrowUp");
      assert.match(await focused(page), rewardBox);
      await page.keyboard.press("Enter");
      await titled(
        page,
        `${policy.replace("policy", "reward")} · default · juicer`,
      );
      // Closing the panel leads back; going back leads to the policy.
      await page.goBack();
      await titled(page, `${policy} · default · juicer`);
      await page.getByRole("button", { name: "What was made from it" })
        .press("Enter");
      await page.keyboard.press("g");
      await page.keyboard.press("ArrowDown");
      assert.match(await focused(page), /^evaluation\/rft beta=1 /);
      await page.keyboard.press("ArrowDown");
      assert.match(await focused(page), /^comparison .*, failed: It failed/);
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      assert.match(await focused(page), policyBox);
      assert.deepEqual(wrong, []);
      await page.close();
    });

    await t.step(
      "a group is unfolded, opened from and folded by keys",
      async () => {
        const { page, wrong } = await open(`${url}#/`);
        await page.keyboard.press("g");
        for (let at = 0; at < 4; at++) await page.keyboard.press("ArrowDown");
        assert.match(await focused(page), /^reward 27 stages: 27 identical/);
        await page.keyboard.press("Enter");
        assert.match(
          await focused(page),
          /^reward\/rft\/beta=0.3\/ratio=0\//,
        );
        await page.keyboard.press("ArrowRight");
        const name = await focused(page);
        await page.keyboard.press("Enter");
        assert.match(page.url(), /view=overview/);
        assert.equal(await focused(page), "Details");
        await page.keyboard.press("Escape");
        await titled(page, "Overview · default · juicer");
        assert.match(await focused(page), /^reward 27 stages/);
        assert.match(name, /seed=2, identical$/);
        await page.keyboard.press("Escape");
        assert.equal(await page.locator(".box.unfolded").count(), 0);
        assert.deepEqual(wrong, []);
        await page.close();
      },
    );

    await t.step(
      "pointing at a box shows what it is related to",
      async () => {
        const { page } = await open(`${url}#/`);
        await page.locator(".box-head", { hasText: "policy" }).hover();
        const labels = (name: string) =>
          page.locator(`.box.${name} .box-label`).allInnerTexts();
        assert.deepEqual(await labels("up"), [
          "source/words",
          "cleaning",
          "split",
          "injection",
          "reward",
        ]);
        assert.deepEqual(await labels("down"), [
          "evaluation",
          "comparison",
          "report",
        ]);
        await page.close();
      },
    );

    await t.step("every view says its state in words as well", async () => {
      const { page, wrong } = await openPage(
        browser,
        `${url}#/?view=everything`,
      );
      assert.equal(await page.locator(".cell").count(), graph.stages.length);
      assert.deepEqual(
        (await page.locator(".states button").allInnerTexts())
          .map((text) => text.replace(/\s+/g, " ").trim()),
        [
          `${graph.stages.length - 3} identical`,
          "1 waiting",
          "1 changed",
          "1 failed",
        ],
      );
      await page.getByRole("button", { name: "1 changed" }).click();
      assert.equal(await page.locator(".cell:not(.dim)").count(), 1);
      assert.equal(
        await page.locator(".cell:not(.dim)").getAttribute("aria-label"),
        `${policy}, changed: params: beta`,
      );
      assert.deepEqual(wrong, []);
      await page.close();
    });

    await t.step(
      "the keys are explained, and the focus comes back",
      async () => {
        const { page } = await open(`${url}#/`);
        await page.keyboard.press("g");
        const before = await focused(page);
        await page.keyboard.press("?");
        assert.equal(await page.locator("dialog").isVisible(), true);
        await page.keyboard.press("Escape");
        assert.equal(await focused(page), before);
        await page.keyboard.press("]");
        await titled(page, "report · default · juicer");
        await page.keyboard.press("]");
        await titled(page, "report · default · juicer");
        assert.match(page.url(), /view=everything/);
        await page.close();
      },
    );

    await t.step("what is not there is said", async () => {
      const { page, wrong } = await open(`${url}#/stage/nobody`);
      assert.match(
        await page.locator(".beside").innerText(),
        /No stage "nobody" in this profile/,
      );
      await page.goto(`${url}#/artifact/000000`);
      assert.match(
        await page.locator(".beside").innerText(),
        /No stage of this profile put out "000000"/,
      );
      const { digest } = graph.stages.find(({ name }) => name === policy)!
        .outputs[0]!;
      await page.goto(`${url}#/artifact/${digest}`);
      await until(
        page,
        `document.title.startsWith("${policy}")`,
      );
      assert.deepEqual(wrong, []);
      await page.close();
    });

    await t.step("a phone shows one thing at a time", async () => {
      const { page, wrong } = await open(url, {
        width: 360,
        height: 740,
        hasTouch: true,
      });
      assert.equal(await page.locator(".graph").isVisible(), false);
      assert.deepEqual(await overflowing(page), []);
      await page.getByRole("button", { name: "Graph" }).tap();
      assert.equal(await page.locator(".list").isVisible(), false);
      assert.equal(await page.locator(".box").first().isVisible(), true);
      assert.deepEqual(await overflowing(page), []);
      const scaleOf = async () => {
        const transform = await page.evaluate<string>(
          `document.querySelector(".world").style.transform`,
        );
        return Number(/scale\(([\d.]+)\)$/.exec(transform)?.[1]);
      };
      const before = await scaleOf();
      await pinch(page);
      assert.ok(Math.abs(await scaleOf() / before - 3) < 0.1);
      await page.getByRole("button", { name: "List" }).tap();
      await page.locator(".row", { hasText: "comparison" }).tap();
      const sheet = await page.locator(".beside").boundingBox();
      assert.deepEqual(sheet, { x: 0, y: 0, width: 360, height: 740 });
      await page.getByRole("button", { name: "Graph" }).tap();
      assert.equal(await page.locator(".box.selected").isVisible(), true);
      await page.getByRole("button", { name: "Details" }).tap();
      await page.getByRole("button", { name: "Close" }).tap();
      assert.equal(await page.locator(".beside").isVisible(), false);
      await page.getByRole("link", { name: "Everything" }).tap();
      await page.locator(".sheet").waitFor();
      assert.deepEqual(await overflowing(page), []);
      await page.getByRole("link", { name: "Lineage" }).tap();
      await page.locator(".box.selected").waitFor();
      assert.deepEqual(wrong, []);
      await page.close();
    });

    await t.step("markup in names is text", async () => {
      const evil = '<img src=x onerror="alert(1)">';
      const hostile = await write("hostile", {
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
        await page.goto(`${hostile}#/stage/${name}/a=1?view=${view}&down`);
        await until(
          page,
          `document.title.startsWith("<img")`,
        );
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

    await t.step("a run is followed without losing the place", async () => {
      const before = altered(sweep(1), {
        [policy]: { status: "to run", verdict: null, why: "No record" },
      });
      {
        await using server = serveLive(before);
        const { page, wrong } = await openPage(
          browser,
          `${server.url}#/?view=everything`,
        );
        await page.keyboard.press("g");
        const cell = page.locator(`.cell[aria-label^="${policy},"]`);
        await cell.focus();
        const stage = before.stages.find(({ name }) => name === policy)!;
        server.tell({
          stages: [{
            ...stage,
            status: "running",
            progress: { done: 30, total: 120, unit: "steps" },
          }],
          reload: false,
        });
        await until(
          page,
          `document.activeElement.getAttribute("aria-label").endsWith(
              ", running: 30 of 120 steps")`,
        );
        assert.match(
          await page.locator("body > [role=status]").innerText(),
          /1 stage started/,
        );
        assert.equal(
          await page.evaluate(
            `document.activeElement.style.getPropertyValue("--done")`,
          ),
          "0.25",
        );
        server.tell({
          stages: [{ ...stage, status: "cached", verdict: "identical" }],
          reload: false,
        });
        await page.locator(".states button", { hasText: "running" })
          .waitFor({ state: "detached" });
        assert.equal(await focused(page), `${policy}, identical`);
        assert.deepEqual(wrong, []);
        const detail = { name: policy, kind: "policy", doc: "", records: [] };
        const say = (text: string, done: number) => {
          const attempt = { startedAt: "2026-03-04T09:00:00.000Z", text };
          server.detail({ ...detail, record: null, attempt });
          const progress = { done, total: 9, unit: "steps" };
          const node = { ...stage, status: "running" as const, progress };
          server.tell({ stages: [node], reload: false });
        };
        say("first line", 1);
        await page.locator(".is-running").first().waitFor();
        await page.keyboard.press("Enter");
        await titled(page, `${policy} · default · juicer`);
        const log = page.locator(".attempt code");
        await log.getByText("first line").waitFor();
        say("first line\n<b>second line</b>", 2);
        await log.getByText("<b>second line</b>").waitFor();
        assert.deepEqual(wrong, []);
        const others = before.stages.filter(({ name }) => name !== policy);
        server.replace({ ...before, stages: others });
        server.tell({ stages: [], reload: true });
        await page.getByText(`No stage "${policy}" in this profile`).waitFor();
        assert.equal(await page.locator(".cell").count(), others.length);
        await page.close();
      }
    });

    await t.step("a thousand stages are drawn, each of them", async () => {
      const many = sweep(28);
      assert.ok(many.stages.length > 1000);
      const big = await write("big", many);
      const { page, wrong } = await openPage(
        browser,
        `${big}#/?view=everything`,
      );
      assert.equal(await page.locator(".cell").count(), many.stages.length);
      await page.goto(`${big}#/stage/report`);
      await page.locator(".box.selected").waitFor();
      assert.match(
        (await page.locator(".box").allInnerTexts()).join(" "),
        /evaluation\s+336/,
      );
      await page.keyboard.press("/");
      await page.keyboard.type("seed=28");
      assert.match(
        await page.locator(".search-count").innerText(),
        /^37 of /,
      );
      assert.deepEqual(wrong, []);
      await page.close();
    });

    for (const colorScheme of ["light", "dark"] as const) {
      await t.step(`axe finds nothing wrong, ${colorScheme}`, async () => {
        const { page } = await open(url, { colorScheme });
        for (
          const place of [
            "#/",
            "#/?view=everything",
            `#/stage/${policy}?down`,
            "#/stage/nobody",
          ]
        ) {
          await page.goto(url + place);
          assert.deepEqual(await axeFindings(page), [], place);
        }
        await page.goto(`${url}#/`);
        await page.locator(".row.branch").first().click();
        await page.locator(".box-head[aria-expanded]").first().click();
        await page.keyboard.press("?");
        assert.deepEqual(
          await axeFindings(page),
          [],
          "unfolded, and the keys",
        );
        await page.close();
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
