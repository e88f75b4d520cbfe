/**
 * Building HTML from text that nobody vouches for. Everything put into a
 * template is escaped unless it is HTML already.
 *
 * @module
 */

/** Finished HTML. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template takes. Nothing is shown for `undefined`, null and false. */
export type Content =
  | Html
  | string
  | number
  | undefined
  | null
  | false
  | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text without what neither HTML nor XML can hold, not even escaped. */
export function printable(text: string): string {
  return text.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, "\ufffd");
}

/** Text as it must stand in HTML, in an attribute too. */
export function escape(text: string): string {
  return printable(text)
    .replace(/[&<>"']/g, (letter) => entities[letter] as string);
}

/** HTML from a template, to the letter as it stands there: `` markup`<p>${anything}</p>` ``. */
export function markup(
  strings: TemplateStringsArray,
  ...values: readonly Content[]
): Html {
  return new Html(
    strings.reduce((text, string, i) => text + toHtml(values[i - 1]) + string),
  );
}

/** Marks a text of our own as HTML. Never for what an artifact says. */
export function trusted(text: string): Html {
  return new Html(text);
}

function toHtml(value: Content): string {
  if (value === undefined || value === null || value === false) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "string") return escape(value);
  if (typeof value === "number") return String(value);
  return value.map(toHtml).join("");
}
