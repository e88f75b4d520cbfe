/**
 * Rules of the house that no compiler checks.
 *
 * @module
 */

import assert from "node:assert/strict";

const root = new URL("../", import.meta.url);

/**
 * What each folder may import from, besides itself and packages: folders, with
 * what is below them.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  // The pages of the explorer and of the audit, and not that of the report.
  pipeline: ["web/explorer", "web/audit"],
  learn: [],
  data: [],
  web: [],
  stages: ["pipeline", "learn", "data", "web"],
};

/** All files under a folder, as paths from the root. */
function* filesUnder(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(new URL(`${folder}/`, root))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* filesUnder(path);
    else yield path;
  }
}

/** The specifiers of a module's static and literal dynamic imports. */
function importsOf(text: string): string[] {
  const pattern = /(?:from|import)\s*\(?\s*"([^"]+)"/g;
  return [...text.matchAll(pattern)].map((match) => match[1]!);
}

for (const [folder, others] of Object.entries(allowed)) {
  Deno.test(`${folder}/ imports only from ${["itself", ...others].join(", ")}`, () => {
    for (const path of filesUnder(folder)) {
      // Tests hold modules as text, and look at files from outside.
      if (!path.endsWith(".ts") || path.endsWith("_test.ts")) continue;
      const text = Deno.readTextFileSync(new URL(path, root));
      for (const specifier of importsOf(text)) {
        if (!specifier.startsWith(".")) continue;
        const target = new URL(specifier, new URL(path, root)).href
          .slice(root.href.length);
        // A kernel's sources are AssemblyScript: paths without an extension.
        assert.ok(
          [folder, ...others].some((one) => target.startsWith(`${one}/`)),
          `${path} imports "${specifier}"`,
        );
      }
    }
  });
}

Deno.test("every folder of the house says what belongs there", () => {
  for (
    const folder of [
      "pipeline",
      "stages",
      "learn",
      "data",
      "web",
      "tests",
      "bench",
      "docs",
    ]
  ) {
    const readme = Deno.statSync(new URL(`${folder}/README.md`, root));
    assert.ok(readme.size > 200, `${folder}/README.md says too little`);
  }
});

Deno.test("every package is pinned to one exact version", () => {
  const { imports } = JSON.parse(
    Deno.readTextFileSync(new URL("deno.json", root)),
  ) as { imports: Record<string, string> };
  for (const [name, target] of Object.entries(imports)) {
    assert.match(target, /^npm:(@[^@]+|[^@]+)@\d+\.\d+\.\d+$/, name);
  }
});

Deno.test("stage kinds do not import a stage kind or a folder's face", () => {
  const kinds = [...Deno.readDirSync(new URL("stages/", root))]
    .filter((entry) =>
      entry.isFile && entry.name.endsWith(".ts") &&
      Deno.readTextFileSync(new URL(`stages/${entry.name}`, root))
        .includes("stage(import.meta")
    )
    .map(({ name }) => name);
  assert.ok(kinds.length >= 12, `found ${kinds.length} kinds`);
  for (const name of kinds) {
    const text = Deno.readTextFileSync(new URL(`stages/${name}`, root));
    for (const specifier of importsOf(text)) {
      const file = specifier.replace(/^\.\//, "");
      assert.ok(!kinds.includes(file), `${name} imports "${specifier}"`);
      assert.ok(!file.endsWith("/mod.ts"), `${name} imports "${specifier}"`);
    }
  }
});

Deno.test("no test is focused", () => {
  for (const folder of [...Object.keys(allowed), "tests"]) {
    for (const path of filesUnder(folder)) {
      if (!path.endsWith("_test.ts") || path.includes("conventions")) continue;
      const text = Deno.readTextFileSync(new URL(path, root));
      assert.ok(!text.includes("Deno.test.only"), path);
    }
  }
});
