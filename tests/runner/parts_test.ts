import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { partsOf } from "./parts.ts";

function makeTree(paths: readonly string[]): string {
  const root = Deno.makeTempDirSync();
  for (const path of paths) {
    Deno.mkdirSync(dirname(join(root, path)), { recursive: true });
    Deno.writeTextFileSync(join(root, path), "");
  }
  return root;
}

/** The files of all parts but the examples. */
function filesOf(root: string, excluded: readonly string[] = []): string[] {
  return partsOf(root, excluded).slice(0, -1).flatMap(({ args }) => args);
}

Deno.test("each module of tests is in one part, and nothing else is", () => {
  const name = fc.constantFrom("a", "b", "tests", "learn", "testing");
  const file = fc.constantFrom(
    ...["x_test.ts", "y.test.ts", "test.js", "x.ts", "latest.ts", "README.md"],
  );
  const path = fc.tuple(fc.array(name, { maxLength: 3 }), file)
    .map(([folders, file]) => [...folders, file].join("/"));
  fc.assert(fc.property(fc.uniqueArray(path, { maxLength: 60 }), (paths) => {
    const root = makeTree(paths);
    try {
      const expected = paths.filter((path) =>
        !/(?:x|latest)\.ts$|md$/.test(path)
      );
      assert.deepEqual(filesOf(root).sort(), expected.sort());
    } finally {
      Deno.removeSync(root, { recursive: true });
    }
  }));
});

Deno.test("what is hidden, installed or left out is not run", () => {
  const root = makeTree([
    ".juice/a_test.ts",
    "node_modules/b_test.ts",
    "report/c_test.ts",
    "web/report/d_test.ts",
  ]);
  try {
    assert.deepEqual(filesOf(root, ["report"]), ["web/report/d_test.ts"]);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("no part is so small that its start outweighs it, but the last", () => {
  const paths = Array.from(
    { length: 95 },
    (_, at) => `f${String(at % 19).padStart(2, "0")}/x${at}_test.ts`,
  );
  const root = makeTree(paths);
  try {
    const sizes = partsOf(root, []).slice(0, -1)
      .map(({ args }) => args.length);
    assert.deepEqual(sizes, [20, 20, 20, 20, 15]);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("examples are asked of every module that holds no tests", async () => {
  const root = makeTree([]);
  try {
    const example = "/**\n * ```ts\n * throw new Error();\n * ```\n */\n";
    Deno.writeTextFileSync(join(root, "a.ts"), `${example}export const a = 1;`);
    Deno.writeTextFileSync(
      join(root, "a_test.ts"),
      `Deno.test("never", () => { throw new Error(); });`,
    );
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-check", ...partsOf(root, []).at(-1)!.args],
      cwd: root,
      stderr: "null",
      env: { NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.match(text, /0 passed \| 1 failed/);
    assert.match(text, /a\.ts#2-/);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});
