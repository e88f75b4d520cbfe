/**
 * The lineage graph as the JSON that `lineage --json` prints.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import type { Json } from "../identity/preimage.ts";
import type { DataSource } from "../recipe.ts";
import type { Verdict } from "../run/event.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { ResultCell } from "./cells.ts";
import type { Lineage, LineageNode, LineageStart } from "./graph.ts";
import type { Standing } from "./standing.ts";

/** An execution. `id` is its key, for a further one of a key with its time. */
interface JsonNode
  extends Pick<ExecutionRecord, "runtime" | "machine" | "threads"> {
  readonly id: string;
  readonly key: string;
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
  /** MiB; absent in short runs. */
  readonly peakMemory?: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  /** Declared inputs that were seen to be read; null where nobody looked. */
  readonly observed: ExecutionRecord["observed"] | null;
  /** How it stands to the lock; null where it is not compared. */
  readonly verdict: Verdict | null;
  /** The code: local files by path, npm packages by `name@version`. */
  readonly files: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, string>>;
  /** Of a program, the tools that it may start, by their bytes. */
  readonly tools?: Readonly<Record<string, string>>;
  /** Of files of the project that were taken in: their digest. */
  readonly source?: string;
  /** What the recipe says of where its data come from; for sources alone. */
  readonly about?: DataSource;
}

/** "`to` read the output `output` of `from` as its input `input`". */
interface JsonEdge {
  /** Null where no record in the store says what made the input. */
  readonly from: string | null;
  readonly output: string | null;
  readonly to: string;
  readonly input: string;
  readonly digest: string;
  /** Whether it was seen to be read; null where nobody looked. */
  readonly read: boolean | null;
}

/** Fields of a record that may not be there. */
function optional(record: ExecutionRecord) {
  const { isolation, peakMemory, preimage: { tools, source } } = record;
  return {
    ...(isolation === undefined ? {} : { isolation }),
    ...(peakMemory === undefined ? {} : { peakMemory }),
    ...(tools === undefined ? {} : { tools }),
    ...(source === undefined ? {} : { source }),
  };
}

function nodeJson(
  { id, record }: LineageNode,
  standing: Standing,
  sources: Readonly<Record<string, DataSource>>,
): JsonNode {
  const { preimage } = record;
  const isSource = Object.keys(preimage.inputs).length === 0;
  const about = isSource && Object.hasOwn(sources, preimage.kind)
    ? sources[preimage.kind]
    : undefined;
  return {
    id,
    key: record.key,
    stage: record.stage,
    kind: preimage.kind,
    params: preimage.params,
    device: preimage.device,
    deno: preimage.deno,
    determinism: record.determinism,
    ...optional(record),
    startedAt: record.startedAt,
    seconds: record.seconds,
    runtime: record.runtime,
    machine: record.machine,
    threads: record.threads,
    outputs: Object.fromEntries(
      Object.entries(record.outputs).map(([name, o]) => [name, o.digest]),
    ),
    metrics: record.metrics,
    warnings: record.warnings ?? [],
    observed: record.isolation === undefined ? record.observed : null,
    verdict: standing(record),
    files: preimage.code.files,
    packages: preimage.code.packages,
    ...(about === undefined ? {} : { about }),
  };
}

/** The nodes and edges of a lineage, the executions it begins with first. */
export function lineageJson(
  { direction, roots, nodes: all }: Lineage,
  standing: Standing = () => null,
  sources: Readonly<Record<string, DataSource>> = {},
): {
  direction: "up" | "down";
  root: string | null;
  roots: { digest: string; id: string | null }[];
  nodes: JsonNode[];
  edges: JsonEdge[];
} {
  const nodes: JsonNode[] = [], edges: JsonEdge[] = [];
  for (const node of all.values()) {
    nodes.push(nodeJson(node, standing, sources));
    const { observed, isolation } = node.record;
    const unread = new Set(observed.unread);
    for (const { name, digest, from, output } of node.inputs) {
      const read = isolation === undefined ? !unread.has(name) : null;
      edges.push({ from, output, to: node.id, input: name, digest, read });
    }
  }
  return {
    direction,
    root: roots[0]?.from ?? null,
    roots: roots.map(({ digest, from }) => ({ digest, id: from })),
    nodes,
    edges,
  };
}

/** A result of the table. */
interface JsonResult
  extends Pick<ResultCell, "coordinates" | "metrics" | "source"> {
  /** The stage that made its source; null where no record says. */
  readonly stage: string | null;
}

/** The results that were asked for. */
export function resultsJson({ document, cells, starts }: {
  readonly document: { readonly label: string; readonly digest: Digest };
  readonly cells: readonly ResultCell[];
  readonly starts: readonly LineageStart[];
}): {
  document: { label: string; digest: Digest };
  results: JsonResult[];
} {
  return {
    document,
    results: cells.map(({ coordinates, metrics, source }, i) => ({
      coordinates,
      metrics,
      source,
      stage: starts[i]?.made?.stage ?? null,
    })),
  };
}
