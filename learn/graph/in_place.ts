/**
 * Writing over what nobody needs any more: the gradient of logits takes the
 * place of the logits, which are as large as a vocabulary makes them and are
 * read by nothing after it. Beside each other they would be the most that a
 * training step holds at one time.
 *
 * @module
 */

import {
  tokenLogProbabilityGrad,
  tokenLogProbabilityGradInPlace,
} from "../kernels/classify.ts";
import { type Node, original, type Store, type Tensor } from "./graph.ts";

/**
 * Replaces nodes by ones that work in place.
 *
 * @param nodes Nodes in the order in which they run.
 * @param stores What is to be kept of their results.
 * @returns Nodes that compute the same, in the order in which they run.
 */
export function writeInPlace(
  nodes: readonly Node[],
  stores: readonly Store[],
): Node[] {
  const kept = new Set(stores.map(({ tensor }) => original(tensor)));
  const lastReader = new Map<Tensor, Node>();
  for (const node of nodes) {
    for (const input of node.inputs) lastReader.set(original(input), node);
  }
  /** The tensors whose places others have taken, by those others. */
  const places = new Map<Tensor, Tensor>();
  const placed = (tensor: Tensor) => places.get(original(tensor)) ?? tensor;
  return nodes.map((node) => {
    const [logits] = node.inputs, [result] = node.outputs;
    const inputs = node.inputs.map(placed);
    const applies = node.kernel === tokenLogProbabilityGrad &&
      original(logits!).location === null && !kept.has(original(logits!)) &&
      !kept.has(result!) && lastReader.get(original(logits!)) === node;
    if (applies) {
      // The logits may themselves have taken the place of others.
      places.set(result!, original(inputs[0]!));
      return {
        ...node,
        kernel: tokenLogProbabilityGradInPlace,
        operands: inputs,
        inputs,
        outputs: [],
      };
    }
    if (!node.inputs.some((input) => places.has(original(input)))) return node;
    return { ...node, operands: node.operands.map(placed), inputs };
  });
}
