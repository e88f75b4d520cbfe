/**
 * The panel of a stage.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { StageDetail, StageNode } from "../../api.ts";
import { h, replaceChanged } from "../dom.ts";
import { attemptView } from "./attempt.ts";
import { codeSection } from "./code.ts";
import { inputsSection, madeFrom } from "./inputs.ts";
import { keySection } from "./key.ts";
import { Latest } from "./latest.ts";
import { logSection } from "./log.ts";
import { metricsSection } from "./metrics.ts";
import { outputsSection } from "./outputs.ts";
import { hasParams, paramsSection } from "./params.ts";
import { failure, loading } from "./parts.ts";
import { recordsSection } from "./records.ts";
import { runningView } from "./running.ts";
import { stageHead } from "./stage_head.ts";
import { type Tab, tabs } from "./tabs.ts";
import type { Host, View } from "./view.ts";

/** The section that was looked at last: the next stage opens with it. */
let lastSection: string | null = null;

/**
 * A stage, all of it.
 *
 * @param output The digest of an output to have in view; null for none.
 */
export function stageView(
  host: Host,
  name: string,
  output: string | null = null,
): View {
  const latest = new Latest();
  const closing: (() => void)[] = [];
  const head = h("header", { class: "stage-head" });
  const running = runningView();
  const attempt = attemptView();
  const body = h("div", {});
  const element = h(
    "article",
    { class: "stage-view panel" },
    head,
    running.element,
    attempt.element,
    body,
  );
  let node = find();
  let detail: StageDetail | null = null;
  let asking = false;

  function find(): StageNode | null {
    return host.graph().stages.find((stage) => stage.name === name) ?? null;
  }

  function close(): void {
    latest.drop();
    running.close();
    for (const one of closing.splice(0)) one();
  }

  function ask(): void {
    if (detail === null) body.replaceChildren(loading("the stage"));
    asking = true;
    latest.ask(() => host.source.stage(name), {
      done: (answer) => {
        asking = false;
        const before = detail;
        detail = answer;
        attempt.show(answer.attempt, node?.status === "running");
        // What a person reads is replaced only by another execution.
        if (before === null || executionsOf(before) !== executionsOf(answer)) {
          draw();
        }
      },
      failed: (message) => {
        asking = false;
        // A log that cannot be read anew for once takes nothing away.
        if (detail === null) body.replaceChildren(failure(message, ask));
      },
    });
  }

  function draw(): void {
    replaceChanged(head, stageHead(name, node, detail));
    running.show(node);
    if (detail === null) return;
    for (const one of closing.splice(0)) one();
    const sections = sectionsOf(host, node, detail, output, closing);
    body.replaceChildren(tabs(
      "What is known of the stage",
      sections,
      output === null ? lastSection : "outputs",
      (id) => lastSection = id,
    ));
  }

  if (node === null) {
    body.append(failure(`This profile has no stage "${name}"`));
  } else {
    draw();
    ask();
  }
  return {
    element,
    update() {
      const before = node;
      node = find();
      if (node === before || node === null) return;
      const same = node.key === before?.key &&
        node.startedAt === before.startedAt && node.status === before.status;
      // The log of a run grows; one answer after the other is soon enough.
      if (!same || (node.status === "running" && !asking)) ask();
      replaceChanged(head, stageHead(name, node, detail));
      running.show(node);
    },
    close,
  };
}

/** By which it is known whether a stage has run since. */
function executionsOf({ records, record }: StageDetail): string {
  return JSON.stringify([records, record?.key, record?.n]);
}

function sectionsOf(
  host: Host,
  node: StageNode | null,
  detail: StageDetail,
  output: string | null,
  closing: (() => void)[],
): Tab[] {
  const { records } = detail;
  // A record of the same key can be of another stage: here it is this one's.
  const record = detail.record === null
    ? null
    : { ...detail.record, stage: detail.name };
  const { stages } = host.graph();
  const inputs = node?.inputs ?? [];
  const made = madeFrom(stages, detail.name).length;
  const lineage: Tab = {
    id: "inputs",
    title: "Lineage",
    count: inputs.length + made,
    make: () => inputsSection(stages, detail.name, inputs, record),
  };
  const others: Tab = {
    id: "records",
    title: "Records",
    count: records.length,
    make: () => recordsSection(host, detail.name, records, closing),
  };
  if (record === null) {
    return records.length > 0 ? [lineage, others] : [lineage];
  }
  const { log } = record;
  return [
    {
      id: "outputs",
      title: "Outputs",
      count: record.outputs.length,
      make: () => outputsSection(host, record, output, closing),
    },
    // A section with nothing in it would only be in the way.
    ...Object.keys(record.metrics).length === 0 ? [] : [{
      id: "metrics",
      title: "Metrics",
      count: Object.keys(record.metrics).length,
      make: () => metricsSection(stages, record),
    }],
    ...hasParams(record.params)
      ? [{
        id: "params",
        title: "Parameters",
        count: null,
        make: () => paramsSection(stages, record),
      }]
      : [],
    lineage,
    {
      id: "code",
      title: "Code",
      count: record.code.length,
      make: () => codeSection(host, record, closing),
    },
    {
      id: "key",
      title: "Key",
      count: null,
      make: () => keySection(host.graph(), record),
    },
    ...log === null ? [] : [{
      id: "log",
      title: "Log",
      count: null,
      make: () => logSection(host, log, closing),
    }],
    others,
  ];
}
