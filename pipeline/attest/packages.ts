/**
 * Packages and programs as dependencies: their package URLs (purl-spec), and
 * their integrity as a digest.
 *
 * @module
 */

import { decodeBase64 } from "./dsse.ts";
import type { DigestSet, ResourceDescriptor } from "./statement.ts";

/** A part of a package URL, in which little may stand as it is. */
function part(text: string): string {
  return encodeURIComponent(text);
}

/**
 * The package URL of an npm package.
 *
 * @param id `name@version`, as keys have it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(npmUrl("zod@4.6.7"), "pkg:npm/zod@4.6.7");
 * assert.equal(npmUrl("@babel/parser@8.1.2"), "pkg:npm/%40babel/parser@8.1.2");
 * ```
 */
export function npmUrl(id: string): string {
  const split = id.lastIndexOf("@");
  const name = id.slice(0, split), version = id.slice(split + 1);
  return `pkg:npm/${name.split("/").map(part).join("/")}@${part(version)}`;
}

/** Digits of the algorithms that a registry's integrity may be in. */
const digits: Readonly<Record<string, number>> = {
  sha1: 40,
  sha256: 64,
  sha384: 96,
  sha512: 128,
};

/**
 * The digests in an integrity (W3C Subresource Integrity, section 3.5), such as
 * `sha512-...`. What cannot be read is left out.
 */
export function integrityDigests(integrity: string): DigestSet {
  const found: Record<string, string> = {};
  for (const one of integrity.split(/\s+/)) {
    const [, algorithm = "", base64 = ""] =
      /^(sha\d+)-([A-Za-z0-9+/]+=*)(?:\?.*)?$/.exec(one) ?? [];
    const length = digits[algorithm];
    if (length === undefined) continue;
    const hex = decodeBase64(base64)?.toHex();
    if (hex?.length === length) found[algorithm] = hex;
  }
  return found;
}

/** An npm package as a dependency. */
export function npmDependency(
  id: string,
  integrity: string,
): ResourceDescriptor {
  const digest = integrityDigests(integrity);
  return {
    uri: npmUrl(id),
    ...Object.keys(digest).length === 0 ? {} : { digest },
  };
}

/** Deno as a dependency. Its bytes are in no record, so they are not named. */
export function denoDependency(version: string): ResourceDescriptor {
  return { uri: `pkg:github/denoland/deno@v${part(version)}` };
}
