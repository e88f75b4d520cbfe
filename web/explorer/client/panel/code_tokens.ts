/**
 * Just enough of a language's grammar to tell comments, texts and words of the
 * language apart. Wrong guesses colour, they never lose text.
 *
 * @module
 */

/** A piece of code. */
export interface Token {
  readonly kind: "plain" | "comment" | "string" | "keyword" | "number";
  readonly text: string;
}

const keywords = new Set(
  ("abstract as async await break case catch class const continue default " +
    "delete do else enum export extends false finally fn for from function " +
    "get if implements import in instanceof interface let new null of " +
    "override private public readonly return satisfies set static struct " +
    "super switch this throw true try type typeof undefined using var void " +
    "while yield").split(" "),
);

const languages = new Set([
  "ts",
  "js",
  "mjs",
  "wgsl",
  "typescript",
  "javascript",
  "json",
]);

const pattern =
  /(\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`)|(\b\d[\w.]*)|([A-Za-z_$][\w$]*)/g;

/** The pieces of a text; together they are the text. */
export function tokensOf(text: string, language: string | null): Token[] {
  if (language === null || !languages.has(language)) {
    return [{ kind: "plain", text }];
  }
  const tokens: Token[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, comment, string, number] = match;
    const kind = comment !== undefined
      ? "comment"
      : string !== undefined
      ? "string"
      : number !== undefined
      ? "number"
      : keywords.has(whole)
      ? "keyword"
      : null;
    if (kind === null) continue;
    if (match.index > at) {
      tokens.push({ kind: "plain", text: text.slice(at, match.index) });
    }
    tokens.push({ kind, text: whole });
    at = match.index + whole.length;
  }
  if (at < text.length) tokens.push({ kind: "plain", text: text.slice(at) });
  return tokens;
}
