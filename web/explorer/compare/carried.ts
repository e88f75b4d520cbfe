/**
 * Comparing two records that a page carries.
 *
 * @module
 */

import type { Comparison, Embedded, RecordDetail } from "../api.ts";
import { type Execution, executionOf } from "./execution.ts";
import { compareExecutions } from "./executions.ts";
import { standingOrigins } from "./standing.ts";

/** The text of a file of code, as far as it is carried whole. */
function textIn(
  previews: Embedded["previews"],
  digest: string,
): string | null | undefined {
  const preview = Object.hasOwn(previews, digest)
    ? previews[digest]
    : undefined;
  if (preview?.type === "none") return null;
  // Code that is an output as well may be shown as something else.
  if (preview?.type !== "text") return undefined;
  // What is no UTF-8 has become U+FFFD, as others may have been before.
  const isWhole = preview.cutOff === null && !preview.text.includes("\ufffd");
  return isWhole ? preview.text : undefined;
}

/** The comparison of two records that a page carries. */
export function compareCarried(
  { graph, details, previews }: Embedded,
  a: RecordDetail,
  b: RecordDetail,
): Comparison {
  const executions = new Map<string, Execution>();
  const of = (record: RecordDetail): Execution => {
    const id = `${record.key}/${record.n}`;
    const known = executions.get(id) ?? executionOf(record);
    executions.set(id, known);
    return known;
  };
  const originOf = standingOrigins(graph.stages.map(({ name, inputs }) => {
    const record = Object.hasOwn(details, name) ? details[name]!.record : null;
    return {
      name,
      execution: record?.current ? of(record) : null,
      inputs: Object.fromEntries(
        inputs.map(({ name, stage }) => [name, { stage }]),
      ),
    };
  }));
  const { first, differences } = compareExecutions(of(a), of(b), {
    originOf,
    textOf: (digest) => textIn(previews, digest),
  });
  const side = (record: RecordDetail): Comparison["a"] => {
    const { key, n, startedAt, seconds, current, stage } = record;
    return { key, n, startedAt, seconds, current, stage };
  };
  return { a: side(a), b: side(b), first, differences };
}
