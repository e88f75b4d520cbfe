/**
 * What the page shows, as data: whoever makes a page fills this in, and
 * nothing of how it is computed is known here.
 *
 * Strings are plain text and are escaped; `Html` is finished.
 *
 * @module
 */

import type { Html } from "../html.ts";

/** The whole page. */
export interface PageView {
  readonly title: string;
  readonly question: string;
  readonly answer: AnswerView;
  /** What the experiment consists of, in a few words each. */
  readonly facts: readonly Fact[];
  /** In the order of the page. */
  readonly sections: readonly SectionView[];
  /** Style sheet that turns the figures' colours for a dark page. */
  readonly figureStyle: string;
}

/** A part of the page that the contents lead to. */
export interface SectionView {
  /** The anchor, unique on the page. */
  readonly id: string;
  readonly title: string;
  /** The title's short form for the contents. */
  readonly short: string;
  readonly parts: readonly Part[];
}

/** What a section is made of. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "notes"; readonly items: readonly string[] }
  | { readonly kind: "figure"; readonly figure: FigureView }
  | { readonly kind: "arms"; readonly arms: ArmsView }
  | {
    readonly kind: "table";
    readonly table: DataTable;
    readonly title: string;
  }
  | { readonly kind: "samples"; readonly samples: SamplesView }
  | { readonly kind: "summary"; readonly summary: SummaryView }
  | { readonly kind: "step"; readonly step: GuideStep }
  | { readonly kind: "evidence"; readonly evidence: EvidenceView }
  /** A text with a link to the results in the explorer. */
  | { readonly kind: "explorer"; readonly text: string }
  | {
    /** Folded away under its title. */
    readonly kind: "folded";
    readonly title: string;
    readonly parts: readonly Part[];
  };

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
  /** What the words of the answer mean; may be empty. */
  readonly words: string;
  readonly sentences: readonly string[];
  /** What stands beside the answer, smaller; may be empty. */
  readonly controls: string;
  /** How far to trust it. */
  readonly caution: string;
  /** What the numbers are, where there are any. */
  readonly about: string;
  readonly numbers: readonly {
    readonly label: string;
    readonly value: string;
    readonly detail: string;
    /** The anchor that the number leads to. */
    readonly target: string | undefined;
  }[];
}

/** The arms of one cell: a row an arm, in tables of related columns. */
export interface ArmsView {
  readonly id: string;
  readonly title: string;
  /** What the cell is, in a phrase. */
  readonly hint: string;
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly {
      readonly name: string;
      /** What is measured, the unit, and which way is good. */
      readonly hint: string;
    }[];
    readonly rows: readonly ArmRow[];
  }[];
}

/** One arm. */
export interface ArmRow {
  readonly arm: string;
  readonly swatch: Html;
  /** The anchor of what its numbers came from. */
  readonly target: string;
  readonly cells: readonly CellView[];
}

/** One number of an arm; `undefined` where there is none. */
export type CellView = {
  readonly text: string;
  /** Its interval or what else stands under it. */
  readonly below?: string | undefined;
  /** True where it is marked. */
  readonly marked?: boolean;
  /** True for words, which may take two lines. */
  readonly words?: boolean;
} | {
  /** What its numbers came from, each a link into the explorer. */
  readonly sources: readonly SourceView[];
} | undefined;

/** An artifact that numbers came from. */
export interface SourceView {
  readonly digest: string;
  /** The short text of its link. */
  readonly text: string;
  /** What it is of, for whoever cannot see what it stands beside. */
  readonly of: string;
}

/** A figure: panels to lay out, a legend, and the numbers behind. */
export interface FigureView {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Where the figure stands as a file beside the page. */
  readonly file: string;
  readonly size: "large" | "medium" | "small";
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

/** What each arm says to one prompt. */
export interface SamplesView {
  readonly prompt: string;
  readonly reference: string;
  readonly rows: readonly {
    readonly arm: string;
    readonly swatch: Html;
    readonly greedy: string;
    readonly sampled: string;
  }[];
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

/** The evaluations of one cell. */
export interface EvidenceView {
  readonly title: string;
  /** How many evaluations, in words. */
  readonly count: string;
  readonly columns: readonly string[];
  readonly arms: readonly {
    /** The anchor of the arm. */
    readonly id: string;
    readonly arm: string;
    readonly rows: readonly EvidenceRow[];
  }[];
}

/** One evaluation artifact. */
export interface EvidenceRow {
  /** The anchor of the evaluation. */
  readonly id: string;
  readonly seed: string;
  /** The command that asks where it came from. */
  readonly command: string;
  readonly source: SourceView;
  readonly cells: readonly string[];
}
