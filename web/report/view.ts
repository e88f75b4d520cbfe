/**
 * What the page shows, as data: whoever makes a page fills this in, and
 * nothing of how it is computed is known here.
 *
 * Strings are plain text and are escaped; `Html` is finished.
 *
 * @module
 */

import type { Html } from "./html.ts";

/** The whole page. */
export interface PageView {
  readonly title: string;
  readonly question: string;
  readonly answer: AnswerView;
  /** What the experiment consists of, in a few words each. */
  readonly facts: readonly Fact[];
  readonly results: ResultsView;
  readonly figures: readonly FigureView[];
  readonly data: readonly SummaryView[];
  readonly limits: readonly string[];
  readonly guide: readonly GuideStep[];
  readonly evidence: readonly MethodView[];
  /** Style sheet that turns the figures' colours for a dark page. */
  readonly figureStyle: string;
}

/** A name and a value. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** True for what a machine reads: names and digests. */
  readonly code?: boolean;
}

/** The answer in plain words, with the numbers that it rests on. */
export interface AnswerView {
  /** What must be known before the answer is read. */
  readonly notices: readonly string[];
  readonly headline: string;
  readonly sentences: readonly string[];
  /** How far to trust it. */
  readonly caution: string;
  readonly numbers: readonly {
    readonly label: string;
    readonly value: string;
    readonly detail: string;
    /** The anchor that the number leads to. */
    readonly target: string | undefined;
  }[];
}

/** The tables of methods and ratios. */
export interface ResultsView {
  /** The gold metrics. */
  readonly main: readonly MatrixView[];
  /** Every other metric. */
  readonly more: readonly MatrixView[];
  readonly notes: readonly string[];
}

/** One metric over methods and ratios. */
export interface MatrixView {
  readonly id: string;
  readonly title: string;
  /** What is measured, the unit, and which way is good. */
  readonly hint: string;
  readonly ratios: readonly string[];
  readonly rows: readonly {
    readonly method: string;
    readonly swatch: Html;
    /** One a ratio, or a single one that holds at every ratio. */
    readonly cells: readonly CellView[];
  }[];
}

/** One number of a matrix; `undefined` where nothing was measured. */
export type CellView = {
  readonly text: string;
  /** The half width of the confidence interval. */
  readonly spread: string | undefined;
  readonly best: boolean;
  readonly target: string;
} | undefined;

/** A figure: panels to lay out, a legend, and the numbers behind. */
export interface FigureView {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Where the figure stands as a file beside the page. */
  readonly file: string;
  readonly size: "large" | "small";
  /** True for what few readers want to see. */
  readonly folded: boolean;
  readonly panels: readonly Html[];
  readonly legend: readonly {
    readonly label: string;
    readonly swatch: Html;
  }[];
  readonly table: DataTable;
}

/** A plain table. The first column names the row. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a stage reported about the data. */
export interface SummaryView {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly tables: readonly (DataTable & {
    readonly title: string;
    /** True for what few readers want to see. */
    readonly folded?: boolean;
  })[];
}

/** Something that the reader can do. */
export interface GuideStep {
  readonly title: string;
  readonly text: string;
  readonly commands: readonly string[];
}

/** The evaluations of one method. */
export interface MethodView {
  readonly method: string;
  readonly swatch: Html;
  /** How many evaluations, in words. */
  readonly count: string;
  readonly groups: readonly GroupView[];
}

/** The evaluations of one method at one ratio. */
export interface GroupView {
  readonly id: string;
  readonly title: string;
  /** The metrics of each seed, where there is more than one seed. */
  readonly seeds:
    | { readonly columns: readonly string[]; readonly rows: readonly SeedRow[] }
    | undefined;
  readonly evaluations: readonly EvaluationView[];
}

/** The metrics of one seed, or of all together. */
export interface SeedRow {
  readonly name: string;
  /** The anchor of the seed's evaluation; none for the mean. */
  readonly target: string | undefined;
  readonly cells: readonly string[];
}

/** One evaluation artifact. */
export interface EvaluationView {
  readonly id: string;
  readonly title: string;
  readonly digest: string;
  readonly facts: readonly Fact[];
  readonly metrics: readonly (Fact & { readonly note: string })[];
  readonly command: string;
  readonly examples: readonly {
    readonly prompt: string;
    readonly reference: string;
    readonly greedy: string;
    readonly sampled: string;
  }[];
}
