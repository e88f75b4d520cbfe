/**
 * Every method by its name. To add one, write a file beside this one and name
 * it here.
 *
 * @module
 */

import type { Method } from "./cell.ts";
import { expo, interpolation } from "./interpolation.ts";
import { irft } from "./irft.ts";
import { rft } from "./rft.ts";
import { sft } from "./sft.ts";
import { sftCompute } from "./sft_compute.ts";
import { sftFiltered } from "./sft_filtered.ts";
import { sftVoted } from "./sft_voted.ts";
import { spin } from "./spin.ts";

/** The methods. A profile names arms, which begin with one of these. */
export const methods = {
  sft,
  "sft/compute": sftCompute,
  "sft/filtered": sftFiltered,
  "sft/voted": sftVoted,
  interpolation,
  expo,
  spin,
  irft,
  rft,
} as const satisfies Readonly<Record<string, Method>>;
