/**
 * Killing a run at some time, as a person or a cluster does.
 *
 * @module
 */

import { processesOf } from "../project.ts";
import type { FaultProject } from "./project.ts";

const pause = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Starts a command and, after a while, kills its process or one of its stages.
 *
 * @returns Whether there was still something to kill.
 */
export async function killRandomly(
  project: FaultProject,
  args: readonly string[],
  target: "engine" | "stage",
  draw: () => number,
): Promise<boolean> {
  const { process, ended } = project.start(args);
  let over = false;
  const end = ended.then((result) => {
    over = true;
    return result;
  });
  if (target === "engine") {
    await pause(draw() * 1200);
    if (!over) process.kill("SIGKILL");
    return (await end).signal === "SIGKILL";
  }
  let skip = Math.floor(draw() * 6);
  const seen = new Set<number>();
  while (!over) {
    for (const pid of processesOf(project.root)) {
      if (seen.has(pid)) continue;
      seen.add(pid);
      if (skip-- > 0) continue;
      await pause(draw() * 40);
      try {
        Deno.kill(pid, "SIGKILL");
      } catch {
        continue;
      }
      const { code } = await end;
      return code !== 0;
    }
    await pause(2);
  }
  return false;
}
