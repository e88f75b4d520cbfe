/**
 * Reverse-mode differentiation of a recording, by recording more of it.
 *
 * @module
 */

import { add, affine } from "./operations.ts";
import { original, reshape, type Tensor } from "./graph.ts";

/**
 * Records the gradients of a scalar.
 *
 * @param loss A tensor of shape [1].
 * @param of The tensors to differentiate by.
 * @returns One gradient for each, of its shape.
 * @throws {Error} Where the loss does not depend on one of them.
 */
export function differentiate(
  loss: Tensor,
  of: readonly Tensor[],
): Tensor[] {
  const graph = loss.graph;
  const wanted = new Set(of.map(original));
  // Only nodes between the wanted tensors and the loss take part.
  const dependent = new Set<Tensor>(wanted);
  const nodes = graph.nodes.slice();
  for (const node of nodes) {
    if (node.inputs.some((input) => dependent.has(original(input)))) {
      for (const output of node.outputs) dependent.add(output);
    }
  }
  const gradients = new Map<Tensor, Tensor>();
  // The seed: one, made from the loss itself so that it needs no constant.
  gradients.set(original(loss), affine(loss, 0, 1));
  for (const node of nodes.reverse()) {
    const dys = node.outputs.map((output) => gradients.get(output));
    if (dys.every((dy) => dy === undefined)) continue;
    if (!node.inputs.some((input) => dependent.has(original(input)))) continue;
    if (node.pullback === null) {
      throw new Error(`Kernel ${node.kernel.name} has no gradient`);
    }
    // A gradient may have come through a view of another shape.
    const shaped = dys.map((dy, i) =>
      dy && reshape(dy, node.outputs[i]!.shape)
    );
    const dxs = node.pullback(shaped);
    node.inputs.forEach((input, i) => {
      const dx = dxs[i], key = original(input);
      if (dx === undefined || !dependent.has(key)) return;
      const shapedDx = reshape(dx, key.shape);
      const earlier = gradients.get(key);
      gradients.set(key, earlier ? add(earlier, shapedDx) : shapedDx);
    });
  }
  return of.map((tensor) => {
    const gradient = gradients.get(original(tensor));
    if (!gradient) {
      throw new Error(
        `The loss does not depend on a tensor of shape [${tensor.shape}]`,
      );
    }
    return reshape(gradient, tensor.shape);
  });
}
