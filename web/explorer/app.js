// Made by `deno task build:explorer` from the modules in client/.
// client/dom.ts
function h(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}
function s(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  return filled(element, attributes, children);
}
function filled(element, attributes, children) {
  for (const [name, value2] of Object.entries(attributes)) {
    if (typeof value2 === "function") {
      element.addEventListener(name.slice(2), value2);
    } else if (value2 === true) element.setAttribute(name, "");
    else if (value2 !== false && value2 !== null && value2 !== void 0) {
      element.setAttribute(name, `${value2}`);
    }
  }
  for (const child of children) {
    if (child === null || child === false) continue;
    element.append(child instanceof Node ? child : `${child}`);
  }
  return element;
}

// client/panel/json_tree.ts
function isBranch(value2) {
  return value2 !== null && typeof value2 === "object";
}
function childrenOf({ value: value2, path }, offset = 0, limit = Infinity) {
  if (!isBranch(value2)) return [];
  if (Array.isArray(value2)) {
    return value2.slice(offset, offset + limit).map((item2, index) => ({
      name: String(offset + index),
      path: `${path}[${offset + index}]`,
      value: item2
    }));
  }
  return Object.entries(value2).slice(offset, offset + limit).map(([name, item2]) => ({
    name,
    path: /^[A-Za-z_$][\w$]*$/.test(name) ? path === "" ? name : `${path}.${name}` : `${path}[${JSON.stringify(name)}]`,
    value: item2
  }));
}
function sizeOf(value2) {
  if (!isBranch(value2)) return 0;
  return Array.isArray(value2) ? value2.length : Object.keys(value2).length;
}
function leafText(value2) {
  return JSON.stringify(value2);
}
function branchText(value2) {
  return Array.isArray(value2) ? `[${value2.length}]` : `{${sizeOf(value2)}}`;
}
function isSmall(value2, most = 24) {
  return weigh(value2, most) <= most;
}
function weigh(value2, most) {
  if (!isBranch(value2)) return 1;
  let weight = 1;
  for (const item2 of Object.values(value2)) {
    weight += weigh(item2, most - weight);
    if (weight > most) break;
  }
  return weight;
}
function leavesOf(value2, path = "") {
  const node = {
    name: null,
    path,
    value: value2
  };
  if (!isBranch(value2) || sizeOf(value2) === 0 || isPlainList(value2)) {
    return [
      [
        path,
        value2
      ]
    ];
  }
  return childrenOf(node).flatMap((child) => leavesOf(child.value, child.path));
}
function isPlainList(value2) {
  return Array.isArray(value2) && value2.length <= 12 && value2.every((item2) => !isBranch(item2));
}

// client/place.ts
var views = [
  "overview",
  "lineage",
  "everything"
];
function parsePlace(hash) {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?");
  const options = new URLSearchParams(query);
  const asked = views.find((view3) => view3 === options.get("view"));
  const [at = "", ...parts] = path.split("/").map(decode);
  const rest = parts.join("/");
  const down = options.has("down");
  const beside = {
    view: asked ?? "lineage",
    down
  };
  if (at === "stage" && rest !== "") return {
    at,
    stage: rest,
    ...beside
  };
  if (at === "artifact" && rest !== "") return {
    at,
    digest: rest,
    ...beside
  };
  if (at === "results") return {
    at,
    view: asked ?? "overview",
    down
  };
  if (at === "compare" && parts.length === 2) {
    const [a = "", b = ""] = parts.map((part) => part.replace(/\.(\d+)$/, "/$1"));
    return {
      at,
      a,
      b,
      ...beside
    };
  }
  const view2 = asked === "everything" ? asked : "overview";
  return {
    at: "graph",
    view: view2,
    down
  };
}
function stagePlace(stage) {
  return `#/stage/${encodeName(stage)}`;
}
function artifactPlace(digest) {
  return `#/artifact/${encodeURIComponent(digest)}`;
}
function comparePlace(a, b) {
  return `#/compare/${encodeRecord(a)}/${encodeRecord(b)}`;
}
function encodeName(name) {
  return name.split("/").map(encodeURIComponent).join("/");
}
function encodeRecord(record) {
  return encodeURIComponent(record.replace("/", "."));
}
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

// client/panel/parts.ts
function pathText(path) {
  return path.split("/").flatMap((part, index, parts) => {
    const at = part.indexOf("=");
    const text = at > 0 ? [
      h("span", {
        class: "dim"
      }, part.slice(0, at + 1)),
      part.slice(at + 1)
    ] : [
      part
    ];
    return index === parts.length - 1 ? text : [
      ...text,
      h("span", {
        class: "dim"
      }, "/"),
      h("wbr")
    ];
  });
}
function stageLink(name) {
  return h("a", {
    href: stagePlace(name),
    class: "path"
  }, ...pathText(name));
}
function digestText(digest, what = "digest") {
  return copyButton(digest, `Copy ${what} ${digest}`, digest.slice(0, 12));
}
function artifactLink(digest) {
  return h("a", {
    href: artifactPlace(digest),
    class: "digest",
    title: digest
  }, digest.slice(0, 12));
}
function copyButton(text, label, shown3, look = "copy") {
  const said2 = h("span", {}, shown3);
  const button = h("button", {
    type: "button",
    class: look,
    title: label,
    onclick: async () => {
      const done = await copy(text);
      button.setAttribute("data-said", done ? "Copied" : "Not copied");
      announce(done ? `Copied ${text}` : "This browser does not let it copy");
      setTimeout(() => button.removeAttribute("data-said"), 1200);
    }
  }, said2);
  return button;
}
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea", {
      class: "unseen",
      readonly: true
    });
    area.value = text;
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return done;
  }
}
var announcer = null;
function announce(text) {
  if (announcer === null || !announcer.isConnected) {
    announcer = h("div", {
      class: "unseen",
      role: "status"
    });
    document.body.append(announcer);
  }
  announcer.textContent = text;
}
function command(text) {
  return h("div", {
    class: "command"
  }, h("code", {}, text), copyButton(text, `Copy the command ${text}`, "Copy"));
}
function quoted(word) {
  return /^[\w./=@:,+%-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
function note(text) {
  return h("p", {
    class: "note"
  }, ...codeText(text));
}
function failure(text, retry) {
  return h("p", {
    class: "failure",
    role: "alert"
  }, ...codeText(text), retry === void 0 ? null : " ", retry === void 0 ? null : h("button", {
    type: "button",
    onclick: retry
  }, "Try again"));
}
function loading(what) {
  return h("p", {
    class: "loading"
  }, `Loading ${what}\u2026`);
}
function codeText(text) {
  return text.split("`").map((part, index) => index % 2 === 1 ? h("code", {}, part) : part);
}
function sideways(label, child) {
  return h("div", {
    class: "sideways",
    role: "region",
    tabindex: 0,
    "aria-label": label
  }, child);
}
function facts(pairs, look = "facts") {
  return h("dl", {
    class: look
  }, ...pairs.map(([name, value2]) => h("div", {}, h("dt", {}, name), h("dd", {}, value2))));
}
function longList(items, few3, make, look) {
  const list = h("ul", {
    class: look
  });
  const box = h("div", {}, list);
  const slack = Math.ceil(few3 / 4);
  const first = items.length > few3 + slack ? few3 : items.length;
  list.append(...items.slice(0, first).map(make));
  if (first < items.length) {
    const more = h("button", {
      type: "button",
      class: "more",
      onclick: () => {
        const added = items.slice(first).map(make);
        list.append(...added);
        more.remove();
        added[0]?.querySelector("a, button")?.focus();
      }
    }, `Show all ${items.length}`);
    box.append(more);
  }
  return box;
}
var ids = 0;
function freshId(what) {
  return `${what}-${++ids}`;
}

// client/panel/json_view.ts
var portion = 100;
var longestText = 400;
function jsonView(value2) {
  const root = {
    name: null,
    path: "",
    value: value2
  };
  if (!isBranch(value2)) {
    return h("div", {
      class: "json"
    }, leafElement(value2));
  }
  if (sizeOf(value2) === 0) {
    return h("div", {
      class: "json"
    }, h("span", {
      class: "dim"
    }, "Empty"));
  }
  return h("div", {
    class: "json"
  }, branch(root, isSmall(value2)));
}
function branch(node, open) {
  const list = h("ul", {});
  const total = sizeOf(node.value);
  let shown3 = 0;
  const add = () => {
    const children = childrenOf(node, shown3, portion);
    shown3 += children.length;
    list.append(...children.map((child) => item(child, open)));
    if (shown3 < total) {
      const more = h("li", {}, h("button", {
        type: "button",
        class: "more",
        onclick: () => {
          more.remove();
          add();
        }
      }, `Next ${Math.min(portion, total - shown3)} of ${total}`));
      list.append(more);
    }
  };
  add();
  return list;
}
function item(node, open) {
  const { value: value2 } = node;
  const name = copyButton(node.path, `Copy the path ${node.path}`, node.name ?? "", "json-name");
  if (!isBranch(value2) || sizeOf(value2) === 0) {
    return h("li", {}, name, " ", leafElement(value2));
  }
  const details = h("details", {
    open
  }, h("summary", {}, h("span", {
    class: "json-label"
  }, node.name ?? ""), h("span", {
    class: "dim"
  }, ` ${branchText(value2)} ${hint(value2)}`)));
  let made = false;
  const make = () => {
    if (made || !details.open) return;
    made = true;
    details.append(branch(node, open));
  };
  make();
  details.addEventListener("toggle", make);
  return h("li", {
    class: "json-branch"
  }, details, name);
}
function hint(value2) {
  if (Array.isArray(value2)) {
    const items = value2.slice(0, 6);
    if (items.some(isBranch)) return "";
    const text2 = items.map(leafText).join(", ");
    const cut2 = text2.length > 60 ? text2.slice(0, 60) : text2;
    return cut2 + (value2.length > items.length || cut2 !== text2 ? " \u2026" : "");
  }
  const names = Object.keys(value2);
  const text = names.slice(0, 5).join(", ");
  const cut = text.length > 60 ? text.slice(0, 60) : text;
  return cut + (names.length > 5 || cut !== text ? " \u2026" : "");
}
function leafElement(value2) {
  const type = value2 === null ? "null" : typeof value2;
  const text = isBranch(value2) ? Array.isArray(value2) ? "[]" : "{}" : leafText(value2);
  if (text.length <= longestText) {
    return h("span", {
      class: `json-value json-${type}`
    }, text);
  }
  const element = h("span", {
    class: `json-value json-${type}`
  }, text.slice(0, longestText), "\u2026 ");
  element.append(h("button", {
    type: "button",
    class: "more",
    onclick: () => element.replaceChildren(text)
  }, `all ${text.length} characters`));
  return element;
}

// client/panel/latest.ts
var Latest = class {
  #turn = 0;
  /** Asks, and tells of the answer only if nothing was asked since. */
  async ask(request, handlers) {
    const turn = ++this.#turn;
    let value2;
    try {
      value2 = await request();
    } catch (error) {
      if (turn === this.#turn) {
        handlers.failed(error instanceof Error ? error.message : String(error));
      }
      return;
    }
    if (turn === this.#turn) handlers.done(value2);
  }
  /** Answers that are still to come are dropped. */
  drop() {
    this.#turn++;
  }
};

// client/panel/number.ts
var minus = "\u2212";
var thin = "\u202F";
function grouped(value2) {
  const text = Math.abs(value2).toFixed(0).replace(/\B(?=(\d{3})+$)/g, thin);
  return value2 < 0 && text !== "0" ? minus + text : text;
}
function brief(value2, digits = 4) {
  if (Number.isNaN(value2)) return "NaN";
  if (!Number.isFinite(value2)) return value2 < 0 ? `${minus}\u221E` : "\u221E";
  const size = Math.abs(value2);
  if (Number.isInteger(value2) && size < 1e9) return grouped(value2);
  if (size >= 1e9 || size < 1e-4) {
    const [mantissa = "", exponent = "0"] = size.toExponential(Math.max(0, digits - 1)).split("e");
    return `${value2 < 0 ? minus : ""}${trimmed(mantissa)}${thin}\xD7${thin}10${raised(Number(exponent))}`;
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const text = size >= 1e5 ? grouped(Math.round(size)) : trimmed(size.toFixed(Math.min(decimals, 12)));
  return value2 < 0 ? minus + text : text;
}
function trimmed(decimal) {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
var superscripts = "\u2070\xB9\xB2\xB3\u2074\u2075\u2076\u2077\u2078\u2079";
function raised(exponent) {
  const digits = [
    ...String(Math.abs(exponent))
  ].map((digit) => superscripts[Number(digit)]).join("");
  return exponent < 0 ? `\u207B${digits}` : digits;
}
function signed(value2, digits = 4) {
  return value2 > 0 ? `+${brief(value2, digits)}` : brief(value2, digits);
}
function bytes(size) {
  const units = [
    "B",
    "kB",
    "MB",
    "GB",
    "TB"
  ];
  let value2 = size;
  let unit = 0;
  while (value2 >= 999.5 && unit < units.length - 1) {
    value2 /= 1e3;
    unit++;
  }
  const text = unit === 0 ? grouped(value2) : trimmed(value2.toPrecision(3));
  return `${text}${thin}${units[unit]}`;
}
function duration(seconds) {
  if (seconds < 0.0995) return `${Math.round(seconds * 1e3)}${thin}ms`;
  if (seconds < 99.5) return `${trimmed(seconds.toPrecision(3))}${thin}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return `${Math.floor(whole / 60)}${thin}min ${whole % 60}${thin}s`;
  }
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)}${thin}h ${minutes % 60}${thin}min`;
}
function moment(iso) {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
}
function count(n, one, more = `${one}s`) {
  return `${grouped(n)} ${n === 1 ? one : more}`;
}

// client/panel/tensors_view.ts
function tensorsView({ tensors, parameters: parameters2 }, label) {
  const size = tensors.reduce((sum, tensor) => sum + tensor.size, 0);
  const types = [
    ...new Set(tensors.map(({ dtype }) => dtype))
  ];
  const known = tensors.some(({ statistics: statistics2 }) => statistics2 !== null);
  const heads = [
    "Mean",
    "SD",
    "Least",
    "Greatest"
  ];
  return h("div", {}, h("p", {
    class: "summary"
  }, h("strong", {}, count(parameters2, "parameter")), ` in ${count(tensors.length, "tensor")}, ${types.join(", ")}, ${bytes(size)}`), sideways(label, h("table", {
    class: "grid"
  }, h("thead", {}, h("tr", {}, h("th", {
    scope: "col"
  }, "Tensor"), h("th", {
    scope: "col",
    class: "number"
  }, "Shape"), types.length > 1 ? h("th", {
    scope: "col"
  }, "Type") : null, h("th", {
    scope: "col",
    class: "number"
  }, "Size"), ...known ? heads.map((name) => h("th", {
    scope: "col",
    class: "number"
  }, name)) : [])), h("tbody", {}, ...tensors.map((tensor) => h("tr", {}, h("th", {
    scope: "row",
    class: "tensor"
  }, ...breakable(tensor.name)), h("td", {
    class: "number"
  }, tensor.shape.join(" \xD7 ") || "1"), types.length > 1 ? h("td", {}, tensor.dtype) : null, h("td", {
    class: "number"
  }, bytes(tensor.size)), ...known ? statistics(tensor) : []))))));
}
function statistics({ statistics: statistics2 }) {
  const values = statistics2 === null ? [
    null,
    null,
    null,
    null
  ] : [
    statistics2.mean,
    statistics2.standardDeviation,
    statistics2.least,
    statistics2.greatest
  ];
  return values.map((value2) => h("td", {
    class: "number"
  }, value2 === null ? "" : brief(value2, 3)));
}
function breakable(name) {
  return name.split(".").flatMap((part, index, parts) => index === parts.length - 1 ? [
    part
  ] : [
    `${part}.`,
    h("wbr")
  ]);
}
function filePath(path) {
  return h("span", {
    class: "path"
  }, ...pathText(path));
}

// client/panel/code_tokens.ts
var keywords = new Set("abstract as async await break case catch class const continue default delete do else enum export extends false finally fn for from function get if implements import in instanceof interface let new null of override private public readonly return satisfies set static struct super switch this throw true try type typeof undefined using var void while yield".split(" "));
var languages = /* @__PURE__ */ new Set([
  "ts",
  "js",
  "mjs",
  "wgsl",
  "typescript",
  "javascript",
  "json"
]);
var pattern = /(\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`)|(\b\d[\w.]*)|([A-Za-z_$][\w$]*)/g;
function tokensOf(text, language) {
  if (language === null || !languages.has(language)) {
    return [
      {
        kind: "plain",
        text
      }
    ];
  }
  const tokens = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, comment, string, number] = match;
    const kind = comment !== void 0 ? "comment" : string !== void 0 ? "string" : number !== void 0 ? "number" : keywords.has(whole) ? "keyword" : null;
    if (kind === null) continue;
    if (match.index > at) {
      tokens.push({
        kind: "plain",
        text: text.slice(at, match.index)
      });
    }
    tokens.push({
      kind,
      text: whole
    });
    at = match.index + whole.length;
  }
  if (at < text.length) tokens.push({
    kind: "plain",
    text: text.slice(at)
  });
  return tokens;
}

// client/panel/text_diff.ts
var longest = 400;
function differing(text, other) {
  const tokens = tokensOf2(text);
  const others = tokensOf2(other);
  if (tokens.length > longest || others.length > longest) {
    return [
      {
        text,
        same: true
      }
    ];
  }
  const shared = common(tokens, others);
  const pieces = [];
  tokens.forEach((token, index) => {
    const same = shared.has(index) || /^\s+$/.test(token);
    const last = pieces.at(-1);
    if (last !== void 0 && last.same === same) last.text += token;
    else pieces.push({
      text: token,
      same
    });
  });
  return pieces;
}
function tokensOf2(text) {
  return text.match(/\s+|[^\s]+/g) ?? [];
}
function common(a, b) {
  const width2 = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width2);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width2 + j] = a[i] === b[j] ? lengths[(i + 1) * width2 + j + 1] + 1 : Math.max(lengths[(i + 1) * width2 + j], lengths[i * width2 + j + 1]);
    }
  }
  const shared = /* @__PURE__ */ new Set();
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      shared.add(i);
      i++;
      j++;
    } else if (lengths[(i + 1) * width2 + j] >= lengths[i * width2 + j + 1]) {
      i++;
    } else j++;
  }
  return shared;
}
function linesOf(diff) {
  return diff.replace(/\n$/, "").split("\n").map((text) => ({
    kind: text.startsWith("+") ? "added" : text.startsWith("-") ? "removed" : text.startsWith("@@") ? "place" : "same",
    text
  }));
}

// client/panel/text_view.ts
var longestColoured = 2e5;
function textView(label, text, language, cutOff) {
  if (text === "") return note("Empty");
  const lines = text.replace(/\n$/, "").split("\n").length;
  const numbers2 = Array.from({
    length: lines
  }, (_, index) => index + 1).join("\n");
  const tokens = text.length > longestColoured ? [
    {
      kind: "plain",
      text
    }
  ] : tokensOf(text, language);
  const code = h("pre", {
    class: "code"
  }, h("span", {
    class: "lines",
    "aria-hidden": "true"
  }, numbers2), h("code", {}, ...tokens.map((token) => token.kind === "plain" ? token.text : h("span", {
    class: `token-${token.kind}`
  }, token.text))));
  const box = sideways(label, code);
  box.classList.add("code-box");
  return cutOff === null ? box : h("div", {}, box, note(`The beginning of ${bytes(cutOff)}.`));
}
function diffView(label, diff) {
  const code = h("pre", {
    class: "diff"
  }, ...linesOf(diff).map(({ kind, text }) => h("span", {
    class: `line line-${kind}`
  }, `${text}
`)));
  const box = sideways(label, code);
  box.classList.add("code-box");
  return box;
}

// client/panel/code.ts
function codeSection(host2, record, closing) {
  const files = inOrder(record.code, record.kind);
  const packages = Object.entries(record.packages);
  return h("div", {
    class: "code-section"
  }, h("p", {
    class: "hint"
  }, `${count(files.length, "file")} and ${count(packages.length, "package")}, each by the digest of its bytes: an edit of any of them is another key.`), files.length === 0 ? null : h("ul", {
    class: "files"
  }, ...files.map((file) => fileRow(host2, file, closing))), packages.length === 0 ? null : h("section", {}, h("h3", {}, "Packages"), sideways("Packages", h("table", {
    class: "grid"
  }, h("thead", {}, h("tr", {}, h("th", {
    scope: "col"
  }, "Package"), h("th", {
    scope: "col"
  }, "Integrity"))), h("tbody", {}, ...packages.map(([name, integrity]) => h("tr", {}, h("th", {
    scope: "row"
  }, name), h("td", {}, copyButton(integrity, `Copy integrity ${integrity}`, integrity.slice(0, 24) + "\u2026")))))))), h("section", {}, h("h3", {}, "Runtime"), facts([
    [
      "Deno",
      record.deno
    ],
    ...Object.entries(record.runtime).filter(([name]) => name !== "deno").map(([name, version]) => [
      name,
      version
    ])
  ], "facts across"), h("h3", {}, "Compiler options, imports and what else is in the key"), jsonView({
    ...record.rest
  })));
}
function inOrder(files, kind) {
  const own = files.find(({ path }) => stem(path) === plain(kind));
  const folder = own === void 0 ? null : own.path.slice(0, own.path.lastIndexOf("/") + 1);
  const place = ({ path }) => path === own?.path ? 0 : folder !== null && path.startsWith(folder) ? 1 : 2;
  return files.toSorted((a, b) => place(a) - place(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
function stem(path) {
  return plain(path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, ""));
}
function plain(name) {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}
function fileRow(host2, { path, digest }, closing) {
  const details = h("details", {}, h("summary", {}, filePath(path), h("span", {
    class: "digest"
  }, digest.slice(0, 12))));
  const latest = new Latest();
  closing.push(() => latest.drop());
  const place = h("div", {});
  const ask2 = () => {
    place.replaceChildren(loading(path));
    latest.ask(() => host2.source.preview({
      digest
    }), {
      done: (preview) => {
        if (preview.type === "text") {
          const language = preview.language ?? path.split(".").at(-1) ?? null;
          place.replaceChildren(textView(path, preview.text, language, preview.cutOff));
        } else if (preview.type === "json") {
          place.replaceChildren(jsonView(preview.value));
        } else {
          place.replaceChildren(note(preview.type === "none" ? preview.why : "It is no text."));
        }
      },
      failed: (message) => place.replaceChildren(failure(message, ask2))
    });
  };
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    details.append(h("p", {
      class: "file-facts"
    }, digestText(digest)), place);
    ask2();
  });
  return h("li", {}, details);
}

// client/panel/inputs.ts
function madeFrom(stages, name) {
  return stages.flatMap((stage) => stage.inputs.filter((input) => input.stage === name).map((input) => ({
    stage: stage.name,
    kind: stage.kind,
    input: input.name,
    output: input.output
  })));
}
function inputsSection(stages, name, inputs, record) {
  const unread = new Set(record?.observed.unread ?? []);
  const uses = madeFrom(stages, name);
  const byOutput = /* @__PURE__ */ new Map();
  for (const use of uses) {
    byOutput.set(use.output, [
      ...byOutput.get(use.output) ?? [],
      use
    ]);
  }
  const idle = inputs.filter((input) => unread.has(input.name)).length;
  return h("div", {
    class: "lineage"
  }, h("section", {}, h("h3", {}, "Made from"), inputs.length === 0 ? note("It takes nothing: lineage begins here.") : h("p", {
    class: "hint"
  }, record === null ? `${count(inputs.length, "input")}, as the recipe connects them.` : idle === 0 ? `It read all of its ${count(inputs.length, "declared input")}.` : `It read ${inputs.length - idle} of ${count(inputs.length, "declared input")}.`), longList(inputs, 40, (input) => inputRow(input, record), "edges")), h("section", {}, h("h3", {}, "What was made from it"), uses.length === 0 ? note("No stage takes what it puts out.") : null, ...[
    ...byOutput
  ].map(([output, users]) => h("div", {
    class: "uses"
  }, h("p", {
    class: "hint"
  }, h("strong", {}, output), ` is taken by ${count(users.length, "stage")}`), longList(users, 20, (use) => h("li", {}, h("span", {
    class: "edge-name"
  }, ...pathText(use.kind)), h("span", {
    class: "edge-stage"
  }, stageLink(use.stage))), "edges")))));
}
function inputRow({ name, stage, output, digest }, record) {
  const unread = record?.observed.unread.includes(name) ?? false;
  const read = record?.observed.read.includes(name) ?? false;
  const [base = "", ...label] = name.split("/");
  const shown3 = stage.endsWith(label.join("/")) && label.length > 0 ? base : name;
  return h("li", {}, h("span", {
    class: "edge-name",
    title: name
  }, ...pathText(shown3)), h("span", {
    class: "edge-stage"
  }, stageLink(stage), h("span", {
    class: "edge-facts"
  }, h("span", {}, output), digest === null ? null : artifactLink(digest), unread ? h("span", {
    class: "unread"
  }, "declared, not read") : read ? h("span", {}, "read") : null)));
}

// client/panel/key.ts
var phrases = {
  version: "The version of the encoding. It is raised when keys change at once",
  kind: "The kind of stage",
  code: "Every module and asset that the kind imports, by the digest of its bytes, packages by their integrity, and the compiler options and import map entries that apply",
  deno: "The version of Deno that runs it",
  params: "Its parameters",
  inputs: "What it reads, by content. Names and places of the stages before it are not in the key, so that the same bytes end a rerun",
  tools: "The programs that it may start, by the digest of their bytes",
  source: "What the local files hold that it brings in",
  device: "What it computes on; none where that changes no byte"
};
var ofCode = /* @__PURE__ */ new Set([
  "compilerOptions",
  "imports",
  "scopes",
  "versions",
  "unstable"
]);
function preimageOf(record) {
  const code = {
    files: Object.fromEntries(record.code.map(({ path, digest }) => [
      path,
      digest
    ])),
    packages: {
      ...record.packages
    }
  };
  const preimage = {
    kind: record.kind,
    code,
    deno: record.deno,
    params: record.params,
    inputs: {
      ...record.inputs
    },
    device: record.device
  };
  for (const [name, value2] of Object.entries(record.rest)) {
    if (ofCode.has(name)) code[name] = value2;
    else preimage[name] = value2;
  }
  const order = Object.keys(phrases);
  const place = (name) => {
    const at = order.indexOf(name);
    return at < 0 ? order.length : at;
  };
  return Object.fromEntries(Object.entries(preimage).toSorted(([a], [b]) => place(a) - place(b)));
}
function commandsOf(stage, graph2, output) {
  const profile = graph2.profile === "default" ? "" : ` --profile ${quoted(graph2.profile)}`;
  return [
    `deno task lineage ${quoted(output === null ? stage : `${stage}.${output}`)}${profile}`,
    `deno task explain ${quoted(stage)}${profile}`,
    `deno task stage ${quoted(stage)}${profile}`
  ];
}
function keySection(graph2, record) {
  const preimage = preimageOf(record);
  return h("div", {
    class: "key-section"
  }, h("p", {
    class: "full-digest"
  }, copyButton(record.key, "Copy the key", record.key, "copy whole")), h("p", {
    class: "hint"
  }, "The key is the SHA-256 of what follows, in canonical encoding: all that the result may depend on. Where nothing of it changes, the stage does not run again."), h("dl", {
    class: "preimage"
  }, ...Object.entries(preimage).map(([name, value2]) => h("div", {}, h("dt", {}, name), h("dd", {}, h("p", {
    class: "phrase"
  }, phrases[name] ?? ""), jsonView(value2))))), h("section", {}, h("h3", {}, "In a terminal"), ...commandsOf(record.stage, graph2, record.outputs[0]?.name ?? null).map(command)));
}

// client/panel/log.ts
function logSection(host2, { digest, size }, closing) {
  const place = h("div", {});
  const latest = new Latest();
  closing.push(() => latest.drop());
  const ask2 = () => {
    place.replaceChildren(loading("the log"));
    latest.ask(() => host2.source.preview({
      digest
    }), {
      done: (preview) => place.replaceChildren(preview.type === "text" ? textView("Log", preview.text, null, preview.cutOff) : note(preview.type === "none" ? preview.why : "It is no text.")),
      failed: (message) => place.replaceChildren(failure(message, ask2))
    });
  };
  ask2();
  return h("div", {}, h("p", {
    class: "file-facts"
  }, h("span", {}, bytes(size)), digestText(digest)), place);
}

// client/panel/siblings.ts
function groupOf(name) {
  return name.split("/").filter((part) => !part.startsWith("seed=")).join("/");
}
function siblingsOf(stages, name) {
  const kind = stages.find((stage) => stage.name === name)?.kind;
  return stages.filter((stage) => stage.kind === kind);
}
function standingOf(siblings, name, metric) {
  const group = groupOf(name);
  const all = [];
  const near = [];
  let own = null;
  for (const stage of siblings) {
    const value3 = stage.metrics[metric];
    if (value3 === void 0 || !Number.isFinite(value3)) continue;
    all.push(value3);
    if (stage.name === name) own = value3;
    else if (groupOf(stage.name) === group) near.push(value3);
  }
  if (own === null || all.length < 2) return null;
  const value2 = own;
  return {
    least: Math.min(...all),
    greatest: Math.max(...all),
    rank: 1 + all.filter((other) => other < value2).length,
    count: all.length,
    all,
    group: near
  };
}
function commonest(values) {
  const counts = /* @__PURE__ */ new Map();
  for (const value2 of values) {
    const key = JSON.stringify(value2);
    const entry = counts.get(key);
    if (entry === void 0) counts.set(key, {
      value: value2,
      times: 1
    });
    else entry.times++;
  }
  let best = null;
  for (const entry of counts.values()) {
    if (best === null || entry.times > best.times) best = entry;
  }
  return best;
}

// client/panel/metrics.ts
function metricsSection(stages, record) {
  const metrics = Object.entries(record.metrics);
  if (metrics.length === 0) return note("It measures nothing.");
  const siblings = siblingsOf(stages, record.stage);
  const rows = metrics.map(([name, value2]) => ({
    name,
    value: value2,
    standing: standingOf(siblings, record.stage, name)
  }));
  const any = rows.find(({ standing }) => standing !== null)?.standing;
  const repeated2 = rows.some(({ standing }) => standing !== null && standing.group.length > 0);
  return h("div", {
    class: "metrics"
  }, sideways("Metrics", h("table", {
    class: "grid"
  }, h("thead", {}, h("tr", {}, h("th", {
    scope: "col"
  }, "Metric"), h("th", {
    scope: "col",
    class: "number"
  }, "Value"), any === void 0 ? null : h("th", {
    scope: "col"
  }, `Among ${grouped(any.count)} of kind ${record.kind}`), any === void 0 ? null : h("th", {
    scope: "col",
    class: "number"
  }, "Rank"))), h("tbody", {}, ...rows.map(({ name, value: value2, standing }) => h("tr", {}, h("th", {
    scope: "row"
  }, name), h("td", {
    class: "number value",
    title: String(value2)
  }, brief(value2)), any === void 0 ? null : h("td", {
    class: "strip-cell"
  }, standing === null ? null : strip(name, value2, standing)), any === void 0 ? null : h("td", {
    class: "number dim"
  }, standing === null ? "" : grouped(standing.rank))))))), any === void 0 ? null : h("p", {
    class: "hint legend"
  }, h("span", {
    class: "key key-own"
  }, "this stage"), repeated2 ? h("span", {
    class: "key key-group"
  }, "same but for the seed") : null, h("span", {
    class: "key key-all"
  }, `all of kind ${record.kind}`), h("span", {}, "rank 1 is the smallest")));
}
var width = 180;
var height = 18;
function strip(name, value2, standing) {
  const { least, greatest, all, group, rank, count: count2 } = standing;
  const place = (of) => greatest === least ? width / 2 : 4 + (width - 8) * (of - least) / (greatest - least);
  const tick = (of, look, half) => s("path", {
    class: look,
    d: `M${place(of).toFixed(1)} ${height / 2 - half}v${2 * half}`
  });
  return h("div", {
    class: "strip"
  }, s("svg", {
    role: "img",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    "aria-label": `${name}: ${brief(value2)}, rank ${rank} of ${count2}, between ${brief(least)} and ${brief(greatest)}`
  }, s("path", {
    class: "strip-axis",
    d: `M4 ${height / 2}h${width - 8}`
  }), ...all.map((of) => tick(of, "strip-all", 4)), ...group.map((of) => tick(of, "strip-group", 6)), s("circle", {
    class: "strip-own",
    cx: place(value2).toFixed(1),
    cy: height / 2,
    r: 4.5
  })), h("div", {
    class: "strip-ends",
    "aria-hidden": "true"
  }, h("span", {}, brief(least, 3)), h("span", {}, brief(greatest, 3))));
}

// client/panel/scale.ts
function scaleOf(kind, domain, range) {
  const [least, greatest] = roomy(kind, domain);
  const [from, to] = range;
  const measure = kind === "log" ? Math.log10 : (value2) => value2;
  const start = measure(least);
  const span = measure(greatest) - start;
  return {
    kind,
    domain: [
      least,
      greatest
    ],
    range,
    place: (value2) => from + (to - from) * (measure(value2) - start) / span
  };
}
function roomy(kind, [least, greatest]) {
  if (least < greatest) return [
    least,
    greatest
  ];
  if (kind === "log") return [
    least / 2,
    least * 2
  ];
  const room = least === 0 ? 1 : Math.abs(least) / 10;
  return [
    least - room,
    least + room
  ];
}
function logPays(values) {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value2 of values) {
    if (!Number.isFinite(value2)) continue;
    if (value2 <= 0) return false;
    least = Math.min(least, value2);
    greatest = Math.max(greatest, value2);
  }
  return greatest / least >= 10;
}
function extent(values) {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value2 of values) {
    if (!Number.isFinite(value2)) continue;
    least = Math.min(least, value2);
    greatest = Math.max(greatest, value2);
  }
  return least <= greatest ? [
    least,
    greatest
  ] : null;
}
function ticksOf(scale, wanted) {
  const [least, greatest] = scale.domain;
  if (scale.kind === "log") {
    const first = Math.ceil(Math.log10(least) - 1e-9);
    const last = Math.floor(Math.log10(greatest) + 1e-9);
    if (last > first) {
      const step2 = Math.max(1, Math.ceil((last - first) / wanted));
      const ticks2 = [];
      for (let power2 = first; power2 <= last; power2 += step2) {
        ticks2.push(Number(`1e${power2}`));
      }
      return ticks2;
    }
  }
  const rough = (greatest - least) / Math.max(1, wanted);
  const power = Math.floor(Math.log10(rough));
  const size = Number(`1e${power}`);
  const step = [
    1,
    2,
    5,
    10
  ].find((multiple) => multiple * size >= rough) * size;
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const ticks = [];
  for (let index = Math.ceil(least / step - 1e-9); index * step <= greatest + step * 1e-9; index++) {
    ticks.push(Number((index * step).toFixed(Math.min(decimals, 20))));
  }
  return ticks;
}
function pathOf(points, x, y) {
  let path = "";
  let down = false;
  for (const [step, value2] of points) {
    const drawn = Number.isFinite(value2) && (y.kind !== "log" || value2 > 0);
    if (drawn) {
      path += `${down ? "L" : "M"}${tenth(x.place(step))} ${tenth(y.place(value2))}`;
    }
    down = drawn;
  }
  return path;
}
function tenth(value2) {
  return Math.round(value2 * 10) / 10;
}
function nearest(points, step) {
  let low = 0;
  let high = points.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = low + high >> 1;
    if (points[middle][0] <= step) low = middle;
    else high = middle;
  }
  return Math.abs(points[low][0] - step) <= Math.abs(points[high][0] - step) ? low : high;
}

// client/panel/chart.ts
var height2 = 104;
var margin = {
  left: 44,
  right: 8,
  top: 6,
  bottom: 18
};
function chart({ name, unit, points }, among) {
  const values = points.map(([, value2]) => value2);
  const last = points.at(-1);
  const readout = h("span", {
    class: "readout"
  });
  const svg = s("svg", {
    role: "img",
    "aria-label": summary(name, unit, points),
    height: height2,
    onpointermove: (event) => {
      if (x === null) return;
      const place = event.clientX - svg.getBoundingClientRect().left;
      const [from, to] = x.range;
      const [first, end] = x.domain;
      const step = first + (end - first) * (place - from) / (to - from);
      among.point(points[nearest(points, step)][0]);
    },
    onpointerleave: () => among.point(null)
  });
  const element = h("figure", {
    class: "chart"
  }, h("figcaption", {}, h("span", {
    class: "chart-name"
  }, name), h("span", {
    class: "unit"
  }, unit), readout), svg);
  let kind = "linear";
  let width2 = 0;
  let x = null;
  let y = null;
  const rule = s("line", {
    class: "rule",
    visibility: "hidden"
  });
  const dot = s("circle", {
    class: "dot",
    r: 3,
    visibility: "hidden"
  });
  const draw = () => {
    const drawn = kind === "log" ? values.filter((value2) => value2 > 0) : values;
    const range = extent(drawn) ?? [
      0,
      1
    ];
    x = scaleOf("linear", among.steps, [
      margin.left,
      width2 - margin.right
    ]);
    y = scaleOf(kind, range, [
      height2 - margin.bottom,
      margin.top
    ]);
    const [bottom] = y.range;
    const marks = [
      ...ticksOf(y, 3).map((tick) => {
        const place = Math.round(y.place(tick)) + 0.5;
        return s("g", {}, s("line", {
          class: "tick",
          x1: margin.left,
          x2: width2 - margin.right,
          y1: place,
          y2: place
        }), s("text", {
          x: margin.left - 6,
          y: place,
          dy: "0.32em",
          "text-anchor": "end"
        }, brief(tick)));
      }),
      ...ticksOf(x, width2 > 300 ? 5 : 3).map((tick) => s("text", {
        x: x.place(tick),
        y: height2 - 4,
        "text-anchor": x.place(tick) > width2 - 20 ? "end" : x.place(tick) < margin.left + 8 ? "start" : "middle"
      }, brief(tick))),
      ...among.warnings.map((step) => s("path", {
        class: "warned",
        d: `M${x.place(step).toFixed(1)} ${margin.top}V${bottom}`
      }))
    ];
    const line = points.length === 1 ? s("circle", {
      class: "dot",
      r: 3,
      cx: x.place(points[0][0]),
      cy: y.place(points[0][1])
    }) : s("path", {
      class: "curve",
      d: pathOf(points, x, y)
    });
    svg.setAttribute("viewBox", `0 0 ${width2} ${height2}`);
    svg.setAttribute("width", String(width2));
    svg.replaceChildren(...marks, line, rule, dot);
  };
  const tell = (step) => {
    const index = step === null ? -1 : nearest(points, step);
    const [at, value2] = points[index] ?? last;
    readout.textContent = brief(value2);
    const shown3 = index >= 0 && x !== null && y !== null && Number.isFinite(value2) && (kind === "linear" || value2 > 0);
    for (const mark of [
      rule,
      dot
    ]) {
      mark.setAttribute("visibility", shown3 ? "visible" : "hidden");
    }
    if (!shown3) return;
    const place = x.place(at).toFixed(1);
    rule.setAttribute("x1", place);
    rule.setAttribute("x2", place);
    rule.setAttribute("y1", String(margin.top));
    rule.setAttribute("y2", String(height2 - margin.bottom));
    dot.setAttribute("cx", place);
    dot.setAttribute("cy", y.place(value2).toFixed(1));
  };
  tell(null);
  return {
    element,
    fit() {
      const room = Math.floor(element.clientWidth);
      if (room === width2 || room < 80) return;
      width2 = room;
      draw();
    },
    point: tell,
    said: (step) => {
      const [, value2] = points[nearest(points, step)];
      return `${name} ${brief(value2)}`;
    },
    setKind(other) {
      kind = other;
      draw();
      tell(null);
    }
  };
}
function summary(name, unit, points) {
  const [least, greatest] = extent(points.map(([, value2]) => value2)) ?? [
    0,
    0
  ];
  const [first, from] = points[0];
  const [last, to] = points.at(-1);
  return `${name}, ${unit}: ${brief(from)} at step ${first}, ${brief(to)} at step ${last}, between ${brief(least)} and ${brief(greatest)}`;
}

// client/panel/curves_view.ts
function curvesView({ series, warnings }) {
  const drawn = series.filter(({ points }) => points.length > 0);
  if (drawn.length === 0) {
    return {
      element: note("No points"),
      close() {
      }
    };
  }
  const steps = [
    ...new Set(drawn.flatMap(({ points }) => points.map(([step]) => step)))
  ].sort((a, b) => a - b);
  const charts = drawn.map((one) => chart(one, {
    steps: [
      steps[0],
      steps.at(-1)
    ],
    warnings: warnings.map(({ step }) => step),
    point: (step) => pointAt(step)
  }));
  const grid = h("div", {
    class: "charts"
  }, ...charts.map(({ element }) => element));
  const readout = h("output", {
    class: "step"
  });
  const id = freshId("step");
  const slider = h("input", {
    type: "range",
    id,
    min: 0,
    max: steps.length - 1,
    value: steps.length - 1,
    oninput: () => pointAt(steps[Number(slider.value)])
  });
  const pointAt = (step) => {
    for (const one of charts) one.point(step);
    readout.textContent = step === null ? "" : String(step);
    slider.setAttribute("aria-valuetext", step === null ? "No step" : `Step ${step}: ${charts.map((one) => one.said(step)).join(", ")}`);
    if (step !== null) slider.value = String(steps.indexOf(step));
  };
  slider.addEventListener("focus", () => pointAt(steps[Number(slider.value)]));
  slider.addEventListener("blur", () => pointAt(null));
  const paying = charts.filter((_, index) => logPays(drawn[index].points.map(([, value2]) => value2)));
  const log = paying.length === 0 ? null : h("label", {
    class: "check"
  }, h("input", {
    type: "checkbox",
    onchange: (event) => {
      const on = event.target.checked;
      for (const one of paying) one.setKind(on ? "log" : "linear");
    }
  }), " Log scale");
  const resize = new ResizeObserver(() => {
    for (const one of charts) one.fit();
  });
  resize.observe(grid);
  return {
    element: h("div", {
      class: "curves"
    }, grid, h("div", {
      class: "controls"
    }, h("label", {
      for: id
    }, "Step"), slider, readout, log), warnings.length === 0 ? null : h("ul", {
      class: "curve-warnings"
    }, ...warnings.map(({ step, message }) => h("li", {}, h("strong", {}, `Step ${step}`), ` ${message}`))), asTable(drawn, steps)),
    close: () => resize.disconnect()
  };
}
function asTable(series, steps) {
  const details = h("details", {
    class: "fold"
  }, h("summary", {}, `As a table of ${count(steps.length, "step")}`));
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    const values = series.map(({ points }) => new Map(points));
    details.append(sideways("Curves as a table", h("table", {
      class: "grid"
    }, h("thead", {}, h("tr", {}, h("th", {
      scope: "col",
      class: "number"
    }, "Step"), ...series.map(({ name, unit }) => h("th", {
      scope: "col",
      class: "number"
    }, name, h("span", {
      class: "type"
    }, unit))))), h("tbody", {}, ...steps.map((step) => h("tr", {}, h("th", {
      scope: "row",
      class: "number"
    }, step), ...values.map((points) => {
      const value2 = points.get(step);
      return h("td", {
        class: "number"
      }, value2 === void 0 ? "" : brief(value2));
    })))))));
  });
  return details;
}

// client/panel/folder_view.ts
var many = 60;
function folderView({ files }, origin, open) {
  const opened = [];
  const list = h("ul", {
    class: "files"
  });
  const element = h("div", {}, list);
  const close = () => {
    for (const view2 of opened) view2.close();
  };
  if (files.length === 0) {
    return {
      element: note("An empty folder"),
      close
    };
  }
  const add = (from, to) => {
    list.append(...files.slice(from, to).map(entry));
  };
  const entry = (file) => {
    const details = h("details", {}, h("summary", {}, filePath(file.path), h("span", {
      class: "dim"
    }, bytes(file.size))));
    details.addEventListener("toggle", () => {
      if (!details.open || details.childElementCount > 1) return;
      const view2 = open({
        ...origin,
        path: file.path
      });
      opened.push(view2);
      const address = origin.host.source.file?.(origin.digest, file.path);
      details.append(h("p", {
        class: "file-facts"
      }, digestText(file.digest), address === null || address === void 0 ? null : h("a", {
        href: address,
        download: true
      }, "Download")), view2.element);
    });
    return h("li", {}, details);
  };
  add(0, files.length > many ? 40 : files.length);
  if (list.childElementCount < files.length) {
    const more = h("button", {
      type: "button",
      class: "more",
      onclick: () => {
        add(list.childElementCount, files.length);
        more.remove();
      }
    }, `Show all ${count(files.length, "file")}`);
    element.append(more);
  }
  return {
    element,
    close
  };
}

// client/panel/image_view.ts
function imageView({ url, mediaType }, label) {
  if (!url.startsWith(`data:${mediaType}`) || !mediaType.startsWith("image/")) {
    return note("This figure is in no form that can be shown.");
  }
  const place = h("div", {
    class: "figure"
  });
  const image = h("img", {
    src: url,
    alt: `Figure ${label}`,
    onerror: () => place.replaceChildren(failure(`The figure "${label}" is damaged`))
  });
  const zoom = h("button", {
    type: "button",
    class: "zoom",
    "aria-pressed": "false",
    "aria-label": `Show ${label} in its own size`,
    onclick: () => {
      const on = place.classList.toggle("zoomed");
      zoom.setAttribute("aria-pressed", String(on));
    }
  }, image);
  place.append(zoom);
  return place;
}

// client/panel/join_samples.ts
var expected = /* @__PURE__ */ new Set([
  "reference",
  "references",
  "original",
  "chosen"
]);
function referenceOf(fields) {
  return fields.find((field) => expected.has(field)) ?? null;
}
function joinSamples(said2) {
  const tables = said2.map(({ examples }) => byPrompt(examples));
  const keys = [
    ...new Set(tables.flatMap((table) => [
      ...table.keys()
    ]))
  ];
  const columns = [];
  const taken = [];
  const first = said2[0];
  if (first === void 0) return {
    columns,
    rows: []
  };
  const shared = referenceOf(first.fields);
  const agreed = shared !== null && said2.every(({ fields }, index) => fields.includes(shared) && [
    ...tables[index]
  ].every(([key, example]) => {
    const other = tables[0].get(key);
    return other === void 0 || other[shared] === example[shared];
  }));
  if (agreed) {
    columns.push({
      from: first.from,
      field: shared,
      shared: true
    });
    taken.push({
      table: 0,
      field: shared
    });
  }
  said2.forEach(({ from, fields }, table) => {
    for (const field of fields) {
      if (agreed && field === shared) continue;
      columns.push({
        from,
        field,
        shared: false
      });
      taken.push({
        table,
        field
      });
    }
  });
  const rows = keys.map((key) => ({
    prompt: key.slice(key.indexOf(" ") + 1),
    cells: taken.map(({ table, field }, column) => {
      const own = tables[table].get(key)?.[field];
      if (own !== void 0 || !columns[column].shared) return own ?? null;
      return tables.find((other) => other.has(key))?.get(key)?.[field] ?? null;
    })
  }));
  return {
    columns,
    rows
  };
}
function byPrompt(examples) {
  const times = /* @__PURE__ */ new Map();
  return new Map(examples.map((example) => {
    const prompt = example["prompt"] ?? "";
    const time = times.get(prompt) ?? 0;
    times.set(prompt, time + 1);
    return [
      `${time} ${prompt}`,
      example
    ];
  }));
}

// client/panel/others.ts
function likeliest(name, others, most) {
  const parts = name.split("/");
  const scored = others.map((other) => ({
    other,
    score: commonEnd(parts, other.split("/")),
    repeated: groupOf(other) === groupOf(name)
  })).filter(({ score, repeated: repeated3 }) => score > 1 || repeated3);
  const best = scored.filter(({ repeated: repeated3 }) => !repeated3).toSorted((a, b) => b.score - a.score);
  const seen = /* @__PURE__ */ new Set();
  const first = [];
  const more = [];
  for (const { other } of best) {
    const family = shortName(other, name).split("/")[0];
    (seen.has(family) ? more : first).push(other);
    seen.add(family);
  }
  const repeated2 = scored.filter((one) => one.repeated).map(({ other }) => other);
  return [
    ...first,
    ...more,
    ...repeated2
  ].slice(0, most);
}
function commonEnd(a, b) {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}
function shortName(name, beside) {
  const parts = name.split("/");
  const others = beside.split("/");
  let start = 0;
  while (start < Math.min(parts.length, others.length) && parts[start] === others[start]) start++;
  const rest = parts.slice(start);
  const end = commonEnd(rest, others.slice(start));
  const own = rest.slice(0, rest.length - end);
  return own.length === 0 ? parts.at(start - 1) ?? name : own.join("/");
}

// client/panel/samples_view.ts
var few = 12;
function samplesView(given, { host: host2, stage, output }) {
  const said2 = [
    {
      from: stage,
      fields: given.fields,
      examples: given.examples
    }
  ];
  const requests = [];
  const others = host2.graph().stages.filter(({ name, kind, outputs }) => name !== stage && outputs.some((one) => one.name === output) && kind === host2.graph().stages.find((one) => one.name === stage)?.kind);
  const place = h("div", {});
  const problem = h("div", {});
  const chosen = h("ul", {
    class: "chosen"
  });
  const hint2 = h("p", {
    class: "hint"
  });
  let all = false;
  let onlyDifferent = false;
  const different = h("label", {
    class: "check"
  }, h("input", {
    type: "checkbox",
    onchange: (event) => {
      onlyDifferent = event.target.checked;
      draw();
    }
  }), " Only where they differ");
  function draw() {
    const joined = joinSamples(said2);
    const wanted = onlyDifferent ? joined.rows.filter(({ cells }) => disagree(joined, cells)) : joined.rows;
    const rows = all || wanted.length <= few + 4 ? wanted : wanted.slice(0, few);
    const marked = markedAgainst(joined);
    place.replaceChildren(sideways(`Samples of ${said2.map(({ from }) => from).join(" and ")}`, sampleTable(joined, rows, marked, said2.length > 1)));
    if (rows.length < wanted.length) {
      place.append(h("button", {
        type: "button",
        class: "more",
        onclick: () => {
          all = true;
          draw();
        }
      }, `Show all ${wanted.length} prompts`));
    }
    const reference = referenceOf(given.fields);
    hint2.replaceChildren(h("mark", {
      class: "differs"
    }, "Marked"), marked === "field" ? ` is what differs from the same of the first stage.` : ` is what differs from ${reference}.`);
    hint2.hidden = marked === null;
    different.hidden = said2.length < 2;
    chosen.hidden = said2.length < 2;
    chosen.replaceChildren(...said2.slice(1).map(({ from }) => h("li", {}, stageLink(from), h("button", {
      type: "button",
      class: "remove",
      "aria-label": `Leave out ${from}`,
      onclick: () => {
        said2.splice(said2.findIndex((one) => one.from === from), 1);
        draw();
      }
    }, "\xD7"))));
    for (const chip of chips) {
      chip.hidden = said2.some(({ from }) => from === chip.dataset["stage"]);
    }
  }
  function add(name) {
    const other = others.find((one) => one.name === name);
    const digest = other?.outputs.find((one) => one.name === output)?.digest;
    if (said2.some(({ from }) => from === name)) return;
    if (other === void 0 || digest === void 0 || digest === null) {
      problem.replaceChildren(failure(other === void 0 ? `No stage of this kind is called "${name}"` : `Stage "${name}" has not run yet`));
      return;
    }
    const latest = new Latest();
    requests.push(latest);
    latest.ask(() => host2.source.preview({
      digest
    }), {
      done: (preview) => {
        if (preview.type !== "samples") {
          problem.replaceChildren(failure(preview.type === "none" ? preview.why : "It holds no samples"));
          return;
        }
        problem.replaceChildren();
        if (said2.some(({ from }) => from === name)) return;
        said2.push({
          from: name,
          fields: preview.fields,
          examples: preview.examples
        });
        input.value = "";
        draw();
      },
      failed: (message) => problem.replaceChildren(failure(message, () => add(name)))
    });
  }
  const id = freshId("stages");
  const input = h("input", {
    type: "text",
    list: id,
    placeholder: "Another stage",
    "aria-label": "Stage to compare with",
    autocomplete: "off",
    spellcheck: "false",
    onchange: () => {
      if (input.value !== "") add(input.value.trim());
    }
  });
  const chips = likeliest(stage, others.map(({ name }) => name), 6).map((name) => h("button", {
    type: "button",
    class: "chip",
    title: name,
    "data-stage": name,
    onclick: () => add(name)
  }, shortName(name, stage)));
  const choice = others.length === 0 ? null : h("div", {
    class: "controls compare-with"
  }, h("span", {
    class: "controls-label"
  }, "Compare with"), ...chips, others.length > chips.length ? input : null, h("datalist", {
    id
  }, ...others.map(({ name }) => h("option", {
    value: name
  }))));
  draw();
  return {
    element: h("div", {
      class: "samples"
    }, choice, chosen, problem, different, place, hint2, h("details", {
      class: "fold"
    }, h("summary", {}, "The rest of the document"), jsonView(given.value))),
    close: () => {
      for (const request of requests) request.drop();
    }
  };
}
function disagree({ columns }, cells) {
  return columns.some(({ field }, index) => columns.some((other, at) => at > index && other.field === field && cells[at] !== cells[index]));
}
function markedAgainst({ columns }) {
  if (referenceOf(columns.map(({ field }) => field)) !== null) {
    return columns.length > 1 ? "reference" : null;
  }
  const fields = columns.map(({ field }) => field);
  return new Set(fields).size < fields.length ? "field" : null;
}
function sampleTable({ columns }, rows, marked, several) {
  const fields = columns.map(({ field }) => field);
  const reference = fields.indexOf(referenceOf(fields) ?? "");
  const heads = several ? columns.map(({ from, field, shared }, index) => h("th", {
    scope: "col",
    title: shared ? null : from,
    class: edge(index)
  }, shared ? null : h("span", {
    class: "from"
  }, shortName(from, columns.find((one) => one.from !== from).from)), field)) : columns.map(({ field }) => h("th", {
    scope: "col"
  }, field));
  function edge(index) {
    const { from, shared } = columns[index];
    const before = columns[index - 1];
    return several && before !== void 0 && !shared && (before.shared || before.from !== from) ? "edge" : null;
  }
  return h("table", {
    class: "grid samples-table"
  }, h("thead", {}, h("tr", {}, h("th", {
    scope: "col"
  }, "prompt"), ...heads)), h("tbody", {}, ...rows.map(({ prompt, cells }) => h("tr", {}, h("th", {
    scope: "row"
  }, prompt), ...cells.map((text, index) => {
    const other = marked === "reference" ? index === reference ? null : cells[reference] : cells[fields.indexOf(fields[index])];
    return h("td", {
      class: edge(index),
      "data-field": fields[index]
    }, ...said(text, other ?? null));
  })))));
}
function said(text, other) {
  if (text === null) return [
    h("span", {
      class: "dim"
    }, "not asked")
  ];
  if (text === "") return [
    h("span", {
      class: "dim"
    }, "nothing")
  ];
  if (other === null) return [
    text
  ];
  const pieces = differing(text, other);
  const missing = text !== other && pieces.every(({ same }) => same);
  return [
    ...pieces.map(({ text: text2, same }) => same ? text2 : h("mark", {
      class: "differs"
    }, text2)),
    // All of it is right, but something is left out.
    ...missing ? [
      h("mark", {
        class: "differs",
        title: "Something is left out"
      }, "\u2026")
    ] : []
  ];
}

// client/panel/table_state.ts
var firstPage = {
  offset: 0,
  limit: 15,
  orderBy: null,
  descending: false,
  filter: ""
};
function sortedBy(state, column) {
  const first = {
    ...state,
    offset: 0
  };
  if (state.orderBy !== column) {
    return {
      ...first,
      orderBy: column,
      descending: false
    };
  }
  return state.descending ? {
    ...first,
    orderBy: null,
    descending: false
  } : {
    ...first,
    descending: true
  };
}
function filteredBy(state, filter) {
  return {
    ...state,
    offset: 0,
    filter
  };
}
function turned(state, by, total) {
  const last = Math.max(0, Math.ceil(total / state.limit) - 1);
  const page = Math.floor(state.offset / state.limit) + by;
  return {
    ...state,
    offset: Math.min(Math.max(page, 0), last) * state.limit
  };
}
function requestOf(state, digest, path) {
  return {
    digest,
    ...path === void 0 ? {} : {
      path
    },
    offset: state.offset,
    limit: state.limit,
    ...state.orderBy === null ? {} : {
      orderBy: state.orderBy,
      descending: state.descending
    },
    ...state.filter === "" ? {} : {
      filter: state.filter
    }
  };
}
function pageOf(columns, rows, state) {
  const text = state.filter.toLowerCase();
  let chosen = text === "" ? rows : rows.filter((row) => row.some((cell) => cell !== null && String(cell).toLowerCase().includes(text)));
  const column = columns.findIndex(({ name }) => name === state.orderBy);
  if (column >= 0) {
    const sign = state.descending ? -1 : 1;
    chosen = chosen.toSorted((a, b) => inOrder2(a[column] ?? null, b[column] ?? null, sign));
  }
  return {
    rows: chosen.slice(state.offset, state.offset + state.limit),
    total: chosen.length
  };
}
function inOrder2(a, b, sign) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  const [x, y] = [
    String(a),
    String(b)
  ];
  return x === y ? 0 : sign * (x < y ? -1 : 1);
}

// client/panel/cells.ts
var longest2 = 90;
function cellElement(value2) {
  if (value2 === null) {
    return h("td", {}, h("span", {
      class: "dim"
    }, "null"));
  }
  if (typeof value2 === "number") {
    return h("td", {
      class: "number",
      title: String(value2)
    }, brief(value2, 5));
  }
  const text = String(value2);
  if (text.length <= longest2) return h("td", {}, text);
  const cell = h("td", {
    class: "long"
  }, text.slice(0, longest2), "\u2026 ");
  cell.append(h("button", {
    type: "button",
    class: "more",
    "aria-label": `Show all ${text.length} characters`,
    onclick: () => cell.replaceChildren(text)
  }, "more"));
  return cell;
}
function sortableHead(name, type, numeric, order, sort) {
  return h("th", {
    scope: "col",
    class: numeric ? "number" : null,
    "aria-sort": order ?? "none"
  }, h("button", {
    type: "button",
    class: "sort",
    onclick: sort
  }, name, h("span", {
    class: "arrow",
    "aria-hidden": "true"
  }, order === "ascending" ? "\u25B2" : order === "descending" ? "\u25BC" : "")), type === null ? null : h("span", {
    class: "type"
  }, type));
}

// client/panel/table_view.ts
function tableView(given, { source: source2, digest, path, label }) {
  const whole = given.offset === 0 && given.rows.length >= given.total;
  const here = whole || source2.type === "embedded";
  const latest = new Latest();
  let state = firstPage;
  let shown3 = {
    rows: given.rows.slice(0, state.limit),
    total: here ? given.rows.length : given.total
  };
  const numeric = given.columns.map((_, index) => given.rows.some((row) => typeof row[index] === "number"));
  const head = h("tr", {});
  const body = h("tbody", {});
  const table = h("table", {
    class: "grid"
  }, h("thead", {}, head), body);
  const range = h("span", {
    class: "range"
  });
  const problem = h("div", {});
  const previous = pageButton("Previous", -1);
  const next = pageButton("Next", 1);
  const id = freshId("filter");
  let waiting;
  const filter = h("input", {
    type: "search",
    id,
    placeholder: "Filter rows",
    "aria-label": `Filter rows of ${label}`,
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => change(filteredBy(state, filter.value)), here ? 0 : 200);
    }
  });
  function pageButton(text, by) {
    return h("button", {
      type: "button",
      class: "page",
      "aria-label": `${text} page`,
      onclick: () => change(turned(state, by, shown3.total))
    }, by < 0 ? "\u2039" : "\u203A");
  }
  function change(asked) {
    state = asked;
    if (here) {
      shown3 = pageOf(given.columns, given.rows, asked);
      draw();
      return;
    }
    table.setAttribute("aria-busy", "true");
    latest.ask(() => source2.preview(requestOf(asked, digest, path)), {
      done: (preview) => {
        if (preview.type !== "table") {
          failed(preview.type === "none" ? preview.why : "It is no table");
          return;
        }
        problem.replaceChildren();
        shown3 = preview;
        draw();
      },
      failed
    });
  }
  function failed(message) {
    table.removeAttribute("aria-busy");
    problem.replaceChildren(failure(message, () => change(state)));
  }
  function draw() {
    table.removeAttribute("aria-busy");
    const focused = [
      ...head.querySelectorAll("button")
    ].indexOf(document.activeElement);
    head.replaceChildren(...given.columns.map(({ name, type }, index) => sortableHead(name, type.toLowerCase(), numeric[index], state.orderBy !== name ? null : state.descending ? "descending" : "ascending", () => change(sortedBy(state, name)))));
    if (focused >= 0) head.querySelectorAll("button")[focused]?.focus();
    body.replaceChildren(...shown3.rows.map((row) => h("tr", {}, ...given.columns.map((_, i) => cellElement(row[i] ?? null)))));
    if (shown3.rows.length === 0) {
      body.append(h("tr", {}, h("td", {
        colspan: given.columns.length,
        class: "dim"
      }, state.filter === "" ? "No rows" : `No row holds "${state.filter}"`)));
    }
    const first = Math.min(state.offset + 1, shown3.total);
    const last = Math.min(state.offset + shown3.rows.length, shown3.total);
    const text = `${grouped(first)}\u2013${grouped(last)} of ${count(shown3.total, "row")}`;
    if (range.textContent !== "" && range.textContent !== text) announce(text);
    range.textContent = text;
    previous.disabled = state.offset === 0;
    next.disabled = last >= shown3.total;
  }
  draw();
  return {
    element: h("div", {
      class: "table-view"
    }, h("div", {
      class: "controls"
    }, filter, range, previous, next), problem, sideways(label, table), here && !whole ? note(`This page carries the first ${grouped(given.rows.length)} of ${count(given.total, "row")}, and sorts and filters only these. \`deno task explore\` shows all`) : null),
    close: () => {
      clearTimeout(waiting);
      latest.drop();
    }
  };
}

// client/panel/preview.ts
function previewView(origin) {
  const { host: host2, digest, path } = origin;
  const element = h("div", {
    class: "preview"
  });
  const latest = new Latest();
  let inner = null;
  const ask2 = () => {
    element.replaceChildren(loading(path ?? origin.output.name));
    latest.ask(() => host2.source.preview(requestOf(firstPage, digest, path)), {
      done: (preview) => {
        inner?.close();
        inner = shown(preview, origin);
        element.replaceChildren(inner.element);
      },
      failed: (message) => element.replaceChildren(failure(message, ask2))
    });
  };
  ask2();
  return {
    element,
    close: () => {
      latest.drop();
      inner?.close();
    }
  };
}
function shown(preview, origin) {
  const { host: host2, stage, output, digest, path } = origin;
  const label = path === void 0 ? output.name : `${output.name}/${path}`;
  const still = (element) => ({
    element,
    close() {
    }
  });
  switch (preview.type) {
    case "table":
      return tableView(preview, {
        source: host2.source,
        digest,
        label,
        ...path === void 0 ? {} : {
          path
        }
      });
    case "curves":
      return curvesView(preview);
    case "samples":
      return samplesView(preview, {
        host: host2,
        stage,
        output: output.name
      });
    case "folder":
      return folderView(preview, origin, previewView);
    case "image":
      return still(imageView(preview, label));
    case "tensors":
      return still(tensorsView(preview, label));
    case "json":
      return still(jsonView(preview.value));
    case "text":
      return still(textView(label, preview.text, preview.language, preview.cutOff));
    case "none":
      return still(note(preview.why));
  }
}

// client/panel/outputs.ts
function outputsSection(host2, record, asked, closing) {
  if (record.outputs.length === 0) return note("It puts nothing out.");
  const watched = /* @__PURE__ */ new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      watched.get(target)?.();
    }
  }, {
    rootMargin: "400px"
  });
  closing.push(() => observer.disconnect());
  const ordered = orderOf(record.outputs);
  const sections = ordered.map((output) => {
    const place = h("div", {
      class: "preview-place"
    });
    const section = h("section", {
      class: "output",
      "aria-label": `Output ${output.name}`
    }, outputHead(host2, output), place);
    const { digest } = output;
    if (digest === null) place.append(note("It has not been made yet."));
    else {
      watched.set(section, () => {
        const view2 = previewView({
          host: host2,
          stage: record.stage,
          output,
          digest
        });
        closing.push(() => view2.close());
        place.append(view2.element);
      });
      observer.observe(section);
    }
    return section;
  });
  const element = h("div", {
    class: "outputs"
  }, ...sections);
  const at = asked === null ? -1 : ordered.findIndex(({ digest }) => digest?.startsWith(asked));
  if (at > 0) {
    requestAnimationFrame(() => sections[at].scrollIntoView());
  }
  if (at >= 0 && sections.length > 1) sections[at].classList.add("asked");
  return element;
}
function orderOf(outputs) {
  return outputs.toSorted((a, b) => Number(a.form === "folder") - Number(b.form === "folder") || (b.size ?? 0) - (a.size ?? 0));
}
function outputHead(host2, output) {
  const { name, type, form, digest, size, mediaType } = output;
  const address = digest === null || form === "folder" ? null : host2.source.file?.(digest) ?? null;
  return h("header", {}, h("h3", {}, name), h("p", {
    class: "file-facts"
  }, type === name ? null : h("span", {
    title: mediaType
  }, type), size === null ? null : h("span", {}, bytes(size)), digest === null ? null : digestText(digest), address === null ? null : h("a", {
    href: address,
    download: true
  }, "Download")));
}

// client/panel/params.ts
function paramsSection(stages, record) {
  const leaves = leavesOf(record.params).filter(([path]) => path !== "");
  if (leaves.length === 0) return note("It has no parameters.");
  const others = siblingsOf(stages, record.stage).map(({ params }) => params).filter((params) => params !== void 0).map((params) => new Map(leavesOf(params)));
  const compared = others.length > 2;
  const rows = leaves.map(([path, value2]) => {
    const values = others.map((other) => other.get(path) ?? null);
    const most = commonest(values);
    const same = values.filter((other) => JSON.stringify(other) === JSON.stringify(value2)).length;
    return {
      path,
      value: value2,
      differs: compared && most !== null && JSON.stringify(most.value) !== JSON.stringify(value2),
      said: !compared || most === null ? "" : same === values.length ? "all" : JSON.stringify(most.value) === JSON.stringify(value2) ? `${same} of ${values.length}` : `${same}; ${most.times} have ${valueText(most.value)}`
    };
  });
  return h("div", {}, sideways("Parameters", h("table", {
    class: "grid params"
  }, h("thead", {}, h("tr", {}, h("th", {
    scope: "col"
  }, "Parameter"), h("th", {
    scope: "col"
  }, "Value"), compared ? h("th", {
    scope: "col"
  }, `With this value, of ${others.length} of kind ${record.kind}`) : null)), h("tbody", {}, ...rows.map(({ path, value: value2, differs, said: said2 }) => h("tr", {
    class: differs ? "unusual" : null
  }, h("th", {
    scope: "row"
  }, ...pathText(path)), h("td", {
    class: "value"
  }, valueText(value2)), compared ? h("td", {
    class: "dim"
  }, said2) : null))))), rows.some(({ differs }) => differs) ? h("p", {
    class: "hint"
  }, h("mark", {
    class: "differs"
  }, "Marked"), " is what most stages of the kind have otherwise.") : null);
}
function valueText(value2) {
  if (typeof value2 === "string") return value2 === "" ? '""' : value2;
  if (Array.isArray(value2)) {
    return value2.map((item2) => isBranch(item2) ? "\u2026" : leafText(item2)).join(", ") || "[]";
  }
  return isBranch(value2) ? "{}" : leafText(value2);
}

// client/panel/records.ts
function recordsSection(records) {
  if (records.length === 0) return note("It has not run yet.");
  const name = ({ key, n }) => `${key}/${n}`;
  const now = records.find(({ current }) => current) ?? records[0];
  const before = records.find((record) => record !== now);
  let a = before === void 0 ? null : name(before);
  let b = name(now);
  const link = h("a", {
    class: "button"
  }, "Compare the two");
  const draw = () => {
    const same = a === null || b === null || a === b;
    if (same) link.removeAttribute("href");
    else link.setAttribute("href", comparePlace(a, b));
    link.setAttribute("aria-disabled", String(same));
  };
  const radio = (side3, record) => h("input", {
    type: "radio",
    name: `compare-${side3}`,
    "aria-label": `${side3 === "a" ? "Compare from" : "Compare to"} the record of ${moment(record.startedAt)}`,
    checked: name(record) === (side3 === "a" ? a : b),
    onchange: () => {
      if (side3 === "a") a = name(record);
      else b = name(record);
      draw();
    }
  });
  const several = records.length > 1;
  draw();
  return h("div", {
    class: "records"
  }, sideways("Records", h("table", {
    class: "grid"
  }, h("thead", {}, h("tr", {}, several ? h("th", {
    scope: "col"
  }, "From") : null, several ? h("th", {
    scope: "col"
  }, "To") : null, h("th", {
    scope: "col"
  }, "Ran"), h("th", {
    scope: "col",
    class: "number"
  }, "Took"), h("th", {
    scope: "col"
  }, "Key"), h("th", {
    scope: "col",
    class: "number"
  }, "Record"), h("th", {
    scope: "col"
  }, "Stands"))), h("tbody", {}, ...records.map((record) => h("tr", {}, several ? h("td", {}, radio("a", record)) : null, several ? h("td", {}, radio("b", record)) : null, h("td", {}, moment(record.startedAt)), h("td", {
    class: "number"
  }, duration(record.seconds)), h("td", {}, digestText(record.key, "key")), h("td", {
    class: "number"
  }, String(record.n)), h("td", {}, record.current ? "now" : "")))))), several ? h("p", {}, link) : note("It ran once; there is nothing to compare."));
}

// client/panel/stage_head.ts
var verdicts = {
  "identical": "identical to the lock",
  "within tolerance": "within the lock's tolerance",
  "changed": "changed against the lock",
  "drifted": "drifted from the lock",
  "new": "not in the lock"
};
var determinisms = {
  bitwise: "same bytes on every machine",
  adapter: "same bytes on the same adapter",
  none: "claims none"
};
function stageHead(name, node, detail) {
  const record = detail?.record ?? null;
  const kind = detail?.kind ?? node?.kind ?? "";
  const warnings = record?.warnings ?? node?.warnings ?? [];
  const parts = [
    h("p", {
      class: "kind"
    }, kind),
    h("h2", {
      class: "path"
    }, ...pathText(name)),
    detail === null || detail.doc === "" ? null : h("p", {
      class: "doc"
    }, detail.doc),
    node === null ? null : statusLine(node),
    node?.status === "running" ? progress(node) : null,
    record === null ? null : facts([
      [
        "Ran",
        h("time", {
          datetime: record.startedAt
        }, moment(record.startedAt))
      ],
      [
        "Took",
        duration(record.seconds)
      ],
      [
        "Device",
        deviceText(record.device)
      ],
      [
        "Determinism",
        determinisms[record.determinism] ?? record.determinism
      ],
      [
        "Threads",
        String(record.threads)
      ],
      ...record.peakMemory === null ? [] : [
        [
          "Memory",
          `${grouped(record.peakMemory)}\u202FMiB`
        ]
      ],
      [
        "Machine",
        machineText(record.machine)
      ],
      ...record.isolation === null ? [] : [
        [
          "Isolation",
          record.isolation
        ]
      ]
    ], "facts across"),
    warnings.length === 0 ? null : h("section", {
      class: "warnings",
      "aria-label": "Warnings"
    }, h("h3", {}, warnings.length === 1 ? "Warning" : "Warnings"), h("ul", {}, ...warnings.map((text) => h("li", {}, text))))
  ];
  return parts.filter((part) => part !== null);
}
function statusLine(node) {
  const { status, verdict, why, what } = node;
  const said2 = [
    h("strong", {}, status[0].toUpperCase() + status.slice(1))
  ];
  if (verdict !== null) said2.push(`, ${verdicts[verdict]}`);
  const tone = status === "failed" || verdict === "drifted" ? "bad" : verdict === "changed" || status === "to run" || status === "waiting" ? "caution" : verdict === "identical" || verdict === "within tolerance" ? "good" : "plain";
  return h("div", {
    class: `status status-${tone}`
  }, h("p", {}, ...said2), why === null ? null : h("p", {
    class: "why"
  }, why), what === null ? null : h("p", {
    class: "why"
  }, what));
}
function progress({ progress: progress2 }) {
  if (progress2 === null) return null;
  const { done, total, unit } = progress2;
  const bar = h("progress", {
    max: total,
    value: done
  });
  bar.setAttribute("aria-label", `Progress in ${unit}`);
  return h("p", {
    class: "progress"
  }, bar, ` ${grouped(done)} of ${grouped(total)} ${unit}`);
}
function deviceText(device) {
  return device === "none" ? "none needed" : device.replace(":", ": ");
}
function machineText(machine) {
  const { os, arch, cores, ...rest } = machine;
  return [
    [
      os,
      arch
    ].filter((part) => part !== void 0).join(" "),
    cores === void 0 ? "" : `${cores} cores`,
    ...Object.entries(rest).map(([name, value2]) => `${name} ${value2}`)
  ].filter((part) => part !== "").join(", ");
}

// client/panel/tabs.ts
function tabs(label, sections, chosen, tell) {
  const base = freshId("tabs");
  const buttons = sections.map(({ id, title, count: count2 }) => h("button", {
    type: "button",
    role: "tab",
    id: `${base}-${id}`,
    "aria-controls": `${base}-${id}-panel`,
    onclick: () => show(id, false),
    onkeydown: (event) => move(event, id)
  }, title, count2 === null ? null : h("span", {
    class: "count"
  }, ` ${count2}`)));
  const panels = sections.map(({ id }) => h("div", {
    role: "tabpanel",
    id: `${base}-${id}-panel`,
    "aria-labelledby": `${base}-${id}`,
    tabindex: 0,
    hidden: true
  }));
  const list = h("div", {
    role: "tablist",
    "aria-label": label,
    class: "tablist"
  }, ...buttons);
  const made = /* @__PURE__ */ new Set();
  function show(id, focus) {
    sections.forEach((section, index) => {
      const button = buttons[index];
      const panel = panels[index];
      const on = section.id === id;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      panel.hidden = !on;
      if (!on) return;
      if (!made.has(id)) {
        made.add(id);
        panel.append(section.make());
      }
      if (focus) button.focus();
      reveal(button);
    });
    tell(id);
  }
  function reveal(button) {
    const left = button.offsetLeft - list.offsetLeft;
    const over = left + button.offsetWidth - list.clientWidth;
    if (left < list.scrollLeft) list.scrollLeft = left;
    else if (over > list.scrollLeft) list.scrollLeft = over;
  }
  function move(event, id) {
    const at = sections.findIndex((section) => section.id === id);
    const last = sections.length - 1;
    const next = event.key === "ArrowRight" ? at === last ? 0 : at + 1 : event.key === "ArrowLeft" ? at === 0 ? last : at - 1 : event.key === "Home" ? 0 : event.key === "End" ? last : null;
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    show(sections[next].id, true);
  }
  const first = sections.some(({ id }) => id === chosen) ? chosen : sections[0].id;
  show(first, false);
  return h("div", {
    class: "tabs"
  }, list, ...panels);
}

// client/panel/stage.ts
var lastSection = null;
function stageView(host2, name, output = null) {
  const latest = new Latest();
  const closing = [];
  const head = h("header", {
    class: "stage-head"
  });
  const body = h("div", {});
  const element = h("article", {
    class: "stage-view panel"
  }, head, body);
  let node = find();
  let detail = null;
  function find() {
    return host2.graph().stages.find((stage) => stage.name === name) ?? null;
  }
  function close() {
    latest.drop();
    for (const one of closing.splice(0)) one();
  }
  function ask2() {
    if (detail === null) body.replaceChildren(loading("the stage"));
    latest.ask(() => host2.source.stage(name), {
      done: (answer) => {
        detail = answer;
        draw();
      },
      failed: (message) => body.replaceChildren(failure(message, ask2))
    });
  }
  function draw() {
    head.replaceChildren(...stageHead(name, node, detail));
    if (detail === null) return;
    for (const one of closing.splice(0)) one();
    const sections = sectionsOf(host2, node, detail, output, closing);
    body.replaceChildren(tabs("What is known of the stage", sections, output === null ? lastSection : "outputs", (id) => lastSection = id));
  }
  if (node === null) {
    body.append(failure(`This profile has no stage "${name}"`));
  } else {
    draw();
    ask2();
  }
  return {
    element,
    update() {
      const before = node;
      node = find();
      if (node === before || node === null) return;
      if (node.key !== before?.key || node.startedAt !== before?.startedAt) {
        ask2();
      }
      head.replaceChildren(...stageHead(name, node, detail));
    },
    close
  };
}
function sectionsOf(host2, node, detail, output, closing) {
  const { record, records } = detail;
  const { stages } = host2.graph();
  const inputs = node?.inputs ?? [];
  const made = madeFrom(stages, detail.name).length;
  const lineage = {
    id: "inputs",
    title: "Lineage",
    count: inputs.length + made,
    make: () => inputsSection(stages, detail.name, inputs, record)
  };
  const others = {
    id: "records",
    title: "Records",
    count: records.length,
    make: () => recordsSection(records)
  };
  if (record === null) {
    return records.length > 0 ? [
      lineage,
      others
    ] : [
      lineage
    ];
  }
  const { log } = record;
  return [
    {
      id: "outputs",
      title: "Outputs",
      count: record.outputs.length,
      make: () => outputsSection(host2, record, output, closing)
    },
    {
      id: "metrics",
      title: "Metrics",
      count: Object.keys(record.metrics).length,
      make: () => metricsSection(stages, record)
    },
    {
      id: "params",
      title: "Parameters",
      count: null,
      make: () => paramsSection(stages, record)
    },
    lineage,
    {
      id: "code",
      title: "Code",
      count: record.code.length,
      make: () => codeSection(host2, record, closing)
    },
    {
      id: "key",
      title: "Key",
      count: null,
      make: () => keySection(host2.graph(), record)
    },
    ...log === null ? [] : [
      {
        id: "log",
        title: "Log",
        count: null,
        make: () => logSection(host2, log, closing)
      }
    ],
    others
  ];
}

// client/panel/coordinates.ts
function axesOf(results) {
  const values = /* @__PURE__ */ new Map();
  for (const { coordinates } of results) {
    for (const [name, value2] of Object.entries(coordinates)) {
      const set = values.get(name) ?? /* @__PURE__ */ new Set();
      values.set(name, set.add(value2));
    }
  }
  return [
    ...values
  ].filter(([, set]) => set.size > 1).map(([name, set]) => ({
    name,
    values: [
      ...set
    ].sort((a, b) => inOrder2(a, b, 1))
  }));
}
function chosenOf(results, choice) {
  return results.filter(({ coordinates }) => [
    ...choice
  ].every(([name, value2]) => coordinates[name] === value2));
}
function metricsOf(results) {
  return [
    ...new Set(results.flatMap(({ metrics }) => Object.keys(metrics)))
  ];
}
function summaryOf(results, metric) {
  const values = results.map(({ metrics }) => metrics[metric]).filter((value2) => Number.isFinite(value2));
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((sum, value2) => sum + value2, 0) / n;
  const squares = values.reduce((sum, value2) => sum + (value2 - mean) ** 2, 0);
  return {
    n,
    mean,
    deviation: n < 2 ? null : Math.sqrt(squares / (n - 1)),
    least: values.reduce((a, b) => Math.min(a, b)),
    greatest: values.reduce((a, b) => Math.max(a, b))
  };
}
function rowCoordinates(row, axes) {
  const found = /* @__PURE__ */ new Map();
  for (const cell of row) {
    if (typeof cell !== "string" || cell === "") continue;
    const fitting = axes.filter(({ values }) => values.includes(cell));
    const axis = fitting.length === 1 ? fitting[0] : null;
    if (axis !== null && !found.has(axis.name)) found.set(axis.name, cell);
  }
  return found;
}

// client/panel/match_rows.ts
var repeated = /* @__PURE__ */ new Set([
  "seed",
  "repeat",
  "repetition",
  "fold"
]);
function matchRows(table, results, axes) {
  const named = table.rows.map((row) => rowCoordinates(row, axes));
  const metrics = metricsOf(results);
  const taken = new Set(named.flatMap((row) => [
    ...row.keys()
  ]));
  const rest = axes.filter(({ name }) => !taken.has(name) && !repeated.has(name));
  let best = null;
  for (const choice of choicesOf(rest, results)) {
    let score = 0;
    table.rows.forEach((row, index) => {
      const members = membersOf(results, named[index], choice);
      score += explained(row, members, metrics);
    });
    if (best === null || score > best.score) best = {
      choice,
      score
    };
  }
  return table.rows.map((row, index) => {
    if (best === null || best.score === 0 || named[index].size === 0) {
      return null;
    }
    const members = membersOf(results, named[index], best.choice);
    return explained(row, members, metrics) > 0 ? members : null;
  });
}
function membersOf(results, named, rest) {
  return chosenOf(results, named).filter(({ coordinates }) => [
    ...rest
  ].every(([name, value2]) => coordinates[name] === value2 || (coordinates[name] ?? null) === null));
}
function choicesOf(axes, results) {
  const found = /* @__PURE__ */ new Map();
  for (const { coordinates } of results) {
    const choice = new Map(axes.map(({ name }) => [
      name,
      coordinates[name] ?? null
    ]));
    found.set(JSON.stringify([
      ...choice
    ]), choice);
  }
  return [
    ...found.values()
  ];
}
function explained(row, members, metrics) {
  if (members.length === 0) return 0;
  const means = metrics.map((metric) => summaryOf(members, metric)?.mean);
  return row.filter((cell) => {
    const shown3 = shownNumber(cell);
    return shown3 !== null && means.some((mean) => mean !== void 0 && Math.abs(mean - shown3.value) <= shown3.half * 1.0001);
  }).length;
}
function shownNumber(cell) {
  if (cell === null) return null;
  const text = String(cell).replace("\u2212", "-");
  const match = /^-?\d*(?:\.(\d+))?$/.exec(text);
  if (match === null || match[1] === void 0) return null;
  return {
    value: Number(text),
    half: 0.5 * 10 ** -match[1].length
  };
}

// client/panel/result_list.ts
var few2 = 40;
function resultList(results, axes) {
  const metrics = metricsOf(results);
  const choice = /* @__PURE__ */ new Map();
  let order = null;
  let all = false;
  const head = h("tr", {});
  const totals = h("tbody", {
    class: "totals"
  });
  const body = h("tbody", {});
  const more = h("button", {
    type: "button",
    class: "more",
    onclick: () => {
      all = true;
      draw();
    }
  });
  const reset = h("button", {
    type: "button",
    class: "more",
    onclick: () => {
      choice.clear();
      for (const select of selects) select.value = "";
      change();
    }
  }, "Choose all");
  const selects = axes.map((axis) => selectOf(axis));
  function selectOf({ name, values }) {
    const select = h("select", {
      id: freshId("axis"),
      onchange: () => {
        if (select.value === "") choice.delete(name);
        else choice.set(name, values[Number(select.value)]);
        change();
      }
    }, h("option", {
      value: ""
    }, "all"), ...values.map((value2, index) => h("option", {
      value: index
    }, value2 === null ? "none" : value2)));
    return select;
  }
  function change() {
    all = false;
    draw();
    announce(`${chosenOf(results, choice).length} results`);
  }
  function valueOf(entry, name) {
    return metrics.includes(name) ? entry.metrics[name] ?? null : entry.coordinates[name] ?? null;
  }
  function sort(name) {
    const numeric = metrics.includes(name);
    order = order?.name !== name ? {
      name,
      descending: false
    } : order.descending ? null : {
      name,
      descending: true
    };
    all = all && numeric;
    draw();
  }
  function draw() {
    const chosen = chosenOf(results, choice);
    const sorted = order === null ? chosen : chosen.toSorted((a, b) => inOrder2(valueOf(a, order.name), valueOf(b, order.name), order.descending ? -1 : 1));
    const shown3 = all || sorted.length <= few2 + 10 ? sorted : sorted.slice(0, few2);
    const buttons = [
      ...head.querySelectorAll("button")
    ];
    const focused = buttons.indexOf(document.activeElement);
    head.replaceChildren(...[
      ...axes.map(({ name }) => name),
      ...metrics
    ].map((name, index) => sortableHead(name, null, index >= axes.length, order?.name !== name ? null : order.descending ? "descending" : "ascending", () => sort(name))), h("th", {
      scope: "col"
    }, "Source"));
    if (focused >= 0) head.querySelectorAll("button")[focused]?.focus();
    totals.replaceChildren(...summaryRows(chosen));
    body.replaceChildren(...shown3.map(resultRow));
    more.hidden = shown3.length === sorted.length;
    more.textContent = `Show all ${sorted.length}`;
    reset.hidden = choice.size === 0;
  }
  function summaryRows(chosen) {
    const sums = metrics.map((name) => summaryOf(chosen, name));
    const row = (name, value2) => h("tr", {}, h("th", {
      scope: "row",
      colspan: Math.max(1, axes.length)
    }, name), ...sums.map((sum) => {
      const of = sum === null ? null : value2(sum);
      return h("td", {
        class: "number"
      }, of === null ? "" : brief(of, 3));
    }), h("td", {}));
    return [
      row(`Mean of ${count(chosen.length, "result")}`, ({ mean }) => mean),
      row("Standard deviation", ({ deviation }) => deviation)
    ];
  }
  function resultRow(entry) {
    const { coordinates, stage, source: source2 } = entry;
    return h("tr", {}, ...axes.map(({ name }, index) => {
      const value2 = coordinates[name] ?? null;
      const text = value2 === null ? "" : String(value2);
      const cell = index === 0 ? "th" : "td";
      return h(cell, {
        scope: index === 0 ? "row" : null
      }, index === 0 && stage !== null ? h("a", {
        href: stagePlace(stage),
        title: stage
      }, text || stage) : text);
    }), ...metrics.map((name) => {
      const value2 = entry.metrics[name];
      return h("td", {
        class: "number",
        title: value2 === void 0 ? null : String(value2)
      }, value2 === void 0 ? "" : brief(value2, 3));
    }), h("td", {}, artifactLink(source2)));
  }
  draw();
  return h("section", {
    class: "result-list"
  }, h("h3", {}, `All ${count(results.length, "result")}`), h("p", {
    class: "hint"
  }, "The first word of a row leads to the stage that made it, the digest to the artifact that its numbers stand in."), axes.length === 0 ? null : h("div", {
    class: "axes"
  }, ...axes.map(({ name }, index) => h("div", {
    class: "axis"
  }, h("label", {
    for: selects[index].id
  }, name), selects[index])), reset), sideways("All results", h("table", {
    class: "grid results-grid"
  }, h("thead", {}, head), totals, body)), more);
}

// client/panel/result_table.ts
function resultTable({ title, columns, rows, notes }, sources) {
  const linked = sources.some((one) => one !== null && one.length > 0);
  const body = h("tbody", {});
  rows.forEach((row, index) => {
    const from = sources[index] ?? null;
    body.append(...tableRow(row, columns, from));
  });
  return h("section", {
    class: "result-table"
  }, h("h3", {}, title), linked ? h("p", {
    class: "hint"
  }, "Choose a row for the results that its numbers are the means of, each with a link to its stage and, from there, back to the source.") : null, sideways("Result table", h("table", {
    class: "grid"
  }, h("thead", {}, h("tr", {}, ...columns.map(({ name, align }) => h(name === "" ? "td" : "th", {
    scope: name === "" ? null : "col",
    class: align === "right" ? "number" : null
  }, name)))), body)), notes.length === 0 ? null : h("ul", {
    class: "notes"
  }, ...notes.map((text) => h("li", {}, text))));
}
function tableRow(row, columns, from) {
  const [first = "", ...others] = row;
  const cells = others.map((cell, index) => {
    const column = columns[index + 1];
    return h("td", {
      class: column?.align === "right" ? "number" : null
    }, cellText(cell, column?.digits));
  });
  const name = cellText(first, columns[0]?.digits);
  if (from === null || from.length === 0) {
    return [
      h("tr", {}, h("th", {
        scope: "row"
      }, name), ...cells)
    ];
  }
  const id = freshId("sources");
  const detail = h("tr", {
    id,
    class: "sources",
    hidden: true
  });
  const button = h("button", {
    type: "button",
    class: "unfold",
    "aria-expanded": "false",
    "aria-controls": id,
    onclick: (event) => {
      event.stopPropagation();
      toggle();
    }
  }, name);
  function toggle() {
    detail.hidden = !detail.hidden;
    button.setAttribute("aria-expanded", String(!detail.hidden));
    if (detail.childElementCount > 0) return;
    detail.append(h("td", {
      colspan: Math.max(1, row.length)
    }, sourcesOf(from)));
  }
  return [
    h("tr", {
      class: "unfolds",
      onclick: toggle
    }, h("th", {
      scope: "row"
    }, button), ...cells),
    detail
  ];
}
function cellText(cell, digits) {
  if (cell === null) return "";
  if (typeof cell === "string") return cell;
  return digits === void 0 ? brief(cell) : cell.toFixed(digits);
}
function sourcesOf(from) {
  const metrics = metricsOf(from);
  return h("table", {
    class: "grid sources-table"
  }, h("thead", {}, h("tr", {}, h("th", {
    scope: "col"
  }, "Made by"), ...metrics.map((name) => h("th", {
    scope: "col",
    class: "number"
  }, name)))), h("tbody", {}, ...from.map(({ stage, source: source2, metrics: values }) => h("tr", {}, h("th", {
    scope: "row"
  }, stage === null ? source2.slice(0, 12) : stageLink(stage)), ...metrics.map((name) => numberCell(values[name])))), h("tr", {
    class: "total"
  }, h("th", {
    scope: "row"
  }, `Mean of ${from.length}`), ...metrics.map((name) => numberCell(summaryOf(from, name)?.mean)))));
}
function numberCell(value2) {
  return h("td", {
    class: "number",
    title: value2 === void 0 ? null : String(value2)
  }, value2 === void 0 ? "" : brief(value2, 3));
}

// client/panel/results.ts
function resultsView(host2) {
  const element = h("article", {
    class: "results-view panel"
  });
  let drawn = null;
  function draw() {
    const graph2 = host2.graph();
    const { table, results, report } = graph2;
    if (drawn === graph2) return;
    drawn = graph2;
    const axes = axesOf(results);
    const head = h("header", {}, h("h2", {}, "Results"), h("p", {
      class: "hint"
    }, `Profile ${graph2.profile}, device ${graph2.device}`, graph2.altered.length === 0 ? "" : `, ${graph2.altered.join(", ")}`, report === null ? "" : ". The report is made by ", report === null ? null : stageLink(report.stage)));
    element.replaceChildren(head);
    if (table === null && results.length === 0) {
      element.append(note("There are no results yet. `deno task reproduce` makes them"));
      return;
    }
    if (table !== null) {
      element.append(resultTable(table, matchRows(table, results, axes)));
    }
    if (results.length > 0) element.append(resultList(results, axes));
  }
  draw();
  return {
    element,
    update: draw,
    close() {
    }
  };
}

// client/panel/differences.ts
var titles = {
  kind: "Kind",
  code: "Code",
  packages: "Packages",
  params: "Parameters",
  inputs: "Inputs",
  deno: "Deno",
  device: "Device",
  outputs: "Outputs",
  metrics: "Metrics"
};
function differenceGroups(differences) {
  const groups = Map.groupBy(differences, ({ field }) => field);
  const order = Object.keys(titles);
  const place = (field) => {
    const at = order.indexOf(field);
    return at < 0 ? order.length : at;
  };
  return [
    ...groups
  ].toSorted(([a], [b]) => place(a) - place(b)).map(([field, members]) => h("section", {
    class: "difference-group"
  }, h("h3", {}, titles[field] ?? field, h("span", {
    class: "count"
  }, ` ${members.length}`)), members.every(bothNumbers) ? numbers(members) : h("div", {}, ...members.map(difference))));
}
function bothNumbers({ before, after }) {
  return typeof before === "number" && typeof after === "number";
}
function numbers(members) {
  const heads = [
    "Before",
    "After",
    "Change",
    ""
  ];
  return sideways("Numbers that differ", h("table", {
    class: "grid"
  }, h("thead", {}, h("tr", {}, h("th", {
    scope: "col"
  }, "Name"), ...heads.map((name) => name === "" ? h("td", {}) : h("th", {
    scope: "col",
    class: "number"
  }, name)))), h("tbody", {}, ...members.map(({ name, before, after }) => {
    const [from, to] = [
      before,
      after
    ];
    const share = from === 0 ? null : 100 * (to - from) / Math.abs(from);
    return h("tr", {}, h("th", {
      scope: "row"
    }, ...pathText(name)), h("td", {
      class: "number",
      title: String(from)
    }, brief(from)), h("td", {
      class: "number",
      title: String(to)
    }, brief(to)), h("td", {
      class: "number value"
    }, signed(to - from)), h("td", {
      class: "number dim"
    }, share === null ? "" : `${signed(share, 3)}\u202F%`));
  }))));
}
var words = {
  added: "added",
  removed: "removed",
  changed: "changed"
};
function difference(one) {
  const { name, change, line, diff, before, after } = one;
  return h("div", {
    class: `difference difference-${change}`
  }, h("p", {
    class: "difference-head"
  }, h("span", {
    class: "change"
  }, words[change]), " ", h("strong", {
    class: "path"
  }, ...pathText(name))), line === "" ? null : h("p", {
    class: "hint"
  }, line), diff !== void 0 && diff !== "" ? diffView(`Changes of ${name}`, diff) : h("dl", {
    class: "before-after"
  }, change === "added" ? null : value("\u2212", "Before", before), change === "removed" ? null : value("+", "After", after)));
}
function value(sign, title, json) {
  return h("div", {
    class: sign === "+" ? "line-added" : "line-removed"
  }, h("dt", {}, h("span", {
    "aria-hidden": "true"
  }, sign), h("span", {
    class: "unseen"
  }, title)), h("dd", {}, typeof json === "string" && /^[0-9a-f]{64}$/.test(json) ? artifactLink(json) : isBranch(json) ? jsonView(json) : typeof json === "string" ? json : JSON.stringify(json)));
}

// client/panel/comparison.ts
function comparisonView(host2, a, b) {
  const latest = new Latest();
  const body = h("div", {});
  const element = h("article", {
    class: "comparison-view panel"
  }, h("header", {}, h("h2", {}, "Comparison")), body);
  const ask2 = () => {
    body.replaceChildren(loading("the comparison"));
    latest.ask(() => host2.source.compare(a, b), {
      done: (comparison) => body.replaceChildren(...shown2(comparison)),
      failed: (message) => body.replaceChildren(failure(message, ask2))
    });
  };
  ask2();
  return {
    element,
    update() {
    },
    close: () => latest.drop()
  };
}
function shown2({ a, b, first, differences }) {
  const said2 = differences.length === 0 ? "They are the same in everything that a record holds of its key, its outputs and its metrics." : first ?? "What differs is no cause of anything else that differs.";
  return [
    h("div", {
      class: "sides"
    }, side("Before", a), side("After", b)),
    h("section", {
      class: "first-difference"
    }, h("h3", {}, differences.length === 0 ? "No difference" : "The first difference"), h("p", {}, said2), differences.length === 0 ? null : h("p", {
      class: "hint"
    }, `${count(differences.length, "difference")} in all`)),
    ...differenceGroups(differences)
  ];
}
function side(title, record) {
  return h("section", {
    class: "side"
  }, h("h3", {}, title), h("p", {
    class: "side-stage"
  }, stageLink(record.stage)), facts([
    [
      "Ran",
      moment(record.startedAt)
    ],
    [
      "Took",
      duration(record.seconds)
    ],
    [
      "Key",
      digestText(record.key, "key")
    ],
    [
      "Record",
      record.current ? `${record.n}, stands now` : String(record.n)
    ]
  ], "facts across"));
}

// api.ts
function previewId(digest, path) {
  return path === void 0 ? digest : `${digest}/${path}`;
}

// client/source.ts
function served() {
  return {
    type: "served",
    graph: () => ask("graph", {}),
    stage: (name) => ask("stage", {
      name
    }),
    record: (key, n) => ask("record", {
      key,
      n
    }),
    preview: (request) => ask("preview", {
      ...request
    }),
    compare: (a, b) => ask("compare", {
      a,
      b
    }),
    file: (digest, path) => `file?${parameters({
      digest,
      path
    })}`,
    updates(tell) {
      const events = new EventSource("api/events");
      events.addEventListener("message", (event) => tell(JSON.parse(event.data)));
      return () => events.close();
    }
  };
}
function parameters(given) {
  const set = Object.entries(given).filter(([, value2]) => value2 !== void 0);
  return new URLSearchParams(set.map(([name, value2]) => [
    name,
    `${value2}`
  ]));
}
async function ask(what, given) {
  let answer;
  try {
    answer = await fetch(`api/${what}?${parameters(given)}`);
  } catch {
    throw new Error("The explorer's server does not answer. Start it again with `deno task explore`");
  }
  const body = await answer.json().catch(() => null);
  if (answer.ok && body !== null) return body;
  throw new Error(typeof body?.error === "string" ? body.error : `The explorer's server answered ${answer.status}`);
}
function embedded(data2) {
  const unpacked = unpack(data2);
  return {
    type: "embedded",
    graph: async () => (await unpacked).graph,
    async stage(name) {
      const { details } = await unpacked;
      if (Object.hasOwn(details, name)) return details[name];
      throw new Error(`This page has no details of stage "${name}"`);
    },
    async record(key, n) {
      const found = findRecord(await unpacked, key, n);
      if (found !== null) return found;
      throw new Error("This page has only the records that stand for the stages now. `deno task explore` shows all of them");
    },
    async preview({ digest, path }) {
      const { previews } = await unpacked;
      const id = previewId(digest, path);
      if (Object.hasOwn(previews, id)) return previews[id];
      const why = "Left out of this page for its size. `deno task explore` shows it";
      return {
        type: "none",
        why
      };
    },
    compare() {
      return Promise.reject(new Error("A page that stands alone cannot compare records. `deno task explore` can"));
    },
    file: () => null,
    updates: () => () => {
    }
  };
}
function findRecord({ details }, key, n) {
  for (const { record } of Object.values(details)) {
    if (record?.key === key && record.n === n) return record;
  }
  return null;
}
async function unpack(data2) {
  const bytes2 = Uint8Array.from(atob(data2.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([
    bytes2
  ]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).json();
}

// client/main.ts
var data = document.getElementById("data")?.textContent ?? null;
var source = data === null ? served() : embedded(data);
var graph = await source.graph();
var host = {
  source,
  graph: () => graph
};
var side2 = h("aside", {
  "aria-label": "Details"
});
document.body.append(side2);
var view = null;
var go = () => {
  view?.close();
  const place = parsePlace(location.hash);
  if (place.at === "stage") view = stageView(host, place.stage);
  else if (place.at === "compare") {
    view = comparisonView(host, place.a, place.b);
  } else if (place.at === "results") view = resultsView(host);
  else view = null;
  side2.replaceChildren(...view === null ? [] : [
    view.element
  ]);
};
addEventListener("hashchange", go);
go();
