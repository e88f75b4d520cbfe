/**
 * The style sheets as one text.
 *
 * @module
 */

import look from "../../look.css" with { type: "text" };
import base from "./base.css" with { type: "text" };
import cells from "./cells.css" with { type: "text" };
import frame from "./frame.css" with { type: "text" };
import graph from "./graph.css" with { type: "text" };
import list from "./list.css" with { type: "text" };
import narrow from "./narrow.css" with { type: "text" };
import signs from "./signs.css" with { type: "text" };
import panelBase from "./panel/base.css" with { type: "text" };
import panelCode from "./panel/code.css" with { type: "text" };
import panelComparison from "./panel/comparison.css" with { type: "text" };
import panelControls from "./panel/controls.css" with { type: "text" };
import panelCurves from "./panel/curves.css" with { type: "text" };
import panelHead from "./panel/head.css" with { type: "text" };
import panelLineage from "./panel/lineage.css" with { type: "text" };
import panelMetrics from "./panel/metrics.css" with { type: "text" };
import panelNarrow from "./panel/narrow.css" with { type: "text" };
import panelResults from "./panel/results.css" with { type: "text" };
import panelSamples from "./panel/samples.css" with { type: "text" };
import panelTables from "./panel/tables.css" with { type: "text" };

/** All of the look. What is for narrow pages comes behind what it changes. */
export const style: string = [
  look,
  base,
  frame,
  signs,
  list,
  graph,
  cells,
  narrow,
  panelBase,
  panelControls,
  panelHead,
  panelTables,
  panelCurves,
  panelSamples,
  panelCode,
  panelMetrics,
  panelLineage,
  panelResults,
  panelComparison,
  panelNarrow,
].join("");
