/**
 * What a profile over texts of one's own sets beside what every profile sets.
 *
 * @module
 */

/** Sizes and shares of texts, and how their judge learns. */
export interface TextSettings {
  /** The most rows of the file that are taken. */
  readonly most: number;
  /** Shares of the prompts; the base is pre-trained on what they leave. */
  readonly split: {
    readonly demonstrations: number;
    readonly validation: number;
    readonly test: number;
    /** The most prompts of validation and of test. */
    readonly mostHeldOut: number;
  };
  /** The reward that no arm learns from. */
  readonly judge: {
    readonly steps: number;
    readonly rate: number;
    /** Pairs of a demonstration and a sample of the base, a step. */
    readonly pairs: number;
  };
  /** Prompts that are sampled at a time in evaluation. */
  readonly batch: number;
}
