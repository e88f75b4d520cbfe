/**
 * What stands above all of a stage: its name, how things stand, and where and
 * when it ran.
 *
 * @module
 */

/// <reference lib="dom" />

import type {
  RecordDetail,
  StageDetail,
  StageNode,
  StageVerdict,
} from "../../api.ts";
import { type Child, h } from "../dom.ts";
import { stateOf } from "../model/state.ts";
import { sign } from "../view/sign.ts";
import { count, duration, grouped, moment } from "../number.ts";
import { facts, pathText, stageLink } from "./parts.ts";

const verdicts: Readonly<Record<StageVerdict, string>> = {
  "identical": "identical to the lock",
  "within tolerance": "within the lock's tolerance",
  "changed": "changed against the lock",
  "drifted": "drifted from the lock",
  "new": "not in the lock",
};

const determinisms: Readonly<Record<string, string>> = {
  bitwise: "The same bytes on every machine",
  adapter: "The same bytes on the same adapter, driver and Deno",
  none: "It claims none",
};

/** @param detail Null while it is on its way. */
export function stageHead(
  name: string,
  node: StageNode | null,
  detail: StageDetail | null,
): HTMLElement[] {
  const record = detail?.record ?? null;
  const kind = detail?.kind ?? node?.kind ?? "";
  const warnings = record?.warnings ?? node?.warnings ?? [];
  const parts: (HTMLElement | null)[] = [
    h("p", { class: "kind" }, kind),
    h("h2", { class: "path" }, ...pathText(name)),
    detail === null || detail.doc === ""
      ? null
      : h("p", { class: "doc" }, detail.doc),
    node === null ? null : statusLine(node),
    node?.status === "running" ? progress(node) : null,
    record === null ? null : facts([
      [
        "Ran",
        h("time", { datetime: record.startedAt }, moment(record.startedAt)),
      ],
      ["Took", duration(record.seconds)],
      ["Device", deviceText(record.device)],
      [
        "Determinism",
        h(
          "span",
          { title: determinisms[record.determinism] },
          record.determinism,
        ),
      ],
      ["Machine", machineText(record)],
      ...record.isolation === null
        ? []
        : [["Isolation", record.isolation] as const],
    ], "facts across"),
    record === null || record.stage === name ? null : h(
      "p",
      { class: "hint made-by" },
      "It has the key of ",
      stageLink(record.stage),
      ", which ran for both.",
    ),
    warnings.length === 0 ? null : h(
      "section",
      { class: "warnings", "aria-label": "Warnings" },
      h("h3", {}, warnings.length === 1 ? "Warning" : "Warnings"),
      h("ul", {}, ...warnings.map((text) => h("li", {}, text))),
    ),
  ];
  return parts.filter((part) => part !== null);
}

/** Status and verdict in words. */
function statusLine(node: StageNode): HTMLElement {
  const { status, verdict, why, what } = node;
  const said: Child[] = [
    h("strong", {}, status[0]!.toUpperCase() + status.slice(1)),
  ];
  if (verdict !== null) said.push(`, ${verdicts[verdict]}`);
  return h(
    "div",
    { class: "status" },
    sign(stateOf(node)),
    h("p", {}, ...said),
    why === null ? null : h("p", { class: "why" }, why),
    what === null ? null : h("p", { class: "why" }, what),
  );
}

function progress({ progress }: StageNode): HTMLElement | null {
  if (progress === null) return null;
  const { done, total, unit } = progress;
  const bar = h("progress", { max: total, value: done });
  bar.setAttribute("aria-label", `Progress in ${unit}`);
  return h(
    "p",
    { class: "progress" },
    bar,
    ` ${grouped(done)} of ${grouped(total)} ${unit}`,
  );
}

function deviceText(device: string): string {
  return device === "none" ? "none needed" : device.replace(":", ": ");
}

function machineText(
  { machine, threads, peakMemory }: RecordDetail,
): string {
  const { os, arch, cores, ...rest } = machine;
  return [
    [os, arch].filter((part) => part !== undefined).join(" "),
    cores === undefined
      ? count(threads, "thread")
      : `${threads} of ${cores} cores`,
    peakMemory === null ? "" : `${grouped(peakMemory)}\u202fMiB`,
    ...Object.entries(rest).map(([name, value]) => `${name} ${value}`),
  ].filter((part) => part !== "").join(", ");
}
