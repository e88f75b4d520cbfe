/**
 * Looking at the machine, for `doctor`. Everything here is a fact that was
 * read; judging it is `doctor`'s.
 *
 * @module
 */

import { statfsSync } from "node:fs";
import { join } from "node:path";
import { exists } from "../store/files.ts";

/** Memory in bytes. */
export interface Memory {
  readonly total: number;
  readonly available: number;
}

/** The machine's memory, or the container's limit where that is lower. */
export function memory(): Memory {
  const { total, available } = Deno.systemMemoryInfo();
  const limit = Math.min(
    total,
    readNumber("/sys/fs/cgroup/memory.max") ?? total,
    readNumber("/sys/fs/cgroup/memory/memory.limit_in_bytes") ?? total,
  );
  return { total: limit, available: Math.min(available, limit) };
}

function readNumber(path: string): number | null {
  try {
    const text = Deno.readTextFileSync(path).trim();
    return /^\d+$/.test(text) ? Number(text) : null;
  } catch {
    // No such file: the system has no such limit.
    return null;
  }
}

/** A folder for the store: how much room there is, and whether it takes files. */
export interface Folder {
  readonly path: string;
  /** Bytes that may still be written; null where the system does not say. */
  readonly free: number | null;
  readonly writable: boolean;
}

/** Looks at a folder that may not exist yet, by its nearest parent. */
export function inspectFolder(path: string): Folder {
  let existing = path;
  while (!exists(existing)) {
    const parent = join(existing, "..");
    if (parent === existing) break;
    existing = parent;
  }
  let free: number | null = null;
  try {
    const stats = statfsSync(existing);
    free = stats.bavail * stats.bsize;
  } catch {
    // Some file systems do not tell.
  }
  return { path, free, writable: takesFiles(existing) };
}

function takesFiles(folder: string): boolean {
  try {
    // Permission bits do not tell of read-only mounts, so it is tried.
    const probe = Deno.makeTempDirSync({ dir: folder, prefix: ".juice-" });
    Deno.removeSync(probe);
    return true;
  } catch {
    return false;
  }
}

/** The manifest of a Vulkan driver, preferring the software one of Mesa. */
export function findVulkanDriver(
  folders: readonly string[] = [
    "/usr/share/vulkan/icd.d",
    "/etc/vulkan/icd.d",
    "/usr/local/share/vulkan/icd.d",
  ],
): string | null {
  for (const folder of folders) {
    let names: string[];
    try {
      names = [...Deno.readDirSync(folder)].map((entry) => entry.name);
    } catch {
      continue;
    }
    const manifests = names.filter((name) => name.endsWith(".json")).sort();
    const software = manifests.find((name) => name.startsWith("lvp"));
    const chosen = software ?? manifests[0];
    if (chosen !== undefined) return join(folder, chosen);
  }
  return null;
}
