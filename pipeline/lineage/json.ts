/**
 * The lineage graph as the JSON that `lineage --json` prints.
 *
 * @module
 */

import type { Json } from "../identity/preimage.ts";
import type { Lineage } from "./graph.ts";

/** An execution. `id` is its key. */
interface JsonNode {
  readonly id: string;
  readonly stage: string;
  readonly kind: string;
  readonly params: Json;
  readonly device: string;
  readonly deno: string;
  readonly determinism: string;
  /** How a stage that is a program was isolated; absent for others. */
  readonly isolation?: "namespaces" | "none";
  readonly startedAt: string;
  readonly seconds: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** The code: local files by path, npm packages by `name@version`. */
  readonly files: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, string>>;
}

/** "`to` read the output `output` of `from` as its input `input`". */
interface JsonEdge {
  /** Null where no record in the store says what made the input. */
  readonly from: string | null;
  readonly output: string | null;
  readonly to: string;
  readonly input: string;
  readonly digest: string;
}

/** The nodes and edges of a lineage, the artifact's own execution first. */
export function lineageJson(
  lineage: Lineage,
): { root: string | null; nodes: JsonNode[]; edges: JsonEdge[] } {
  const nodes: JsonNode[] = [], edges: JsonEdge[] = [];
  for (const [id, { record, inputs }] of lineage.nodes) {
    const { preimage } = record;
    nodes.push({
      id,
      stage: record.stage,
      kind: preimage.kind,
      params: preimage.params,
      device: preimage.device,
      deno: preimage.deno,
      determinism: record.determinism,
      ...(record.isolation === undefined
        ? {}
        : { isolation: record.isolation }),
      startedAt: record.startedAt,
      seconds: record.seconds,
      outputs: Object.fromEntries(
        Object.entries(record.outputs).map(([name, o]) => [name, o.digest]),
      ),
      metrics: record.metrics,
      files: preimage.code.files,
      packages: preimage.code.packages,
    });
    for (const { name, digest, from, output } of inputs) {
      edges.push({ from, output, to: id, input: name, digest });
    }
  }
  return { root: lineage.root, nodes, edges };
}
