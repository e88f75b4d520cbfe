// @ts-self-types="./module.d.ts"
/**
 * The compiled kernels. A source phase import puts them into the module graph,
 * so they count as code, and needs no permission. This is a file of its own,
 * and JavaScript, because TypeScript 5 cannot parse such an import.
 *
 * @module
 */

import source module from "./kernels.wasm";

export { module };
