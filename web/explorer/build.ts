/**
 * Makes `app.js` of the client's modules: `deno task build:explorer`.
 *
 * The bundle is committed, so that the explorer needs no build and no network,
 * and it is readable, so that who audits it can. A test compares it with what
 * the sources give.
 *
 * @module
 */

/** Where the bundle is. */
export const bundlePath: URL = new URL("app.js", import.meta.url);

/** The bundle that the client's sources give. */
export async function bundle(): Promise<string> {
  const entry = new URL("client/main.ts", import.meta.url);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "browser", entry.pathname],
    // Paths in the bundle's comments are relative to the working directory.
    cwd: new URL(".", import.meta.url),
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (!success) {
    throw new Error(
      `The explorer's client cannot be bundled: ${
        new TextDecoder().decode(stderr).trim()
      }`,
    );
  }
  const license = await Deno.readTextFile(
    new URL("licenses/diff.txt", import.meta.url),
  );
  return "// Made by `deno task build:explorer` from the modules in client/.\n" +
    "// What is in it of the package diff is under this license:\n" +
    license.trim().split("\n").map((line) => `// ${line}`.trim() + "\n")
      .join("") +
    withoutPlaces(new TextDecoder().decode(stdout));
}

/**
 * The bundle with packages under their own names: the comment before each
 * module tells where this machine keeps it.
 */
function withoutPlaces(bundled: string): string {
  return bundled.replace(
    /^\/\/ \S*\/npm\/registry\.npmjs\.org\/(\S+)$/gm,
    "// npm:$1",
  );
}

if (import.meta.main) await Deno.writeTextFile(bundlePath, await bundle());
