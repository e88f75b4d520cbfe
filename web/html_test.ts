import assert from "node:assert/strict";
import fc from "fast-check";
import { escape, markup, trusted } from "./html.ts";
import { anyCodePoint } from "../pipeline/testing/text.ts";

Deno.test("text in a template is escaped, finished HTML is not", () => {
  const inner = markup`<b title="${`"'`}">${"<i> & co"}</b>`;
  assert.equal(
    markup`<p>${inner}${[1, " ", inner]}</p>`.text,
    `<p>${inner.text}1 ${inner.text}</p>`,
  );
  assert.equal(
    inner.text,
    `<b title="&quot;&#39;">&lt;i&gt; &amp; co</b>`,
  );
  assert.equal(markup`${trusted("<hr>")}`.text, "<hr>");
});

Deno.test("nothing is shown for what is absent", () => {
  assert.equal(markup`a${undefined}${null}${false}${[]}b${0}`.text, "ab0");
});

Deno.test("no text can end an element or an attribute", () => {
  fc.assert(fc.property(fc.string({ unit: anyCodePoint }), (text) => {
    assert.doesNotMatch(escape(text), /[<>"']/);
    assert.doesNotMatch(escape(text), /&(?!amp;|lt;|gt;|quot;|#39;)/);
  }));
});

Deno.test("what HTML cannot hold is replaced", () => {
  assert.equal(escape("a\u0000\ud800b\t\n"), "a\ufffd\ufffdb\t\n");
  assert.equal(escape("\u{1f34a}"), "\u{1f34a}");
});
