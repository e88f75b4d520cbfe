/**
 * Counting the memory of WebGPU buffers, of whatever library makes them.
 *
 * @module
 */

/** Watches all buffers that are made from now on. */
export function countBuffers(): { peak(): number } {
  let now = 0, most = 0;
  if (typeof GPUDevice !== "undefined") {
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      now += descriptor.size;
      most = Math.max(most, now);
      const destroy = buffer.destroy;
      let there = true;
      buffer.destroy = () => {
        if (there) now -= descriptor.size;
        there = false;
        return destroy.call(buffer);
      };
      return buffer;
    };
  }
  return { peak: () => Math.round(most / 2 ** 20) };
}
