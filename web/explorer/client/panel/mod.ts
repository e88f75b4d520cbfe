/**
 * What stands beside the graph: a stage, the results, and a comparison.
 *
 * @module
 */

export type { Host, PanelSource, View } from "./view.ts";
export { stageView } from "./stage.ts";
export { resultsView } from "./results.ts";
export { comparisonView } from "./comparison.ts";
