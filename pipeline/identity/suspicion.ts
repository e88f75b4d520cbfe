/**
 * Which modules have to be parsed to find what is hidden in them. Most hold
 * none of the words that it takes, and a search for words is quick.
 *
 * @module
 */

import { isCommonJs } from "./syntax.ts";

/**
 * Sources without any of this need not be parsed. An `import()` of one literal
 * is in the graph, and an array of Workers is a type.
 */
const suspicious = new RegExp(
  String.raw`\bimport\s*(?:\/|\((?!\s*(?:"[^"\n]*"|'[^'\n]*')\s*[,)]))|` +
    String.raw`\bimport\s*\.\s*meta\s*\.\s*resolve\b|` +
    String.raw`\bWorker\b(?!\[\]|>)|\bFunction\b(?!\.prototype\b)|` +
    String.raw`\b(?:dlopen|eval|createRequire|registerHooks|` +
    String.raw`getBuiltinModule)\b|` +
    String.raw`["'](?:node:)?(?:module|process|vm|worker_threads)["']|` +
    String.raw`\b(?:globalThis|self|window|Deno|process)` +
    String
      .raw`(?:\s*[!)]|\s+(?:as|satisfies)\s[^();\n]*\))*\s*(?:\?\.\s*)?\[|` +
    // What takes a global object apart, by names that may be computed.
    String.raw`[}\w\]>]\s*=[\s(]*(?:globalThis|self|window|Deno|process)\b`,
);

/**
 * Lines that hold no code, whatever stands around them: comments, or the text
 * of a template or of a longer comment that neither ends nor is left in them.
 */
const commentLine = /^[ \t]*\/\/(?!.*(?:`|\$\{|\*\/)).*$/gm;

/**
 * Whether something may be hidden in a source, so that it has to be parsed.
 *
 * @param name The file's name, whose extension tells the language.
 */
export function isSuspicious(source: string, name: string): boolean {
  if (isCommonJs(name)) return true;
  return suspicious.test(source) &&
    suspicious.test(source.replace(commentLine, ""));
}
