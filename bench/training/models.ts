/**
 * The models that are measured: their shapes, the batches, and how many
 * floating-point operations their work takes.
 *
 * @module
 */

import { type Config, configSchema } from "../../learn/models/gpt_neox.ts";

/** A model's shape with the work that is done with it. */
export interface Shape {
  readonly name: string;
  /** Where the shape is from. */
  readonly about: string;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly vocabulary: number;
  /** The share of a head's dimensions that turn by position. */
  readonly rotary: number;
  /** Sequences in a batch, and the positions of each that the model reads. */
  readonly batch: number;
  readonly time: number;
  /** Training steps between two readings of the losses. */
  readonly steps: number;
  readonly generation: {
    readonly batch: number;
    /** Tokens that are given, and tokens in all. */
    readonly prompt: number;
    readonly length: number;
  };
}

/** All of them, from the smallest up. */
export const shapes: readonly Shape[] = [
  {
    name: "tiny",
    about: "the default profile's policy",
    layers: 2,
    width: 64,
    heads: 4,
    vocabulary: 72,
    rotary: 0.5,
    batch: 256,
    time: 21,
    steps: 8,
    generation: { batch: 256, prompt: 11, length: 22 },
  },
  {
    name: "10m",
    about: "six layers of width 384 over bytes",
    layers: 6,
    width: 384,
    heads: 6,
    vocabulary: 256,
    rotary: 0.25,
    batch: 4,
    time: 256,
    steps: 1,
    generation: { batch: 16, prompt: 16, length: 80 },
  },
  {
    name: "160m",
    about: "the shape of Pythia-160M",
    layers: 12,
    width: 768,
    heads: 12,
    vocabulary: 50304,
    rotary: 0.25,
    batch: 8,
    time: 512,
    steps: 4,
    generation: { batch: 64, prompt: 64, length: 320 },
  },
  {
    name: "410m",
    about: "the shape of Pythia-410M",
    layers: 24,
    width: 1024,
    heads: 16,
    vocabulary: 50304,
    rotary: 0.25,
    batch: 4,
    time: 512,
    steps: 4,
    generation: { batch: 64, prompt: 64, length: 192 },
  },
];

/** Those that take a GPU. */
export const largeModels: readonly string[] = ["160m", "410m"];

/**
 * Its configuration. The end token is one that the model never gives, so that
 * every generated response has the same length.
 */
export function configOf(shape: Shape): Config {
  return configSchema.parse({
    model_type: "gpt_neox",
    vocab_size: shape.vocabulary,
    hidden_size: shape.width,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    intermediate_size: 4 * shape.width,
    max_position_embeddings: Math.max(
      shape.time + 1,
      shape.generation.length,
    ),
    rotary_pct: shape.rotary,
    bos_token_id: shape.vocabulary,
    eos_token_id: shape.vocabulary,
    pad_token_id: 0,
  });
}

/** Weights that a token is multiplied with: all matrices but the embedding. */
export function matrixParameters(
  { layers, width, vocabulary }: Pick<Shape, "layers" | "width" | "vocabulary">,
): number {
  return 12 * layers * width * width + vocabulary * width;
}

/** All parameters. */
export function parameters(shape: Shape): number {
  const { layers, width: d, vocabulary } = shape;
  // Matrices and embedding; then biases of 3 d, d, 4 d and d and two norms of
  // 2 d a layer, and the last norm.
  return matrixParameters(shape) + vocabulary * d + layers * 13 * d + 2 * d;
}

/**
 * Floating-point operations of a forward pass over a batch: 2 for each weight
 * of a matrix and token, and 4 d for each pair of a position with itself or an
 * earlier one in a layer's attention (scores, and their sum of values). Norms,
 * activations and the loss are not counted.
 */
export function forwardFlops(shape: Shape): number {
  const { layers, width, batch, time } = shape;
  const pairs = batch * time * (time + 1) / 2;
  return 2 * matrixParameters(shape) * batch * time +
    4 * width * layers * pairs;
}

/** A training step: the backward pass takes twice what the forward one does. */
export function stepFlops(shape: Shape): number {
  return 3 * forwardFlops(shape);
}

/**
 * Bytes that must be read from memory for one position of a batch when
 * generating: every matrix once, and the keys and values of half the length on
 * average.
 */
export function decodeBytes(shape: Shape): number {
  const { layers, width, generation: { batch, length } } = shape;
  return 4 * (matrixParameters(shape) + batch * layers * width * length);
}
