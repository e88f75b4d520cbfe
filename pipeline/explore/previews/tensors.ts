/**
 * The tensors of a checkpoint: names, shapes, and what their values are like.
 *
 * @module
 */

import type { Preview } from "../../../web/explorer/api.ts";
import {
  countOf,
  readSafetensors,
  tensorStatistics,
} from "../../formats/safetensors.ts";
import type { Content } from "./content.ts";

/** Bytes of a checkpoint whose values are all looked at. */
const small = 32 * 2 ** 20;

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
