/**
 * What a page that stands alone carries: the graph, every stage's details, and
 * the previews that fit. It is made from the records alone, so that the same
 * records give the same bytes.
 *
 * @module
 */

import {
  type Embedded,
  type Graph,
  type Json,
  previewId,
  type PreviewRequest,
  type StageDetail,
} from "../../web/explorer/api.ts";
import { privateFolders, sharedRecipe, sharedValue } from "../private_paths.ts";
import type { Board } from "./board.ts";
import { stageDetail } from "./detail.ts";
import { Fitting, mostRows, type Room, usualRoom } from "./fit.ts";
import { graphOf } from "./graph.ts";
import { KnownObjects } from "./known.ts";
import { makePreview } from "./previews/preview.ts";
import { TablePages } from "./previews/table_pages.ts";
import type { LoadedSubject } from "./subject.ts";

/** What makes a value one to hand to others: paths of this machine are none. */
type Share = <T>(value: T) => T;

/**
 * The graph as others see it.
 *
 * @param report Where the report's page is, from this one.
 */
function sharedGraph(
  subject: LoadedSubject,
  board: Board,
  report: string | undefined,
): Graph {
  const built = sharedRecipe(subject.built, subject.project.root);
  const params = new Map(built.stages.map((one) => [one.name, one.params]));
  const graph = graphOf({ ...subject, built }, board);
  return {
    ...graph,
    stages: graph.stages.map((node) => ({
      ...node,
      params: params.get(node.name) as Json,
    })),
    report: graph.report === null || report === undefined
      ? graph.report
      : { ...graph.report, at: report },
  };
}

/** A page cannot ask for other records than the one that it shows. */
function alone(detail: StageDetail, share: Share): StageDetail {
  const { record } = detail;
  const records = detail.records.filter(({ key, n }) =>
    key === record?.key && n === record.n
  );
  return {
    ...detail,
    records,
    record: record === null ? null : {
      ...record,
      params: share(record.params),
      rest: share(record.rest),
    },
  };
}

/** What there is to show, what is wanted most first, should room run out. */
function requestsOf(details: readonly StageDetail[]): PreviewRequest[] {
  const records = details.map(({ record }) => record)
    .filter((record) => record !== null);
  const code = records.flatMap(({ code }) => code);
  // What comes last rests on all before it.
  const outputs = records.toReversed().flatMap(({ outputs }) => outputs);
  const logs = records.map(({ log }) => log).filter((log) => log !== null);
  return [...code, ...outputs, ...logs].flatMap(({ digest }) =>
    digest === null ? [] : [{ digest, limit: mostRows }]
  );
}

/** How a page is made, if not as usual. */
export interface EmbedOptions {
  readonly room?: Room;
  /** Where the report's page is, from this one; beside it by default. */
  readonly report?: string | undefined;
}

/** Makes what a page that stands alone carries. */
export async function makeEmbedded(
  subject: LoadedSubject,
  board: Board,
  { room = usualRoom, report }: EmbedOptions = {},
): Promise<Embedded> {
  const { store, root } = subject.project;
  const folders = privateFolders(root, subject.built.overrides);
  const share: Share = (value) =>
    sharedValue(value as Json, root, folders) as typeof value;
  const objects = new KnownObjects(store, subject.built);
  for (const record of board.current.values()) objects.add(record);
  const graph = sharedGraph(subject, board, report);
  const details: Record<string, StageDetail> = {};
  for (const { name } of graph.stages) {
    details[name] = alone(stageDetail(name, subject, board)!, share);
  }
  const previews = new Fitting(room);
  // A table that cannot be read to its end must not keep the page from its own.
  using tables = new TablePages();
  const add = async (request: PreviewRequest) => {
    const id = previewId(request.digest, request.path);
    if (previews.has(id)) return null;
    const preview = await makePreview(
      store,
      objects,
      request,
      tables.read,
    );
    if (preview !== null) previews.add(id, preview);
    return preview;
  };
  for (const request of requestsOf(Object.values(details))) {
    const preview = await add(request);
    if (preview?.type !== "folder") continue;
    for (const { path } of preview.files) {
      await add({ digest: request.digest, path, limit: mostRows });
    }
  }
  return { version: 1, graph, details, previews: previews.previews() };
}
