/**
 * Finds code that a module graph does not show: computed imports, Workers that
 * load modules of their own, and native libraries. The sandbox would stop most
 * of it at run time; finding it here gives the line before anything runs.
 *
 * @module
 */

/** Something that the graph does not show. */
export interface Hidden {
  /** Counted from 1. */
  readonly line: number;
  readonly what: string;
}

/** Words after which a slash begins a regular expression, not a division. */
const beforeRegex =
  /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield|instanceof)$/;

function startsRegex(code: string): boolean {
  const before = code.trimEnd();
  if (before === "") return true;
  const last = before.at(-1)!;
  if (/[\w$]/.test(last)) return beforeRegex.test(before.slice(-16));
  return !")]}\"'`".includes(last);
}

function regexEnd(source: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < source.length; i++) {
    const c = source[i];
    if (c === "\n") return start;
    if (c === "\\") i++;
    else if (c === "[") inClass = true;
    else if (c === "]") inClass = false;
    else if (c === "/" && !inClass) return i;
  }
  return start;
}

/**
 * The source with comments and the insides of literals blanked out, so that
 * what is left can be searched as code. Offsets and lines stay the same.
 */
export function blank(source: string): string {
  let out = "";
  /** Depths of braces at which a template's expression ends. */
  const templates: number[] = [];
  let depth = 0, i = 0;
  const skip = (end: number) => {
    out += source.slice(i, end).replace(/[^\n]/g, " ");
    i = end;
  };
  const templateText = () => {
    let end = i;
    while (end < source.length && source[end] !== "`") {
      if (source[end] === "\\") end++;
      else if (source.startsWith("${", end)) break;
      end++;
    }
    skip(Math.min(end, source.length));
    if (source[i] === "`") {
      out += "`";
      i++;
    } else if (i < source.length) {
      out += "${";
      i += 2;
      templates.push(depth++);
    }
  };
  while (i < source.length) {
    const c = source[i]!;
    if (source.startsWith("//", i)) {
      const end = source.indexOf("\n", i);
      skip(end < 0 ? source.length : end);
    } else if (source.startsWith("/*", i)) {
      const end = source.indexOf("*/", i + 2);
      skip(end < 0 ? source.length : end + 2);
    } else if (c === '"' || c === "'") {
      let end = i + 1;
      while (end < source.length && source[end] !== c && source[end] !== "\n") {
        end += source[end] === "\\" ? 2 : 1;
      }
      out += c;
      i++;
      skip(Math.min(end, source.length));
      if (source[i] === c) {
        out += c;
        i++;
      }
    } else if (c === "`") {
      out += c;
      i++;
      templateText();
    } else if (c === "/" && startsRegex(out.slice(-200))) {
      const end = regexEnd(source, i);
      if (end === i) {
        out += c;
        i++;
      } else {
        // A blanked regular expression leaves quotes, so that a slash after
        // it is read as a division.
        out += '"';
        i++;
        skip(end);
        out += '"';
        i++;
      }
    } else {
      if (c === "{") depth++;
      if (c === "}") {
        depth--;
        if (templates.at(-1) === depth) {
          templates.pop();
          out += c;
          i++;
          templateText();
          continue;
        }
      }
      out += c;
      i++;
    }
  }
  return out;
}

const suspicious = /\bimport\s*[(/]|\bWorker\b|\bdlopen\b/;

/** Everything in a module's source that its graph does not show. */
export function findHidden(source: string): Hidden[] {
  if (!suspicious.test(source)) return [];
  const code = blank(source);
  const found: Hidden[] = [];
  const report = (index: number, what: string) => {
    const line = source.slice(0, index).split("\n").length;
    found.push({ line, what });
  };
  for (const match of code.matchAll(/(?<![.\w$])import\s*\(\s*/g)) {
    const rest = code.slice(match.index + match[0].length);
    if (!/^(?:"[^"]*"|'[^']*')\s*[,)]/.test(rest)) {
      report(match.index, "a computed import()");
    }
  }
  for (
    const match of code.matchAll(/\bnew\s+(?:\w+\s*\.\s*)?Worker\s*\(\s*/g)
  ) {
    const start = match.index + match[0].length;
    if (!/^["'`]data:/.test(source.slice(start, start + 6))) {
      report(match.index, "a Worker that is not given as a data: literal");
    }
  }
  for (const match of code.matchAll(/\bDeno\s*\.\s*dlopen\b/g)) {
    report(match.index, "a native library, by Deno.dlopen");
  }
  return found.sort((a, b) => a.line - b.line);
}
