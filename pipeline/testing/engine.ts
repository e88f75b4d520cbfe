/**
 * An engine in a process of its own, for tests that kill it.
 *
 * @module
 */

/** Starts a process that runs a profile of a test's project. */
export function startEngine(root: string, profile: string): Deno.ChildProcess {
  const module = new URL("./project.ts", import.meta.url).href;
  const script = `
    import { openProject, runProfile } from ${JSON.stringify(module)};
    const root = ${JSON.stringify(root)};
    const project = await openProject({ root, store: root + "/.juice" });
    await runProfile(project, ${JSON.stringify(profile)});`;
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--allow-all",
      `--config=${new URL("../../deno.json", import.meta.url).pathname}`,
      `data:application/javascript,${encodeURIComponent(script)}`,
    ],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
}

/** Waits for something that another process does. */
export async function until(
  test: () => boolean,
  seconds = 60,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!test()) {
    if (performance.now() > end) throw new Error(`Not so within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a process lives; one that nobody has waited for does not. */
export function isAlive(pid: number): boolean {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return !/^\) [ZX]/.test(stat.slice(stat.lastIndexOf(")")));
  } catch {
    return false;
  }
}
