/**
 * Made-up graphs for tests.
 *
 * @module
 */

import type { Embedded, Graph, StageNode } from "../api.ts";

/** A graph of stages, each as its name, its kind and what it reads from. */
export function graphOf(
  stages: readonly (readonly [
    name: string,
    kind: string,
    ...inputs: string[],
  ])[],
): Graph {
  return {
    version: 1,
    project: "juicer",
    profile: "default",
    device: "wasm",
    altered: [],
    stages: stages.map(([name, kind, ...inputs], at): StageNode => ({
      name,
      kind,
      status: "cached",
      why: null,
      verdict: "identical",
      what: null,
      key: digest(2 * at),
      startedAt: "2026-05-31T10:00:00.000Z",
      seconds: at,
      inputs: inputs.map((stage, input) => ({
        name: `input/${input}`,
        stage,
        output: "data",
        digest: null,
      })),
      outputs: [{
        name: "data",
        type: "json",
        form: "file",
        mediaType: "application/json",
        digest: digest(2 * at + 1),
        size: 12,
      }],
      metrics: {},
      warnings: [],
      progress: null,
    })),
    table: null,
    results: [],
    report: null,
  };
}

function digest(n: number): string {
  return n.toString(16).padStart(8, "0").padEnd(64, "ab");
}

/** A graph with stages in other states. */
export function altered(
  graph: Graph,
  changes: Readonly<Record<string, Partial<StageNode>>>,
): Graph {
  return {
    ...graph,
    stages: graph.stages.map((stage) => ({
      ...stage,
      ...changes[stage.name],
    })),
  };
}

/** A sweep over ratios and seeds, of about a thousand stages. */
export function sweep(seeds: number = 28): Graph {
  const stages: [string, string, ...string[]][] = [
    ["source/words", "source"],
    ["cleaning", "cleaning", "source/words"],
  ];
  const evaluations: string[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const split = `split/seed=${seed}`;
    stages.push([split, "split", "cleaning"]);
    for (const ratio of [0, 0.35, 0.5]) {
      const cell = `ratio=${ratio}/seed=${seed}`;
      stages.push([`injection/${cell}`, "injection", split]);
      for (const beta of [0.3, 1, 3]) {
        const arm = `beta=${beta}/${cell}`;
        stages.push(
          [`reward/rft/${arm}`, "reward", `injection/${cell}`],
          [
            `policy/rft/${arm}`,
            "policy_update",
            `reward/rft/${arm}`,
            `injection/${cell}`,
          ],
          [`evaluation/rft/${arm}`, "evaluation", `policy/rft/${arm}`, split],
        );
        evaluations.push(`evaluation/rft/${arm}`);
      }
      stages.push(
        [`sft/${cell}`, "sft", `injection/${cell}`],
        [`evaluation/sft/${cell}`, "evaluation", `sft/${cell}`, split],
      );
      evaluations.push(`evaluation/sft/${cell}`);
    }
  }
  stages.push(["comparison", "comparison", ...evaluations]);
  stages.push(["report", "report", "comparison"]);
  return graphOf(stages);
}

/** What a page that stands alone carries of a graph: no details. */
export function carried(graph: Graph): Embedded {
  return { version: 1, graph, details: {}, previews: {} };
}
