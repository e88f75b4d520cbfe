/**
 * What the explorer shows, as data. The server answers with these shapes, a
 * page that stands alone carries them, and the client reads nothing else.
 *
 * | asked                         | answered                           |
 * | ----------------------------- | ---------------------------------- |
 * | `api/graph`                   | {@linkcode Graph}                  |
 * | `api/stage?name=NAME`         | {@linkcode StageDetail}            |
 * | `api/record?key=KEY&n=N`      | {@linkcode RecordDetail}           |
 * | `api/preview?digest=D&...`    | {@linkcode Preview}                |
 * | `api/compare?a=KEY/N&b=KEY/N` | {@linkcode Comparison}             |
 * | `api/events`                  | {@linkcode GraphUpdate}, each time |
 *
 * All of it is plain JSON. Names of stages, parameters, code and the text of
 * artifacts are data that anybody may have written: they are shown as text.
 *
 * @module
 */

export type { Comparison, Difference } from "./api/comparison.ts";
export { type Embedded, previewId } from "./api/embedded.ts";
export type { Graph, GraphUpdate, Problem } from "./api/graph.ts";
export type { Json } from "./api/json.ts";
export type { Place } from "./api/place.ts";
export type {
  Preview,
  PreviewRequest,
  TableColumn,
  TensorEntry,
} from "./api/preview.ts";
export type {
  CodeFile,
  RecordDetail,
  RecordSummary,
  StageDetail,
} from "./api/record.ts";
export type { ResultEntry, ResultTable } from "./api/results.ts";
export type {
  InputEdge,
  OutputEntry,
  StageNode,
  StageStatus,
  StageVerdict,
} from "./api/stage.ts";
