import assert from "node:assert/strict";
import { armStyle, darkTwins, orderedStyle, paper } from "./palette.ts";

/** Relative luminance, WCAG 2.2. */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045
      ? channel / 12.92
      : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

Deno.test("lines stand out from the page, light and dark", () => {
  const styles = [
    ...Array.from({ length: 16 }, (_, i) => armStyle(i)),
    ...Array.from({ length: 6 }, (_, i) => orderedStyle(i, 6)),
  ];
  for (const { color } of styles) {
    const dark = darkTwins[color];
    assert.ok(dark, `${color} has no twin`);
    assert.ok(contrast(color, paper) >= 3, `${color} on ${paper}`);
    assert.ok(contrast(dark, darkTwins[paper]!) >= 3, `${dark} in the dark`);
  }
});

Deno.test("two methods differ in more than colour", () => {
  const styles = Array.from({ length: 24 }, (_, i) => armStyle(i));
  for (let i = 0; i < styles.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [styles[i]!, styles[j]!];
      assert.ok(
        a.shape !== b.shape || a.dash.join() !== b.dash.join(),
        `methods ${j} and ${i}`,
      );
    }
  }
});

Deno.test("a few in order spread over the whole scale", () => {
  const two = [0, 1].map((i) => orderedStyle(i, 2).color);
  const four = [0, 1, 2, 3].map((i) => orderedStyle(i, 4).color);
  assert.deepEqual(two, [four[0], four[3]]);
  assert.equal(new Set(four).size, 4);
});
