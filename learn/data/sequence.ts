/**
 * Sequences of token ids, and batches of them in the form that models take.
 *
 * @module
 */

/** A prompt with its response, as token ids. */
export interface Sequence {
  /** Never empty: the first response token is predicted from its last one. */
  readonly prompt: readonly number[];
  /** Ends with the end token where the response is complete. */
  readonly response: readonly number[];
}

/** Sequences in rows of `time` tokens, padded on the right. */
export interface Batch {
  readonly batch: number;
  readonly time: number;
  /** [batch, time]: what the model reads. */
  readonly tokens: Uint32Array;
  /** [batch, time]: what it is to predict, one position further. */
  readonly targets: Uint32Array;
  /** [batch, time]: 1 where the target belongs to the response, else 0. */
  readonly mask: Float32Array;
  /** [batch]: the row (of batch time) of each sequence's last token. */
  readonly last: Uint32Array;
}

/**
 * Packs sequences. Where there are fewer than `batch`, the rest are empty rows
 * that no mask selects.
 *
 * @param time Positions that the model reads. A policy needs one fewer than the
 * longest sequence has tokens, because nothing is predicted after the last one;
 * a reward model, which is read at the last one, needs as many.
 * @throws {RangeError} Where a sequence is too long, or its prompt is empty.
 */
export function pack(
  sequences: readonly Sequence[],
  batch: number,
  time: number,
): Batch {
  const tokens = new Uint32Array(batch * time);
  const targets = new Uint32Array(batch * time);
  const mask = new Float32Array(batch * time);
  const last = Uint32Array.from({ length: batch }, (_, i) => i * time);
  if (sequences.length > batch) {
    throw new RangeError(
      `Cannot pack ${sequences.length} sequences in a batch of ${batch}`,
    );
  }
  sequences.forEach(({ prompt, response }, row) => {
    const ids = [...prompt, ...response];
    if (prompt.length === 0) {
      throw new RangeError("Cannot pack an empty prompt");
    }
    if (ids.length - 1 > time) {
      throw new RangeError(
        `Cannot pack a sequence of ${ids.length} tokens: the context holds ` +
          `${time + 1}`,
      );
    }
    ids.forEach((id, i) => {
      if (i < time) tokens[row * time + i] = id;
      if (i === 0) return;
      targets[row * time + i - 1] = id;
      if (i >= prompt.length) mask[row * time + i - 1] = 1;
    });
    last[row] = row * time + Math.min(ids.length, time) - 1;
  });
  return { batch, time, tokens, targets, mask, last };
}

/** Each row's position in its sequence: 0 to time - 1, over and over. */
export function positions(batch: number, time: number): Uint32Array {
  return Uint32Array.from({ length: batch * time }, (_, i) => i % time);
}
