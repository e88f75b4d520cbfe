/**
 * The messages that a program's source can throw, for a test that each of them
 * is held by a snapshot.
 *
 * @module
 */

/** The message of one `new SomethingError(...)`, as far as it is literal. */
interface ThrownMessage {
  readonly path: string;
  readonly line: number;
  readonly error: string;
  /** Its literal parts, with single spaces; what is put in between is not. */
  readonly parts: readonly string[];
}

/** Where a literal or comment that begins at `i` ends, and its literal text. */
function skip(text: string, i: number): { end: number; parts: string[] } {
  const two = text.slice(i, i + 2);
  if (two === "//") {
    const end = text.indexOf("\n", i);
    return { end: end < 0 ? text.length : end, parts: [] };
  }
  if (two === "/*") return { end: text.indexOf("*/", i) + 2, parts: [] };
  const quote = text[i]!;
  const parts: string[] = [];
  let part = "", at = i + 1;
  while (at < text.length && text[at] !== quote) {
    if (text[at] === "\\") {
      part += text[at + 1] === "n" ? "\n" : text[at + 1];
      at += 2;
    } else if (quote === "`" && text.startsWith("${", at)) {
      parts.push(part);
      part = "";
      const inner = within(text, at + 2);
      parts.push(...inner.parts);
      at = inner.end + 1;
    } else part += text[at++];
  }
  return { end: at + 1, parts: [...parts, part] };
}

/** Walks to the bracket that closes what is open at `from`. */
function within(text: string, from: number): { end: number; parts: string[] } {
  const parts: string[] = [];
  let depth = 0, at = from;
  while (at < text.length) {
    const char = text[at]!;
    const comment = char === "/" && /[/*]/.test(text[at + 1] ?? "");
    if (/["'`]/.test(char) || comment) {
      const found = skip(text, at);
      parts.push(...found.parts);
      at = found.end;
      continue;
    }
    if (/[([{]/.test(char)) depth++;
    else if (/[)\]}]/.test(char) && depth-- === 0) return { end: at, parts };
    at++;
  }
  return { end: at, parts };
}

/** A text with single spaces, as it is however a terminal breaks it. */
export function singleSpaced(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Parts that say something; a code or a lone word is none. */
function telling(parts: readonly string[]): string[] {
  return parts.flatMap((part) => part.split("\n")).map(singleSpaced)
    .filter((part) => part.length >= 8 && part.includes(" "));
}

/**
 * The messages of errors of some classes in a module.
 *
 * @param errors The names of the classes.
 */
export function thrownMessages(
  path: string,
  text: string,
  errors: ReadonlySet<string>,
): ThrownMessage[] {
  const found: ThrownMessage[] = [];
  for (const match of text.matchAll(/\bnew (\w+)\(/g)) {
    const error = match[1]!;
    if (!errors.has(error)) continue;
    const { parts } = within(text, match.index + match[0].length);
    const line = text.slice(0, match.index).split("\n").length;
    found.push({ path, line, error, parts: telling(parts) });
  }
  return found;
}
