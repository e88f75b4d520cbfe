/**
 * Which instructions a WebAssembly binary holds. The tests want to know what is
 * really in the module, not what the compiler was told; and a byte that looks
 * like an instruction can as well be part of a number, so the code is decoded.
 *
 * @module
 */

const codeSection = 10;

/** Reads a binary from its beginning. */
class Reader {
  at = 0;

  constructor(readonly bytes: Uint8Array) {}

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error("Cannot decode a cut-off binary");
    return byte;
  }

  /** An unsigned number of at most 32 bits, in LEB128. */
  unsigned(): number {
    let value = 0;
    for (let factor = 1;; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  /** Passes over a number in LEB128, of any size. */
  skipNumber() {
    while (this.byte() >= 128);
  }

  skipNumbers(count: number) {
    for (let i = 0; i < count; i++) this.skipNumber();
  }
}

/**
 * Gives the numbers of all instructions in a binary's functions; those with a
 * prefix as `prefix << 16 | number`.
 *
 * @throws {Error} On an instruction that it does not know: whether that one is
 * allowed has to be decided first.
 */
export function instructionsOf(binary: Uint8Array): Set<number> {
  const found = new Set<number>(), reader = new Reader(binary);
  reader.at = 8;
  while (reader.at < binary.length) {
    const section = reader.byte(), size = reader.unsigned();
    const end = reader.at + size;
    if (section === codeSection) {
      for (let left = reader.unsigned(); left > 0; left--) {
        readFunction(reader, found);
      }
      if (reader.at !== end) throw new Error("Cannot decode the code section");
    }
    reader.at = end;
  }
  return found;
}

function readFunction(reader: Reader, found: Set<number>) {
  const size = reader.unsigned(), end = reader.at + size;
  for (let locals = reader.unsigned(); locals > 0; locals--) {
    reader.skipNumbers(2);
  }
  while (reader.at < end) found.add(readInstruction(reader));
  if (reader.at !== end) throw new Error("Cannot decode a function's body");
}

/** Passes over one instruction and gives its number. */
function readInstruction(reader: Reader): number {
  const code = reader.byte();
  if (code >= 0xfc && code <= 0xfe) {
    const number = reader.unsigned();
    if (code === 0xfc) skipBulk(reader, number);
    else if (code === 0xfd) skipVector(reader, number);
    else if (number === 3) reader.byte();
    else reader.skipNumbers(2);
    return code << 16 | number;
  }
  if (code === 0x0e) reader.skipNumbers(reader.unsigned() + 1);
  else if (code === 0x1c) reader.skipNumbers(reader.unsigned());
  else if (code === 0x43) reader.at += 4;
  else if (code === 0x44) reader.at += 8;
  else reader.skipNumbers(numbersAfter(code));
  return code;
}

/** How many numbers follow an instruction without prefix. */
function numbersAfter(code: number): number {
  // Blocks and loops; branches and calls; variables; memory's size; constants.
  if (code >= 0x02 && code <= 0x04) return 1;
  if (code === 0x0c || code === 0x0d || code === 0x10) return 1;
  if (code === 0x11) return 2;
  if (code >= 0x20 && code <= 0x26) return 1;
  if (code >= 0x28 && code <= 0x3e) return 2;
  if (code >= 0x3f && code <= 0x42) return 1;
  const plain = code <= 0x01 || code === 0x05 || code === 0x0b ||
    code === 0x0f || code === 0x1a || code === 0x1b ||
    (code >= 0x45 && code <= 0xc4);
  if (plain) return 0;
  throw new Error(`Cannot decode instruction 0x${code.toString(16)}`);
}

function skipBulk(reader: Reader, number: number) {
  const numbers = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1][number];
  if (numbers === undefined) {
    throw new Error(`Cannot decode instruction 0xfc ${number}`);
  }
  reader.skipNumbers(numbers);
}

function skipVector(reader: Reader, number: number) {
  const memory = number <= 11 || (number >= 84 && number <= 93);
  if (memory) reader.skipNumbers(2);
  if (number === 12 || number === 13) reader.at += 16;
  const lane = (number >= 21 && number <= 34) || (number >= 84 && number <= 91);
  if (lane) reader.byte();
}

/** The relaxed vector instructions among some. */
export function relaxedAmong(instructions: ReadonlySet<number>): number[] {
  return [...instructions].filter((code) =>
    code >> 16 === 0xfd && (code & 0xffff) >= 0x100
  );
}
