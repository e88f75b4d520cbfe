import assert from "node:assert/strict";
import fc from "fast-check";
import {
  comparedName,
  originalName,
  originalPath,
  portableName,
  portablePath,
  portablePaths,
} from "./portable.ts";

/** Names that are likely to meet, and to be refused. */
const name = fc.oneof(
  fc.constantFrom(
    ...["CON", "con", "nul.txt", "Com1.tar.gz", "LPT¹", "aux ", "conin$"],
    ...["a.", "a ", "A.", "~", "~41", "A~", "a:b", "a\\b", "what?", "e\u0301"],
    ...["é", "É", "ß", "ẞ", "ſ", "s", "S", "İ", "i", "\ufeff", "\u0001", "ﬀ"],
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }),
  fc.string({
    unit: fc.constantFrom(..."aAbB~:.? 43eE\u0301é"),
    minLength: 1,
    maxLength: 5,
  }),
).filter((one) => !one.includes("/") && one !== "." && one !== "..");

/** What Windows does not take as the name of a file, in its own words. */
function isRefused(text: string): boolean {
  const [base = ""] = text.split(".");
  const devices = ["con", "prn", "aux", "nul", "conin$", "conout$"];
  for (const digit of "0123456789¹²³") {
    devices.push(`com${digit}`, `lpt${digit}`);
  }
  return text === "" || /[<>:"/\\|?*]/.test(text) ||
    [...text].some((one) => one < " ") ||
    text.endsWith(".") || text.endsWith(" ") ||
    devices.includes(base.trimEnd().toLowerCase());
}

Deno.test("every name becomes one that Windows takes, and comes back", () => {
  fc.assert(
    fc.property(name, fc.boolean(), (text, alone) => {
      const portable = portableName(text, alone);
      assert.ok(!isRefused(portable), portable);
      assert.equal(originalName(portable), text);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("names that are fine stay as they are", () => {
  for (
    const text of ["policy", "ratio=0.5", "a b#1.txt", "100%.txt", "ü", ".x"]
  ) assert.equal(portableName(text), text);
});

Deno.test("files of a folder lie apart, wherever cases and accents are one", () => {
  const path = fc.array(name, { minLength: 1, maxLength: 3 })
    .map((names) => names.join("/"));
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 12 }), (paths) => {
      const portable = portablePaths(paths);
      for (const [from, to] of portable) assert.equal(originalPath(to), from);
      // No two names in a folder are one, nor two folders.
      const seen = new Map<string, string>();
      for (const to of portable.values()) {
        const names = to.split("/");
        for (const at of names.keys()) {
          const part = names.slice(0, at + 1).join("/");
          const compared = comparedName(part);
          assert.equal(seen.get(compared) ?? part, part);
          seen.set(compared, part);
        }
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("a path's folders are portable, too", () => {
  assert.equal(
    portablePath("artifacts/aux/b:c/x."),
    "artifacts/~61ux/b~3Ac/x~2E",
  );
  assert.equal(
    originalPath("artifacts/~61ux/b~3Ac/x~2E"),
    "artifacts/aux/b:c/x.",
  );
});
