/** Element-wise kernels that change their operand. */

import { dim, operand, pieces, taskEnd } from "./step";

/** Elements in a task. */
const cheap: usize = 32768;

export function inPlaceTasks(step: usize): u32 {
  return pieces(dim(step, 0), cheap);
}

export function accumulate(step: usize, task: usize): void {
  const end = taskEnd(task, cheap, dim(step, 0));
  const y = operand(step, 0), x = operand(step, 1);
  let at = task * cheap;
  for (; at + 4 <= end; at += 4) {
    const i = at << 2;
    v128.store(y + i, f32x4.add(v128.load(y + i), v128.load(x + i)));
  }
  for (; at < end; at++) {
    const i = at << 2;
    store<f32>(y + i, load<f32>(y + i) + load<f32>(x + i));
  }
}

/** What learn/device/device.ts calls `poisonBits`. */
const poisonBits: u32 = 0x7fc5a5a5;

export function poison(step: usize, task: usize): void {
  const end = taskEnd(task, cheap, dim(step, 0));
  const y = operand(step, 0);
  for (let at = task * cheap; at < end; at++) {
    store<u32>(y + (at << 2), poisonBits);
  }
}
