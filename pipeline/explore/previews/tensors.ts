/**
 * The tensors of a checkpoint: names, shapes, and what their values are like.
 *
 * @module
 */

import type { Preview } from "../../../web/explorer/api.ts";
import { countOf, readSafetensors } from "../../formats/safetensors.ts";
import { tensorStatistics } from "../../formats/tensor_values.ts";
import type { Content } from "./content.ts";

/** Bytes of a checkpoint whose values are all looked at. */
const small = 32 * 2 ** 20;
/** Tensors of a checkpoint that is shown. */
const most = 10_000;

/** Whether a file has tensors, by what is said of it. */
export function hasTensors({ mediaType, fileName }: Content): boolean {
  return mediaType === "application/vnd.safetensors" ||
    fileName.endsWith(".safetensors");
}

/**
 * The tensors of a file, in the order of their bytes.
 *
 * @throws FormatError for a file that is none, or a damaged one.
 */
export function tensorsPreview({ path, bytes }: Content): Preview {
  const { tensors } = readSafetensors(path);
  if (tensors.length > most) {
    const why = `Its ${tensors.length} tensors are too many to be shown here`;
    return { type: "none", why };
  }
  return {
    type: "tensors",
    tensors: tensors.map((tensor) => {
      const { name, dtype, shape, size } = tensor;
      const statistics = bytes <= small ? tensorStatistics(path, tensor) : null;
      return { name, dtype, shape, size, statistics };
    }),
    parameters: tensors.reduce((sum, tensor) => sum + countOf(tensor), 0),
  };
}
