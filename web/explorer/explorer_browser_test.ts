/**
 * The explorer in a real browser: its shell, its list and its drawings. What
 * stands in the panel is tried beside it.
 */

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../testing/browser.ts";
import { eventually } from "../testing/page.ts";
import {
  focused,
  focusOn,
  goTo,
  Pages,
  policy,
  titled,
  troubled,
} from "./testing/pages.ts";

/** What its box and that of its reward model say. */
const policyBox = /^policy\/rft beta=1 · ratio=0\.35 · seed=1, changed: /;
const rewardBox = /^reward\/rft beta=1 · ratio=0\.35 · seed=1, identical$/;

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
  await using pages = new Pages(browser);
  const open = pages.open.bind(pages);
  const graph = troubled();
  const url = await pages.write("small", graph);
  await t.step(
    "a search leaves what it finds, and says how much",
    async () => {
      const { page, wrong } = await open(`${url}#/`);
      await page.keyboard.press("/");
      await page.keyboard.type("0.35 rft kind:policy seed=1");
      const counted = (text: string) =>
        page.locator(".search").getByText(text, { exact: true }).waitFor();
      await counted(`3 of ${graph.stages.length} stages`);
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
      await counted(`${graph.stages.length} stages`);
      assert.deepEqual(wrong, []);
      await page.close();
    },
  );

  await t.step("lineage is followed both ways by keyboard", async () => {
    const place = `#/stage/${policy}`;
    const { page, wrong } = await open(url + place);
    await page.keyboard.press("g");
    await focusOn(page, policyBox);
    await page.keyboard.press("ArrowUp");
    await focusOn(page, rewardBox);
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
    await focusOn(page, /^evaluation\/rft beta=1 /);
    await page.keyboard.press("ArrowDown");
    await focusOn(page, /^comparison .*, failed: It failed/);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await focusOn(page, policyBox);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("keys pressed while the page moves are not lost", async () => {
    const { page, wrong } = await open(`${url}#/stage/${policy}`);
    // All in one task: nothing that comes later can have happened in between.
    await page.evaluate(`(() => {
      const press = (key) => document.activeElement
        .dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      [...document.querySelectorAll("button")]
        .find(({ textContent }) => textContent === "What was made from it")
        .click();
      press("g");
      press("ArrowDown");
    })()`);
    assert.match(await focused(page), /^evaluation\/rft beta=1 /);
    // A change of the view takes the place that had the focus along.
    await page.goBack();
    await titled(page, `${policy} · default · juicer`);
    await focusOn(page, policyBox);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step(
    "a group is unfolded, opened from and folded by keys",
    async () => {
      const { page, wrong } = await open(`${url}#/`);
      await page.keyboard.press("g");
      for (let at = 0; at < 4; at++) await page.keyboard.press("ArrowDown");
      await focusOn(page, /^reward 27 stages: 27 identical/);
      await page.keyboard.press("Enter");
      await focusOn(page, /^reward\/rft\/beta=0.3\/ratio=0\//);
      await page.keyboard.press("ArrowRight");
      const name = await focused(page);
      await page.keyboard.press("Enter");
      await page.waitForURL(/view=overview/);
      await focusOn(page, "Details");
      await page.keyboard.press("Escape");
      await titled(page, "Overview · default · juicer");
      await focusOn(page, /^reward 27 stages/);
      assert.match(name, /seed=2, identical$/);
      await page.keyboard.press("Escape");
      await page.locator(".box.unfolded").waitFor({ state: "detached" });
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
      await eventually(async () => {
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
      });
      await page.close();
    },
  );

  await t.step("every view says its state in words as well", async () => {
    const { page, wrong } = await open(`${url}#/?view=everything`);
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
    await eventually(async () => {
      const bright = page.locator(".cell:not(.dim)");
      assert.equal(await bright.count(), 1);
      assert.equal(
        await bright.getAttribute("aria-label"),
        `${policy}, changed: params: beta`,
      );
    });
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
      await page.locator("dialog").waitFor();
      await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({ state: "hidden" });
      await focusOn(page, before);
      await page.keyboard.press("]");
      await titled(page, "report · default · juicer");
      await page.keyboard.press("]");
      await titled(page, "report · default · juicer");
      await page.waitForURL(/view=everything/);
      await page.close();
    },
  );

  await t.step("what is not there is said", async () => {
    const { page, wrong } = await open(`${url}#/stage/nobody`);
    const says = (text: string) =>
      page.locator(".beside").getByText(text).waitFor();
    await says('No stage "nobody" in this profile');
    await goTo(page, "#/artifact/000000");
    await says('No stage of this profile put out "000000"');
    const { digest } = graph.stages.find(({ name }) => name === policy)!
      .outputs[0]!;
    await goTo(page, `#/artifact/${digest}`);
    await titled(page, `${policy} · default · juicer`);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("the focus goes where a phone shows something", async () => {
    const { page, wrong } = await open(`${url}#/stage/${policy}`, {
      width: 360,
      height: 740,
    });
    await page.keyboard.press("g");
    await focusOn(page, policyBox);
    await page.keyboard.press("p");
    await focusOn(page, "Details");
    await page.getByRole("button", { name: "Graph" }).press("Enter");
    await focusOn(page, policyBox);
    await page.keyboard.press("l");
    await page.keyboard.press("]");
    await focusOn(page, `${policy}, changed: params: beta`);
    // While the keys are explained, no other key does anything.
    await page.keyboard.press("?");
    await page.evaluate("document.activeElement.blur()");
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "hidden" });
    await titled(page, `${policy} · default · juicer`);
    await page.getByRole("link", { name: "Results" }).press("Enter");
    await focusOn(page, "Details");
    await page.keyboard.press("Escape");
    await titled(page, "Overview · default · juicer");
    await page.locator(".graph :focus").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await page.locator(".tree :focus").waitFor();
    assert.deepEqual(wrong, []);
    await page.close();
  });

  await t.step("a phone shows one thing at a time", async () => {
    const { page, wrong } = await open(url, {
      width: 360,
      height: 740,
      hasTouch: true,
    });
    await page.locator(".graph").waitFor({ state: "hidden" });
    assert.deepEqual(await overflowing(page), []);
    await page.getByRole("button", { name: "Graph" }).tap();
    await page.locator(".list").waitFor({ state: "hidden" });
    await page.locator(".box").first().waitFor();
    assert.deepEqual(await overflowing(page), []);
    const scaleOf = async () => {
      const transform = await page.evaluate<string>(
        `document.querySelector(".world").style.transform`,
      );
      return Number(/scale\(([\d.]+)\)$/.exec(transform)?.[1]);
    };
    const before = await scaleOf();
    await pinch(page);
    await eventually(async () => {
      const times = await scaleOf() / before;
      assert.ok(Math.abs(times - 3) < 0.1, `${times} times as large`);
    });
    await page.getByRole("button", { name: "List" }).tap();
    await page.locator(".row", { hasText: "comparison" }).tap();
    await eventually(async () =>
      assert.deepEqual(
        await page.locator(".beside").boundingBox(),
        { x: 0, y: 0, width: 360, height: 740 },
      )
    );
    await page.getByRole("button", { name: "Graph" }).tap();
    await page.locator(".box.selected").waitFor();
    await page.getByRole("button", { name: "Details" }).tap();
    await page.getByRole("button", { name: "Close" }).tap();
    await page.locator(".beside").waitFor({ state: "hidden" });
    await page.getByRole("link", { name: "Everything" }).tap();
    await page.locator(".sheet").waitFor();
    assert.deepEqual(await overflowing(page), []);
    await page.getByRole("link", { name: "Lineage" }).tap();
    await page.locator(".box.selected").waitFor();
    assert.deepEqual(wrong, []);
    await page.close();
  });
});
