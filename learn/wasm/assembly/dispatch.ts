/**
 * From a kernel's number (its place in learn/kernels/mod.ts) to its tasks.
 *
 * A step has one or two phases, and a phase is cut into tasks by the step's
 * dimensions alone. Which thread does which task never changes a result.
 */

import * as attention from "./attention";
import * as attentionGrad from "./attention_grad";
import * as attentionShape from "./attention_shape";
import * as classify from "./classify";
import * as columns from "./columns";
import * as decode from "./decode";
import * as elementwise from "./elementwise";
import * as embedding from "./embedding";
import * as inPlace from "./in_place";
import * as matmul from "./matmul";
import * as matmulTN from "./matmul_tn";
import * as normalise from "./normalise";
import * as optimise from "./optimise";
import * as reduce from "./reduce";
import * as rotary from "./rotary";
import * as sample from "./sample";

/** A B or A B^T, alone or with an epilogue. */
// @ts-ignore: decorator
@inline
function packsB(kernel: u32): bool {
  return kernel <= 1 || (kernel >= 43 && kernel <= 47);
}

/** A^T B, put to C or added to it. */
// @ts-ignore: decorator
@inline
function isTN(kernel: u32): bool {
  return kernel == 2 || kernel == 48;
}

/** The number of tasks in a phase (0 or 1) of a step. */
export function tasksOf(step: usize, phase: u32): u32 {
  const kernel = load<u32>(step);
  if (phase == 1) {
    if (packsB(kernel)) return matmul.matmulTasks(step);
    if (isTN(kernel)) return matmulTN.matmulTNSumTasks(step);
    if (kernel == 19 || kernel == 24) return columns.columnTotalTasks(step);
    return kernel == 35 ? 1 : 0;
  }
  if (kernel >= 3 && kernel <= 15) {
    return elementwise.elementwiseTasks(kernel, step);
  }
  if (packsB(kernel)) return matmul.packTasks(step);
  if (isTN(kernel)) return matmulTN.matmulTNTasks(step);
  switch (kernel) {
    case 16:
      return reduce.addRowTasks(step);
    case 17:
    case 18:
    case 20:
    case 21:
      return reduce.rowTasks(step);
    case 19:
    case 24:
      return columns.columnTasks(step);
    case 22:
    case 23:
      return normalise.layerNormTasks(step);
    case 25:
    case 26:
      return rotary.rotaryTasks(step);
    case 27:
    case 28:
    case 29:
    case 30:
      return attentionShape.attentionTasks(step);
    case 31:
      return embedding.gatherTasks(step);
    case 32:
      return embedding.gatherGradTasks(step);
    case 33:
    case 34:
    case 51:
      return classify.classifyTasks(step);
    case 35:
      return optimise.sumSquaresTasks(step);
    case 36:
      return optimise.adamwTasks(step);
    case 38:
      return decode.appendTasks(step);
    case 39:
      return decode.cachedTasks(step);
    case 40:
      return sample.sampleTasks(step);
    case 49:
    case 50:
      return inPlace.inPlaceTasks(step);
    default:
      return 1;
  }
}

/** Bytes of scratch that all threads share in a step. */
export function sharedScratchOf(step: usize): u32 {
  const kernel = load<u32>(step);
  if (packsB(kernel)) return matmul.panelScratch(step);
  if (isTN(kernel)) return matmulTN.chunkScratch(step);
  if (kernel == 19) return columns.columnScratch(step, 1);
  if (kernel == 24) return columns.columnScratch(step, 2);
  return kernel == 35 ? optimise.sumSquaresScratch(step) : 0;
}

/** Bytes of scratch that each thread needs for itself in a step. */
export function privateScratchOf(step: usize): u32 {
  const kernel = load<u32>(step);
  if (packsB(kernel)) return matmul.matmulScratch(step);
  if (isTN(kernel)) return matmulTN.matmulTNScratch;
  if (kernel >= 27 && kernel <= 30) return attentionShape.attentionScratch(step);
  if (kernel == 39) return decode.cachedScratch(step);
  return kernel == 40 ? sample.sampleScratch(step) : 0;
}

/** Does one task. */
export function work(step: usize, phase: u32, task: usize): void {
  const kernel = load<u32>(step);
  if (phase == 1) {
    if (packsB(kernel)) matmul.matmulPacked(step, task);
    else if (isTN(kernel)) matmulTN.matmulTNSum(step, task);
    else if (kernel == 19) columns.columnTotal(step, task, 1, 1);
    else if (kernel == 24) columns.columnTotal(step, task, 2, 4);
    else optimise.sumSquaresTotal(step);
    return;
  }
  if (kernel >= 3 && kernel <= 15) {
    elementwise.elementwise(kernel, step, task);
    return;
  }
  switch (kernel) {
    case 0: return matmul.packRows(step, task);
    case 1: return matmul.packColumns(step, task);
    case 2: return matmulTN.matmulTN(step, task);
    case 16: return reduce.addRow(step, task);
    case 17: return reduce.rowSum(step, task);
    case 18: return reduce.rowDot(step, task);
    case 19: return columns.columnSum(step, task);
    case 20: return reduce.broadcastColumn(step, task);
    case 21: return reduce.scaleRows(step, task);
    case 22: return normalise.layerNorm(step, task);
    case 23: return normalise.layerNormGradInput(step, task);
    case 24: return columns.layerNormGradScale(step, task);
    case 25: return rotary.splitRotary(step, task);
    case 26: return rotary.splitRotaryGrad(step, task);
    case 27: return attention.attention(step, task);
    case 28: return attentionGrad.attentionGradDelta(step, task);
    case 29: return attentionGrad.attentionGradQuery(step, task);
    case 30: return attentionGrad.attentionGradKeyValue(step, task);
    case 31: return embedding.gatherRows(step, task);
    case 32: return embedding.gatherRowsGrad(step, task);
    case 33: return classify.tokenLogProbability(step, task);
    case 34: return classify.tokenLogProbabilityGrad(step, task);
    case 35: return optimise.sumSquaresOfBlock(step, task);
    case 36: return optimise.adamw(step, task);
    case 37: return decode.readToken(step);
    case 38: return decode.appendCache(step, task);
    case 39: return decode.attentionCached(step, task);
    case 40: return sample.sampleToken(step, task);
    case 41: return decode.advancePosition(step);
    case 42: return embedding.bucketRows(step);
    case 43:
    case 44:
    case 45: return matmul.packColumns(step, task);
    case 46:
    case 47: return matmul.packRows(step, task);
    case 48: return matmulTN.matmulTN(step, task);
    case 49: return inPlace.accumulate(step, task);
    case 50: return inPlace.poison(step, task);
    case 51: return classify.tokenLogProbabilityGradInPlace(step, task);
  }
}
