/**
 * What a page that stands alone carries, for tests.
 *
 * @module
 */

import { gunzipSync } from "node:zlib";
import type { Embedded } from "../../../web/explorer/api.ts";
import { unpack } from "../../../web/explorer/packed.ts";

/** What a page carries. */
export function embeddedIn(page: string): Embedded {
  const [, data = ""] = /<script [^>]*id="data"[^>]*>([^<]*)</.exec(page) ?? [];
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  return unpack(JSON.parse(new TextDecoder().decode(gunzipSync(bytes))));
}
