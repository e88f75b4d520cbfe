import assert from "node:assert/strict";
import { stateClass, states } from "../client/model/state.ts";
import look from "../../look.css" with { type: "text" };
import base from "./base.css" with { type: "text" };
import signs from "./signs.css" with { type: "text" };

/** The values of each scheme's variables by their names. */
function schemesOf(sheet: string): Record<string, string>[] {
  return [...sheet.matchAll(/:root \{(.*?)\n\s*\}/gs)].map(([, body]) =>
    Object.fromEntries(
      [...body!.matchAll(/--([\w-]+): ([^;]+);/g)]
        .map(([, name, value]) => [name!, value!]),
    )
  );
}

const [light = {}, dark = {}] = [0, 1].map((at) => ({
  ...schemesOf(look)[at],
  ...schemesOf(base)[at],
}));

/** The relative luminance of a colour: WCAG 2.2, definition. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** The contrast ratio of two colours: WCAG 2.2, definition. */
function contrast(one: string, other: string): number {
  const [less, more] = [luminance(one), luminance(other)]
    .sort((a, b) => a - b);
  return (more! + 0.05) / (less! + 0.05);
}

Deno.test("black on white has the greatest contrast that there is", () => {
  assert.ok(Math.abs(contrast("#000000", "#ffffff") - 21) < 1e-9);
});

for (const [name, colors] of Object.entries({ light, dark })) {
  Deno.test(`signs and lines can be told from their ground, ${name}`, () => {
    for (const ground of ["paper", "raised", "chosen", "hover"]) {
      for (const one of [...states.map(stateClass), "up", "down", "accent"]) {
        const ratio = contrast(colors[one]!, colors[ground]!);
        assert.ok(ratio >= 3, `${one} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });

  Deno.test(`text can be read on every ground, ${name}`, () => {
    for (const ground of ["paper", "raised", "chosen", "hover"]) {
      for (const one of ["ink", "muted", "accent", "caution"]) {
        const ratio = contrast(colors[one]!, colors[ground]!);
        assert.ok(ratio >= 4.5, `${one} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });
}

Deno.test("each state has a colour of its own name", () => {
  for (const state of states.map(stateClass)) {
    assert.match(
      signs,
      RegExp(`\\.is-${state} \\{\\s*--state: var\\(--${state}\\);`),
    );
  }
});
