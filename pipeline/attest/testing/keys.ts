/**
 * The keys of RFC 8032's first two test vectors, as files. They are published,
 * so they sign nothing but tests.
 *
 * @module
 */

import { join } from "node:path";

/** DER of PKCS#8 and SPKI before the 32 bytes of an Ed25519 key (RFC 8410). */
const heads = {
  "PRIVATE KEY": "302e020100300506032b657004220420",
  "PUBLIC KEY": "302a300506032b6570032100",
};

const keys = {
  A: {
    seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    open: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  },
  B: {
    seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    open: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
  },
};

/** The key's bytes as PEM. */
export function pemOf(label: keyof typeof heads, hex: string): string {
  const base64 = Uint8Array.fromHex(heads[label] + hex).toBase64();
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}

/** Where a key's two files are. */
export interface KeyFiles {
  readonly secret: string;
  readonly open: string;
}

/** Writes one of the keys into a folder. */
export function writeTestKey(
  folder: string,
  name: keyof typeof keys = "A",
): KeyFiles {
  const secret = join(folder, `${name}.pem`), open = `${secret}.pub`;
  const { seed, open: half } = keys[name];
  Deno.writeTextFileSync(secret, pemOf("PRIVATE KEY", seed), { mode: 0o600 });
  Deno.writeTextFileSync(open, pemOf("PUBLIC KEY", half));
  return { secret, open };
}
