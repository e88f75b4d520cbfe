/**
 * `doctor`: what this machine can do.
 *
 * @module
 */

import { JuiceError } from "../../errors.ts";
import type { Digest } from "../../identity/digest.ts";
import { tuningDigits } from "../../identity/preimage.ts";
import { findProgram } from "../../find_program.ts";
import { openProject } from "../../project.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import {
  type Adapter,
  chooseDevice,
  describeDevice,
  findAdapter,
  type Selection,
} from "../device.ts";
import { bytes, count, wrap } from "../format.ts";
import {
  findVulkanDriver,
  type Folder,
  inspectFolder,
  type Memory,
  memory,
} from "../machine.ts";
import { type Isolation, isolation } from "../../run/isolation.ts";
import { readTuning } from "../../store/tuning.ts";
import type { PlaceOptions } from "../options.ts";
import type { Style } from "../terminal.ts";

/** The version that results are pinned to: it is part of every key. */
export const pinnedDeno = "2.9.6";

/** Less room than this is worth a word before a long run. */
const littleRoom = 2_000_000_000;

/** A program that only tests need. */
interface OptionalProgram {
  readonly name: string;
  readonly purpose: string;
  /** Where it is; null where it is not installed. */
  readonly path: string | null;
  readonly install: string;
}

/** What `doctor` found. */
export interface Examination {
  readonly deno: string;
  readonly cores: number;
  readonly memory: Memory;
  readonly adapter: Adapter | null;
  readonly selection: Selection;
  /** The digest of what was measured on the adapter, if anything was. */
  readonly tuning: Digest | null;
  readonly store: Folder | null;
  /** How stages that are programs are run. */
  readonly isolation: Isolation;
  readonly programs: readonly OptionalProgram[];
  /** What keeps results from being reproduced here, one line each. */
  readonly problems: readonly string[];
}

function optionalPrograms(): OptionalProgram[] {
  return [
    {
      name: "chromium",
      purpose: "tests of the report's page in a browser",
      path: findProgram([
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
      ]),
      install: "sudo apt-get install chromium",
    },
    {
      name: "a Vulkan driver",
      purpose: "WebGPU on Linux; Mesa's computes on the CPU",
      path: Deno.build.os === "linux" ? findVulkanDriver() : "built in",
      install: "sudo apt-get install mesa-vulkan-drivers",
    },
  ];
}

async function examine(options: PlaceOptions): Promise<Examination> {
  const problems: string[] = [];
  const deno = Deno.version.deno;
  if (deno !== pinnedDeno) {
    problems.push(
      `Deno is ${deno}, but results are pinned to ${pinnedDeno}; use it with\n` +
        `  npx -y deno@${pinnedDeno} task reproduce`,
    );
  }
  let store: Folder | null = null;
  try {
    const project = await openProject({
      ...(options.recipe === undefined ? {} : { recipe: options.recipe }),
      ...(options.store === undefined ? {} : { store: options.store }),
    });
    store = inspectFolder(project.store.root);
  } catch (error) {
    if (!(error instanceof JuiceError)) throw error;
    problems.push(error.message);
  }
  if (store !== null && !store.writable) {
    problems.push(
      `The store "${store.path}" cannot be written; choose another with ` +
        "--store, or JUICE_STORE",
    );
  }
  if (store !== null && store.free !== null && store.free < littleRoom) {
    problems.push(
      `The store "${store.path}" has only ${bytes(store.free)} left`,
    );
  }
  const adapter = await findAdapter();
  let tuning: Digest | null = null;
  try {
    if (adapter !== null && store !== null) {
      tuning = readTuning(store.path, adapter.description)?.digest ?? null;
    }
  } catch (error) {
    if (!(error instanceof JuiceError)) throw error;
    problems.push(error.message);
  }
  return {
    deno,
    cores: navigator.hardwareConcurrency,
    memory: memory(),
    adapter,
    selection: chooseDevice(adapter),
    tuning,
    store,
    isolation: isolation(),
    programs: optionalPrograms(),
    problems,
  };
}

function limitText(name: string, value: number): string {
  return /Size$/.test(name) && !/Workgroup/.test(name)
    ? `${name} ${bytes(value)}`
    : `${name} ${value}`;
}

/** What `doctor` prints. */
export function renderExamination(
  found: Examination,
  columns: number,
  style: Style,
): string[] {
  const lines: string[] = [];
  const row = (label: string, text: string) => {
    const [first = "", ...rest] = wrap(text, columns - 12);
    lines.push(style.bold(label.padEnd(12)) + first);
    for (const line of rest) lines.push(" ".repeat(12) + line);
  };
  const pinned = found.deno === pinnedDeno;
  row("Deno", found.deno + (pinned ? "" : `, pinned to ${pinnedDeno}`));
  row("Processor", count(found.cores, "core"));
  row(
    "Memory",
    `${bytes(found.memory.total)}, ${bytes(found.memory.available)} available`,
  );
  const { adapter, selection } = found;
  if (adapter === null) row("WebGPU", "no adapter");
  else {
    const made = adapter.software ? "software, on the CPU" : "hardware";
    row("WebGPU", `${adapter.description} (${made})`);
    for (const [name, value] of Object.entries(adapter.limits)) {
      row("", limitText(name, value));
    }
    row(
      "Tuning",
      found.tuning === null
        ? "nothing was measured on this adapter"
        : `stages on webgpu compute with what was measured on this adapter, ` +
          found.tuning.slice(0, tuningDigits),
    );
  }
  row(
    "Device",
    `auto is ${describeDevice(selection.device)}: ${selection.why}`,
  );
  if (found.store !== null) {
    const { path, free, writable } = found.store;
    row(
      "Store",
      `${path}, ${writable ? "writable" : "not writable"}` +
        (free === null ? "" : `, ${bytes(free)} free`),
    );
  }
  row(
    "Programs",
    found.isolation.kind === "namespaces"
      ? "stages that are programs run in namespaces"
      : `stages that are programs run without isolation: ` +
        found.isolation.why,
  );
  lines.push("", "Optional, for tests:");
  for (const { name, purpose, path, install } of found.programs) {
    const where = path === null ? "not found; install it with" : path;
    lines.push(...wrap(`${name} (${purpose}): ${where}`, columns, "  "));
    if (path === null) lines.push(`    ${install}`);
  }
  lines.push("");
  for (const problem of found.problems) {
    const [first = "", ...rest] = problem.split("\n");
    lines.push(...wrap(`${style.red("Problem:")} ${first}`, columns), ...rest);
  }
  if (found.problems.length === 0) {
    lines.push(style.green("This machine can reproduce the results"));
  }
  return lines;
}

/** Runs `doctor`. */
export async function doctorCommand(
  options: PlaceOptions,
  { terminal }: CommandContext,
): Promise<number> {
  const found = await examine(options);
  if (options.json) {
    const { selection, ...rest } = found;
    printJson(terminal, {
      version: 1,
      pinnedDeno,
      ...rest,
      device: { ...selection.device, why: selection.why },
    });
  } else {
    const lines = renderExamination(found, terminal.columns, terminal.style);
    terminal.out(lines.join("\n"));
  }
  return found.problems.length === 0 ? exitCodes.ok : exitCodes.failure;
}
