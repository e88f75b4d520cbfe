// Made by `deno task build:explorer` from the modules in client/.
// What is in it of the package diff is under this license:
// BSD 3-Clause License
//
// Copyright (c) 2009-2015, Kevin Decker <kpdecker@gmail.com>
// All rights reserved.
//
// Redistribution and use in source and binary forms, with or without
// modification, are permitted provided that the following conditions are met:
//
// 1. Redistributions of source code must retain the above copyright notice, this
//    list of conditions and the following disclaimer.
//
// 2. Redistributions in binary form must reproduce the above copyright notice,
//    this list of conditions and the following disclaimer in the documentation
//    and/or other materials provided with the distribution.
//
// 3. Neither the name of the copyright holder nor the names of its
//    contributors may be used to endorse or promote products derived from
//    this software without specific prior written permission.
//
// THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
// AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
// IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
// DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
// FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
// DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
// SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
// CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
// OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
// OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
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
function replaceChanged(parent, elements) {
  const before = new Set(parent.children);
  const after = elements.map((one) => {
    const same = [
      ...before
    ].find((other) => other.isEqualNode(one));
    if (same === void 0) return one;
    before.delete(same);
    return same;
  });
  for (const one of before) one.remove();
  for (const [at, one] of after.entries()) {
    const there = parent.children[at] ?? null;
    if (there !== one) parent.insertBefore(one, there);
  }
}

// api/embedded.ts
function previewId(digest, path) {
  return path === void 0 ? digest : `${digest}/${path}`;
}

// packed.ts
function unpack({ code, details, ...rest }) {
  const unpacked = details.map(([name, detail]) => [
    name,
    {
      ...detail,
      record: detail.record === null ? null : {
        ...detail.record,
        code: code[detail.record.code]
      }
    }
  ]);
  return {
    ...rest,
    version: 1,
    details: Object.fromEntries(unpacked)
  };
}

// compare/order.ts
function compareCodePoints(a, b) {
  const x = [
    ...a
  ], y = [
    ...b
  ];
  const length = Math.min(x.length, y.length);
  for (let i = 0; i < length; i++) {
    const by = x[i].codePointAt(0) - y[i].codePointAt(0);
    if (by !== 0) return by;
  }
  return x.length - y.length;
}

// compare/execution.ts
function outputOf({ outputs }, digest) {
  const names = Object.keys(outputs).sort(compareCodePoints);
  return names.find((name) => outputs[name].digest === digest) ?? null;
}
var ofCode = /* @__PURE__ */ new Set([
  "compilerOptions",
  "imports",
  "scopes",
  "versions",
  "unstable"
]);
function preimageOf(record) {
  const rest = Object.entries(record.rest);
  const part = (isOfCode) => Object.fromEntries(rest.filter(([name]) => ofCode.has(name) === isOfCode));
  return {
    kind: record.kind,
    code: {
      files: Object.fromEntries(record.code.map(({ path, digest }) => [
        path,
        digest
      ])),
      packages: record.packages,
      ...part(true)
    },
    deno: record.deno,
    params: record.params,
    inputs: record.inputs,
    device: record.device,
    ...part(false)
  };
}
function executionOf(record) {
  return {
    key: record.key,
    stage: record.stage,
    startedAt: record.startedAt,
    seconds: record.seconds,
    preimage: preimageOf(record),
    outputs: Object.fromEntries(record.outputs.flatMap(({ name, digest }) => digest === null ? [] : [
      [
        name,
        {
          digest
        }
      ]
    ])),
    determinism: record.determinism,
    metrics: record.metrics,
    warnings: record.warnings,
    machine: record.machine,
    threads: record.threads,
    ...record.isolation === null ? {} : {
      isolation: record.isolation
    }
  };
}

// compare/between.ts
var mostSeen = 200;
function findBefore(origins, start, sought) {
  const seen2 = /* @__PURE__ */ new Set([
    start
  ]);
  let alike = null;
  for (const record of seen2) {
    for (const origin of origins(record)) {
      if (origin.stage === sought.stage) return origin;
      if (origin.preimage.kind === sought.preimage.kind) alike ??= origin;
      if (seen2.size < mostSeen) seen2.add(origin);
    }
  }
  return alike;
}
function align(origins, [a, from], [b, to]) {
  const isSame2 = from.stage === to.stage || from.preimage.kind === to.preimage.kind;
  if (!isSame2) {
    const added = findBefore(origins, to, from);
    if (added !== null) {
      const line = `${to.stage} stands between ${added.stage} and ${b.stage}`;
      return {
        pair: [
          from,
          added
        ],
        line
      };
    }
    const gone = findBefore(origins, from, to);
    if (gone !== null) {
      const line = `${from.stage} no longer stands between ${gone.stage} and ` + a.stage;
      return {
        pair: [
          gone,
          to
        ],
        line
      };
    }
  }
  return {
    pair: [
      from,
      to
    ],
    line: null
  };
}

// compare/fields.ts
function flatten(value2, path, into) {
  if (typeof value2 !== "object" || value2 === null || Array.isArray(value2)) {
    into.set(path, value2);
  } else if (Object.keys(value2).length === 0) {
    if (path !== "") into.set(path, value2);
  } else {
    for (const [key, inner] of Object.entries(value2)) {
      const name = /^[\w@-]+$/.test(key) ? key : JSON.stringify(key);
      flatten(inner, path === "" ? name : `${path}.${name}`, into);
    }
  }
}
var entries = (object = {}) => new Map(Object.entries(object));
var single = (value2) => new Map(value2 === void 0 ? [] : [
  [
    "",
    value2
  ]
]);
function fieldsOf(preimage) {
  const { version, kind, code, deno, params, inputs, device, ...rest } = preimage;
  const { files, packages, compilerOptions, imports, ...restOfCode } = code;
  const { scopes = {}, versions, unstable, ...otherCode } = restOfCode;
  const { tools, ...others } = rest;
  const flat = /* @__PURE__ */ new Map();
  flatten(params, "", flat);
  const scoped = Object.entries(scopes).flatMap(([scope, map]) => Object.entries(map).map(([key, target]) => [
    `${JSON.stringify(key)} in ${JSON.stringify(scope)}`,
    target
  ]));
  return new Map([
    [
      "version",
      single(version)
    ],
    [
      "kind",
      single(kind)
    ],
    [
      "code",
      entries(files)
    ],
    [
      "package",
      entries(packages)
    ],
    [
      "compiler option",
      entries(compilerOptions)
    ],
    [
      "import",
      entries(imports)
    ],
    [
      "scoped import",
      new Map(scoped)
    ],
    [
      "versions for",
      entries(versions)
    ],
    [
      "unstable",
      single(unstable)
    ],
    [
      "deno",
      single(deno)
    ],
    [
      "tool",
      entries(tools)
    ],
    [
      "param",
      flat
    ],
    [
      "input",
      entries(inputs)
    ],
    [
      "device",
      single(device)
    ],
    ...Object.entries({
      ...otherCode,
      ...others
    }).map(([name, value2]) => [
      name,
      single(value2)
    ])
  ]);
}

// compare/values.ts
function isDigest(text2) {
  return /^[0-9a-f]{64}$/.test(text2);
}
function short(digest) {
  return digest.slice(0, 8);
}
function isSame(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [
    new Map(Object.entries(a)),
    new Map(Object.entries(b))
  ];
  return x.size === y.size && [
    ...x
  ].every(([name, value2]) => y.has(name) && isSame(value2, y.get(name)));
}

// compare/preimages.ts
function show(value2) {
  if (value2 === void 0) return "none";
  const text2 = JSON.stringify(value2);
  return text2.length > 40 ? `${text2.slice(0, 37)}...` : text2;
}
var list = (value2) => Array.isArray(value2) ? value2.join(", ") : "none";
var isHash = (value2) => typeof value2 === "string" && isDigest(value2);
function describe({ field, name, change }, before, after) {
  switch (field) {
    case "code":
      return `code: ${name} ${change}`;
    case "version":
      return `key version: ${before} -> ${after}`;
    case "kind":
    case "deno":
    case "device":
      return `${field}: ${before} -> ${after}`;
    case "unstable":
      return `unstable features: ${list(before)} -> ${list(after)}`;
    case "source":
      return `source: ${change}`;
    case "package":
      return `package ${name}: ${change === "changed" ? "integrity changed" : change}`;
    case "input":
    case "tool":
      if (change !== "changed") return `${field} ${name}: ${change}`;
  }
  const what = name === "" ? field : `${field} ${name}`;
  if (field !== "param" && isHash(before) && isHash(after)) {
    return `${what}: ${short(before)} -> ${short(after)}`;
  }
  return `${what}: ${show(before)} -> ${show(after)}`;
}
function nameOfPackage(id) {
  return id.slice(0, id.lastIndexOf("@"));
}
function joinVersions(differences) {
  const byName = /* @__PURE__ */ new Map();
  for (const one of differences) {
    const name = nameOfPackage(one.name);
    byName.set(name, [
      ...byName.get(name) ?? [],
      one
    ]);
  }
  return [
    ...byName
  ].flatMap(([name, found2]) => {
    const gone = found2.filter((one) => one.change === "removed");
    const come = found2.filter((one) => one.change === "added");
    if (found2.length !== 2 || gone.length !== 1 || come.length !== 1) {
      return found2;
    }
    const before = gone[0].name.slice(name.length + 1);
    const after = come[0].name.slice(name.length + 1);
    const line = `package ${name}: ${before} -> ${after}`;
    const what = {
      field: "package",
      name,
      change: "changed"
    };
    return [
      {
        ...what,
        before,
        after,
        line
      }
    ];
  });
}
function compareGroup(field, x, y) {
  const names = /* @__PURE__ */ new Set([
    ...x.keys(),
    ...y.keys()
  ]);
  return [
    ...names
  ].sort(compareCodePoints).flatMap((name) => {
    const from = x.get(name), to = y.get(name);
    if (field === "input" && (from === null || to === null)) return [];
    if (isSame(from, to)) return [];
    const change = from === void 0 ? "added" : to === void 0 ? "removed" : "changed";
    const what = {
      field,
      name,
      change
    };
    const line = describe(what, from, to);
    return [
      {
        ...what,
        before: from ?? null,
        after: to ?? null,
        line
      }
    ];
  });
}
function comparePreimages(before, after) {
  const a = fieldsOf(before), b = fieldsOf(after);
  const none = /* @__PURE__ */ new Map();
  const fields2 = /* @__PURE__ */ new Set([
    ...b.keys(),
    ...a.keys()
  ]);
  return [
    ...fields2
  ].flatMap((field) => {
    const x = a.get(field) ?? none, y = b.get(field) ?? none;
    const found2 = compareGroup(field, x, y);
    return field === "package" ? joinVersions(found2) : found2;
  });
}

// compare/causes.ts
function driftOf(a, b) {
  for (const name of Object.keys(a.outputs).sort(compareCodePoints)) {
    const before = a.outputs[name].digest;
    const after = b.outputs[name]?.digest;
    if (after === void 0 || before === after) continue;
    const line = `output ${name}: ${short(before)} -> ${short(after)} from the same key${a.determinism === "none" ? ", which promises no bytes" : ""}`;
    return {
      field: "output",
      name,
      change: "changed",
      before,
      after,
      line
    };
  }
  return null;
}
function* originsOf(originOf2, execution) {
  const { inputs } = execution.preimage;
  for (const input of Object.keys(inputs).sort(compareCodePoints)) {
    const digest = inputs[input];
    if (typeof digest !== "string") continue;
    const origin = originOf2(execution, input, digest);
    if (origin !== null) yield origin;
  }
}
function pairOf(originOf2, a, b) {
  const own2 = [];
  const pending = [];
  for (const difference2 of comparePreimages(a.preimage, b.preimage)) {
    const { field, name, before, after } = difference2;
    const isInput = field === "input" && typeof before === "string" && typeof after === "string";
    const from = isInput ? originOf2(a, name, before) : null;
    const to = isInput ? originOf2(b, name, after) : null;
    if (from === null || to === null) {
      own2.push(difference2);
      continue;
    }
    const { pair, line } = align((one) => originsOf(originOf2, one), [
      a,
      from
    ], [
      b,
      to
    ]);
    const isOther = line === null && outputOf(from, String(before)) !== outputOf(to, String(after));
    if (isOther) own2.push(difference2);
    else pending.push(pair);
    if (line !== null) {
      own2.push({
        ...difference2,
        line: `input ${name}: ${line}`
      });
    }
  }
  const drift = a.key === b.key ? driftOf(a, b) : null;
  return {
    a,
    b,
    own: drift === null ? own2 : [
      ...own2,
      drift
    ],
    pending
  };
}
function findCauses(originOf2, compared) {
  const causes = [];
  const seen2 = /* @__PURE__ */ new Set();
  const path = [];
  const enter = ([a, b]) => {
    const id = [
      a,
      b
    ].map(({ key, startedAt }) => `${key} ${startedAt}`).join();
    if (seen2.has(id)) return;
    seen2.add(id);
    path.push(pairOf(originOf2, a, b));
  };
  for (const pair of compared) {
    enter(pair);
    for (let at = path.at(-1); at !== void 0; at = path.at(-1)) {
      const next = at.pending.shift();
      if (next !== void 0) {
        enter(next);
        continue;
      }
      const { a, b, own: own2 } = path.pop();
      if (own2.length > 0) causes.push({
        a,
        b,
        differences: own2
      });
    }
  }
  return causes;
}
function stagesOf({ a, b }) {
  return a.stage === b.stage ? a.stage : `${a.stage} -> ${b.stage}`;
}
function explainFirst(causes, last) {
  const [first, ...others] = causes;
  const difference2 = first?.differences[0];
  if (first === void 0 || difference2 === void 0) return null;
  const here = first.differences.length - 1;
  const also = here > 0 ? `, and ${here} more of it` : "";
  const head = `${stagesOf(first)}: ${difference2.line}${also}`;
  const lines = new Set(first.differences.map(({ line }) => line));
  const same = others.filter(({ differences }) => differences.every(({ line }) => lines.has(line)));
  const rest = others.length - same.length;
  const stages = (n, more = "") => `${n} ${more}${n === 1 ? "stage" : "stages"}`;
  const shared = same.length > 0 ? ` (the same in ${stages(same.length)} more)` : "";
  if (rest > 0) {
    return `${head}${shared}; ${stages(rest, "other ")} ${rest === 1 ? "differs" : "differ"} in something else as well`;
  }
  const isLast = first.a.stage === last || first.b.stage === last;
  return isLast && others.length === 0 ? `${head}${shared}` : `${head}${shared}; everything after follows from it`;
}

// npm:diff/9.0.0/libesm/diff/base.js
var Diff = class {
  diff(oldStr, newStr, options = {}) {
    let callback;
    if (typeof options === "function") {
      callback = options;
      options = {};
    } else if ("callback" in options) {
      callback = options.callback;
    }
    const oldString = this.castInput(oldStr, options);
    const newString = this.castInput(newStr, options);
    const oldTokens = this.removeEmpty(this.tokenize(oldString, options));
    const newTokens = this.removeEmpty(this.tokenize(newString, options));
    return this.diffWithOptionsObj(oldTokens, newTokens, options, callback);
  }
  diffWithOptionsObj(oldTokens, newTokens, options, callback) {
    var _a;
    const done = (value2) => {
      value2 = this.postProcess(value2, options);
      if (callback) {
        setTimeout(function() {
          callback(value2);
        }, 0);
        return void 0;
      } else {
        return value2;
      }
    };
    const newLen = newTokens.length, oldLen = oldTokens.length;
    let editLength = 1;
    let maxEditLength = newLen + oldLen;
    if (options.maxEditLength != null) {
      maxEditLength = Math.min(maxEditLength, options.maxEditLength);
    }
    const maxExecutionTime = (_a = options.timeout) !== null && _a !== void 0 ? _a : Infinity;
    const abortAfterTimestamp = Date.now() + maxExecutionTime;
    const bestPath = [
      {
        oldPos: -1,
        lastComponent: void 0
      }
    ];
    let newPos = this.extractCommon(bestPath[0], newTokens, oldTokens, 0, options);
    if (bestPath[0].oldPos + 1 >= oldLen && newPos + 1 >= newLen) {
      return done(this.buildValues(bestPath[0].lastComponent, newTokens, oldTokens));
    }
    let minDiagonalToConsider = -Infinity, maxDiagonalToConsider = Infinity;
    const execEditLength = () => {
      for (let diagonalPath = Math.max(minDiagonalToConsider, -editLength); diagonalPath <= Math.min(maxDiagonalToConsider, editLength); diagonalPath += 2) {
        let basePath;
        const removePath = bestPath[diagonalPath - 1], addPath = bestPath[diagonalPath + 1];
        if (removePath) {
          bestPath[diagonalPath - 1] = void 0;
        }
        let canAdd = false;
        if (addPath) {
          const addPathNewPos = addPath.oldPos - diagonalPath;
          canAdd = addPath && 0 <= addPathNewPos && addPathNewPos < newLen;
        }
        const canRemove = removePath && removePath.oldPos + 1 < oldLen;
        if (!canAdd && !canRemove) {
          bestPath[diagonalPath] = void 0;
          continue;
        }
        if (!canRemove || canAdd && removePath.oldPos < addPath.oldPos) {
          basePath = this.addToPath(addPath, true, false, 0, options);
        } else {
          basePath = this.addToPath(removePath, false, true, 1, options);
        }
        newPos = this.extractCommon(basePath, newTokens, oldTokens, diagonalPath, options);
        if (basePath.oldPos + 1 >= oldLen && newPos + 1 >= newLen) {
          return done(this.buildValues(basePath.lastComponent, newTokens, oldTokens)) || true;
        } else {
          bestPath[diagonalPath] = basePath;
          if (basePath.oldPos + 1 >= oldLen) {
            maxDiagonalToConsider = Math.min(maxDiagonalToConsider, diagonalPath - 1);
          }
          if (newPos + 1 >= newLen) {
            minDiagonalToConsider = Math.max(minDiagonalToConsider, diagonalPath + 1);
          }
        }
      }
      editLength++;
    };
    if (callback) {
      (function exec() {
        setTimeout(function() {
          if (editLength > maxEditLength || Date.now() > abortAfterTimestamp) {
            return callback(void 0);
          }
          if (!execEditLength()) {
            exec();
          }
        }, 0);
      })();
    } else {
      while (editLength <= maxEditLength && Date.now() <= abortAfterTimestamp) {
        const ret = execEditLength();
        if (ret) {
          return ret;
        }
      }
    }
  }
  addToPath(path, added, removed, oldPosInc, options) {
    const last = path.lastComponent;
    if (last && !options.oneChangePerToken && last.added === added && last.removed === removed) {
      return {
        oldPos: path.oldPos + oldPosInc,
        lastComponent: {
          count: last.count + 1,
          added,
          removed,
          previousComponent: last.previousComponent
        }
      };
    } else {
      return {
        oldPos: path.oldPos + oldPosInc,
        lastComponent: {
          count: 1,
          added,
          removed,
          previousComponent: last
        }
      };
    }
  }
  extractCommon(basePath, newTokens, oldTokens, diagonalPath, options) {
    const newLen = newTokens.length, oldLen = oldTokens.length;
    let oldPos = basePath.oldPos, newPos = oldPos - diagonalPath, commonCount = 0;
    while (newPos + 1 < newLen && oldPos + 1 < oldLen && this.equals(oldTokens[oldPos + 1], newTokens[newPos + 1], options)) {
      newPos++;
      oldPos++;
      commonCount++;
      if (options.oneChangePerToken) {
        basePath.lastComponent = {
          count: 1,
          previousComponent: basePath.lastComponent,
          added: false,
          removed: false
        };
      }
    }
    if (commonCount && !options.oneChangePerToken) {
      basePath.lastComponent = {
        count: commonCount,
        previousComponent: basePath.lastComponent,
        added: false,
        removed: false
      };
    }
    basePath.oldPos = oldPos;
    return newPos;
  }
  equals(left, right, options) {
    if (options.comparator) {
      return options.comparator(left, right);
    } else {
      return left === right || !!options.ignoreCase && left.toLowerCase() === right.toLowerCase();
    }
  }
  removeEmpty(array) {
    const ret = [];
    for (let i = 0; i < array.length; i++) {
      if (array[i]) {
        ret.push(array[i]);
      }
    }
    return ret;
  }
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  castInput(value2, options) {
    return value2;
  }
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  tokenize(value2, options) {
    return Array.from(value2);
  }
  join(chars) {
    return chars.join("");
  }
  postProcess(changeObjects, options) {
    return changeObjects;
  }
  get useLongestToken() {
    return false;
  }
  buildValues(lastComponent, newTokens, oldTokens) {
    const components2 = [];
    let nextComponent;
    while (lastComponent) {
      components2.push(lastComponent);
      nextComponent = lastComponent.previousComponent;
      delete lastComponent.previousComponent;
      lastComponent = nextComponent;
    }
    components2.reverse();
    const componentLen = components2.length;
    let componentPos = 0, newPos = 0, oldPos = 0;
    for (; componentPos < componentLen; componentPos++) {
      const component = components2[componentPos];
      if (!component.removed) {
        if (!component.added && this.useLongestToken) {
          let value2 = newTokens.slice(newPos, newPos + component.count);
          value2 = value2.map(function(value3, i) {
            const oldValue = oldTokens[oldPos + i];
            return oldValue.length > value3.length ? oldValue : value3;
          });
          component.value = this.join(value2);
        } else {
          component.value = this.join(newTokens.slice(newPos, newPos + component.count));
        }
        newPos += component.count;
        if (!component.added) {
          oldPos += component.count;
        }
      } else {
        component.value = this.join(oldTokens.slice(oldPos, oldPos + component.count));
        oldPos += component.count;
      }
    }
    return components2;
  }
};

// npm:diff/9.0.0/libesm/diff/line.js
var LineDiff = class extends Diff {
  constructor() {
    super(...arguments);
    this.tokenize = tokenize;
  }
  equals(left, right, options) {
    if (options.ignoreWhitespace) {
      if (!options.newlineIsToken || !left.includes("\n")) {
        left = left.trim();
      }
      if (!options.newlineIsToken || !right.includes("\n")) {
        right = right.trim();
      }
    } else if (options.ignoreNewlineAtEof && !options.newlineIsToken) {
      if (left.endsWith("\n")) {
        left = left.slice(0, -1);
      }
      if (right.endsWith("\n")) {
        right = right.slice(0, -1);
      }
    }
    return super.equals(left, right, options);
  }
};
var lineDiff = new LineDiff();
function diffLines(oldStr, newStr, options) {
  return lineDiff.diff(oldStr, newStr, options);
}
function tokenize(value2, options) {
  if (options.stripTrailingCr) {
    value2 = value2.replace(/\r\n/g, "\n");
  }
  const retLines = [], linesAndNewlines = value2.split(/(\n|\r\n)/);
  if (!linesAndNewlines[linesAndNewlines.length - 1]) {
    linesAndNewlines.pop();
  }
  for (let i = 0; i < linesAndNewlines.length; i++) {
    const line = linesAndNewlines[i];
    if (i % 2 && !options.newlineIsToken) {
      retLines[retLines.length - 1] += line;
    } else {
      retLines.push(line);
    }
  }
  return retLines;
}

// npm:diff/9.0.0/libesm/patch/create.js
function structuredPatch(oldFileName, newFileName, oldStr, newStr, oldHeader, newHeader, options) {
  let optionsObj;
  if (!options) {
    optionsObj = {};
  } else if (typeof options === "function") {
    optionsObj = {
      callback: options
    };
  } else {
    optionsObj = options;
  }
  if (typeof optionsObj.context === "undefined") {
    optionsObj.context = 4;
  }
  const context2 = optionsObj.context;
  if (optionsObj.newlineIsToken) {
    throw new Error("newlineIsToken may not be used with patch-generation functions, only with diffing functions");
  }
  if (!optionsObj.callback) {
    return diffLinesResultToPatch(diffLines(oldStr, newStr, optionsObj));
  } else {
    const { callback } = optionsObj;
    diffLines(oldStr, newStr, Object.assign(Object.assign({}, optionsObj), {
      callback: (diff) => {
        const patch = diffLinesResultToPatch(diff);
        callback(patch);
      }
    }));
  }
  function diffLinesResultToPatch(diff) {
    if (!diff) {
      return;
    }
    diff.push({
      value: "",
      lines: []
    });
    function contextLines(lines) {
      return lines.map(function(entry) {
        return " " + entry;
      });
    }
    const hunks = [];
    let oldRangeStart = 0, newRangeStart = 0, curRange = [], oldLine = 1, newLine = 1;
    for (let i = 0; i < diff.length; i++) {
      const current = diff[i], lines = current.lines || splitLines(current.value);
      current.lines = lines;
      if (current.added || current.removed) {
        if (!oldRangeStart) {
          const prev = diff[i - 1];
          oldRangeStart = oldLine;
          newRangeStart = newLine;
          if (prev) {
            curRange = context2 > 0 ? contextLines(prev.lines.slice(-context2)) : [];
            oldRangeStart -= curRange.length;
            newRangeStart -= curRange.length;
          }
        }
        for (const line of lines) {
          curRange.push((current.added ? "+" : "-") + line);
        }
        if (current.added) {
          newLine += lines.length;
        } else {
          oldLine += lines.length;
        }
      } else {
        if (oldRangeStart) {
          if (lines.length <= context2 * 2 && i < diff.length - 2) {
            for (const line of contextLines(lines)) {
              curRange.push(line);
            }
          } else {
            const contextSize = Math.min(lines.length, context2);
            for (const line of contextLines(lines.slice(0, contextSize))) {
              curRange.push(line);
            }
            const hunk = {
              oldStart: oldRangeStart,
              oldLines: oldLine - oldRangeStart + contextSize,
              newStart: newRangeStart,
              newLines: newLine - newRangeStart + contextSize,
              lines: curRange
            };
            hunks.push(hunk);
            oldRangeStart = 0;
            newRangeStart = 0;
            curRange = [];
          }
        }
        oldLine += lines.length;
        newLine += lines.length;
      }
    }
    for (const hunk of hunks) {
      for (let i = 0; i < hunk.lines.length; i++) {
        if (hunk.lines[i].endsWith("\n")) {
          hunk.lines[i] = hunk.lines[i].slice(0, -1);
        } else {
          hunk.lines.splice(i + 1, 0, "\\ No newline at end of file");
          i++;
        }
      }
    }
    return {
      oldFileName,
      newFileName,
      oldHeader,
      newHeader,
      hunks
    };
  }
}
function splitLines(text2) {
  const hasTrailingNl = text2.endsWith("\n");
  const result = text2.split("\n").map((line) => line + "\n");
  if (hasTrailingNl) {
    result.pop();
  } else {
    result.push(result.pop().slice(0, -1));
  }
  return result;
}

// compare/lines.ts
var context = 3;
var maxEdits = 1e3;
function diffTexts(from, to) {
  const patch = structuredPatch("", "", from, to, void 0, void 0, {
    context,
    maxEditLength: maxEdits
  });
  if (patch === void 0) return null;
  const alike = from.endsWith("\n") === to.endsWith("\n");
  return patch.hunks.map((hunk) => {
    const { oldLines, newLines } = hunk;
    return {
      oldStart: oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart,
      oldLines,
      newStart: newLines === 0 ? hunk.newStart - 1 : hunk.newStart,
      newLines,
      lines: hunk.lines.filter((line) => !alike || !line.startsWith("\\"))
    };
  });
}
function hunkLines(hunks) {
  const range = (start, lines) => lines === 1 ? String(start) : `${start},${lines}`;
  return hunks.flatMap((hunk) => {
    const before = range(hunk.oldStart, hunk.oldLines);
    const after = range(hunk.newStart, hunk.newLines);
    return [
      `@@ -${before} +${after} @@`,
      ...hunk.lines
    ];
  });
}

// compare/numbers.ts
function numberText(value2, digits = 6) {
  if (Number.isInteger(value2) && Math.abs(value2) < 1e15) return String(value2);
  return String(Number(value2.toPrecision(digits)));
}
function relativeChange(before, after) {
  if (before === 0 || !Number.isFinite(before) || !Number.isFinite(after)) {
    return null;
  }
  return (after - before) / Math.abs(before) * 100;
}
function percentText(percent) {
  if (percent === null) return "";
  const sign2 = percent < 0 ? "" : "+";
  return Math.abs(percent) >= 1e3 ? `${sign2}${percent.toExponential(1)}%` : `${sign2}${percent.toFixed(Math.abs(percent) < 1 ? 2 : 1)}%`;
}
function changeText(before, after) {
  const change = after - before;
  const percent = percentText(relativeChange(before, after));
  const by = `${change < 0 ? "" : "+"}${numberText(change, 3)}`;
  const both = `${numberText(before)} -> ${numberText(after)}`;
  return Number.isFinite(change) ? `${both} (${[
    by,
    percent
  ].filter((part) => part !== "").join(", ")})` : both;
}

// compare/executions.ts
var shownFields = {
  param: "params",
  input: "inputs",
  package: "packages",
  tool: "tools"
};
function ofCode2(textOf, before, after) {
  const from = textOf(before), to = textOf(after);
  if (from === void 0 || to === void 0) {
    return {
      note: "This page does not carry both of them. `deno task explore` shows what changed"
    };
  }
  if (from === null || to === null) return {};
  const hunks = diffTexts(from, to);
  return hunks === null ? {} : {
    diff: hunkLines(hunks).join("\n")
  };
}
function shown(textOf, difference2) {
  const { field, before, after } = difference2;
  const isCode = field === "code" && typeof before === "string" && typeof after === "string";
  return {
    ...difference2,
    field: Object.hasOwn(shownFields, field) ? shownFields[field] : field,
    ...isCode ? ofCode2(textOf, before, after) : {}
  };
}
function compareValues(field, before, after, line) {
  const names = /* @__PURE__ */ new Set([
    ...Object.keys(before),
    ...Object.keys(after)
  ]);
  return [
    ...names
  ].sort(compareCodePoints).flatMap((name) => {
    const [from, to] = [
      before,
      after
    ].map((values) => Object.hasOwn(values, name) ? values[name] : void 0);
    if (JSON.stringify(from) === JSON.stringify(to)) return [];
    const change = from === void 0 ? "added" : to === void 0 ? "removed" : "changed";
    return [
      {
        field,
        name,
        change,
        before: from ?? null,
        after: to ?? null,
        line: line(name, from, to)
      }
    ];
  });
}
var text = (value2) => value2 === void 0 ? "none" : typeof value2 === "string" ? value2 : JSON.stringify(value2);
function digests({ outputs }) {
  return Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [
    name,
    digest
  ]));
}
function compareResults(a, b) {
  const plain2 = (what) => (name, from, to) => `${what}${name}: ${text(from)} -> ${text(to)}`;
  const around = (execution) => ({
    ...execution.machine,
    threads: execution.threads,
    isolation: execution.isolation
  });
  return [
    ...compareValues("outputs", digests(a), digests(b), (name, from, to) => {
      const digest = (value2) => typeof value2 === "string" ? short(value2) : "none";
      return `output ${name}: ${digest(from)} -> ${digest(to)}`;
    }),
    ...compareValues("metrics", a.metrics, b.metrics, (name, from, to) => `metric ${name}: ` + (typeof from === "number" && typeof to === "number" ? changeText(from, to) : `${text(from)} -> ${text(to)}`)),
    ...compareValues("warnings", Object.fromEntries((a.warnings ?? []).map((one) => [
      one,
      true
    ])), Object.fromEntries((b.warnings ?? []).map((one) => [
      one,
      true
    ])), (name, from) => `warning ${from === void 0 ? "added" : "gone"}: ${name}`),
    ...compareValues("determinism", {
      "": a.determinism
    }, {
      "": b.determinism
    }, plain2("determinism")),
    ...compareValues("machine", around(a), around(b), plain2("machine "))
  ];
}
function compareExecutions(a, b, { originOf: originOf2, textOf }) {
  const causes = findCauses(originOf2, [
    [
      a,
      b
    ]
  ]);
  return {
    first: explainFirst(causes, b.stage),
    causes,
    differences: [
      ...comparePreimages(a.preimage, b.preimage).map((one) => shown(textOf, one)),
      ...compareResults(a, b)
    ]
  };
}

// compare/standing.ts
function idOf({ key, startedAt, seconds }) {
  return `${key} ${startedAt} ${seconds}`;
}
function standingOrigins(stages) {
  const byName = /* @__PURE__ */ new Map();
  const byExecution = /* @__PURE__ */ new Map();
  for (const stage of stages) {
    byName.set(stage.name, stage);
    const { name, execution } = stage;
    if (execution === null) continue;
    const id = idOf(execution);
    if (!byExecution.has(id) || execution.stage === name) {
      byExecution.set(id, stage);
    }
  }
  return (execution, input, digest) => {
    let at = byExecution.get(idOf(execution));
    for (let steps = byName.size; at !== void 0 && steps > 0; steps--) {
      const from = Object.hasOwn(at.inputs, input) ? byName.get(at.inputs[input].stage) : void 0;
      const origin = from?.execution ?? null;
      if (from === void 0 || origin === null) return null;
      if (origin.key !== execution.key) {
        const outputs = Object.values(origin.outputs);
        return outputs.some((one) => one.digest === digest) ? origin : null;
      }
      at = from;
    }
    return null;
  };
}

// compare/carried.ts
function textIn(previews, digest) {
  const preview = Object.hasOwn(previews, digest) ? previews[digest] : void 0;
  if (preview?.type === "none") return null;
  if (preview?.type !== "text") return void 0;
  const isWhole = preview.cutOff === null && !preview.text.includes("\uFFFD");
  return isWhole ? preview.text : void 0;
}
function compareCarried({ graph, details, previews }, a, b) {
  const executions = /* @__PURE__ */ new Map();
  const of = (record) => {
    const id = `${record.key}/${record.n}`;
    const known = executions.get(id) ?? executionOf(record);
    executions.set(id, known);
    return known;
  };
  const originOf2 = standingOrigins(graph.stages.map(({ name, inputs }) => {
    const record = Object.hasOwn(details, name) ? details[name].record : null;
    return {
      name,
      execution: record?.current ? of(record) : null,
      inputs: Object.fromEntries(inputs.map(({ name: name2, stage }) => [
        name2,
        {
          stage
        }
      ]))
    };
  }));
  const { first, differences } = compareExecutions(of(a), of(b), {
    originOf: originOf2,
    textOf: (digest) => textIn(previews, digest)
  });
  const side2 = (record) => {
    const { key, n, startedAt, seconds, current, stage } = record;
    return {
      key,
      n,
      startedAt,
      seconds,
      current,
      stage
    };
  };
  return {
    a: side2(a),
    b: side2(b),
    first,
    differences
  };
}

// client/listen.ts
var longestSilence = 45e3;
function listen(address, tell, connected, silence = longestSilence) {
  let events;
  let timer2;
  const heard = () => {
    clearTimeout(timer2);
    timer2 = setTimeout(() => {
      connected(false);
      events.close();
      connect();
    }, silence);
  };
  const connect = () => {
    events = new EventSource(address);
    events.addEventListener("message", (event) => {
      heard();
      tell(JSON.parse(event.data));
    });
    events.addEventListener("alive", heard);
    events.addEventListener("open", () => {
      heard();
      connected(true);
    });
    events.addEventListener("error", () => connected(false));
    heard();
  };
  connect();
  return () => {
    clearTimeout(timer2);
    events.close();
  };
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
    updates: (tell, connected) => void listen("api/events", tell, connected)
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
function embedded(data) {
  const unpacked = read(data);
  return {
    type: "embedded",
    graph: async () => (await unpacked).graph,
    async stage(name) {
      const { details } = await unpacked;
      if (Object.hasOwn(details, name)) return details[name];
      throw new Error(`This page has no details of stage "${name}"`);
    },
    async record(key, n) {
      return found(await unpacked, key, n);
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
    async compare(a, b) {
      const data2 = await unpacked;
      const [before, after] = [
        a,
        b
      ].map((one) => {
        const [key = "", n] = one.split("/");
        return found(data2, key, Number(n));
      });
      return compareCarried(data2, before, after);
    },
    file: () => null,
    updates: () => {
    }
  };
}
function found({ details }, key, n) {
  for (const { record } of Object.values(details)) {
    if (record?.key === key && record.n === n) return record;
  }
  throw new Error("This page has only the records that stand for the stages now. `deno task explore` shows all of them");
}
async function read(data) {
  try {
    const bytes2 = Uint8Array.from(atob(data.trim()), (character) => character.charCodeAt(0));
    const stream = new Blob([
      bytes2
    ]).stream().pipeThrough(new DecompressionStream("gzip"));
    return unpack(await new Response(stream).json());
  } catch (error) {
    throw new Error("The data of this page are damaged. `deno task explore --out FILE` writes it anew", {
      cause: error
    });
  }
}

// client/announce.ts
var pause = 4e3;
var region = null;
var news = null;
var timer = null;
function liveRegion() {
  return region ??= h("div", {
    class: "hidden",
    role: "status"
  });
}
function announce(text2) {
  liveRegion().textContent = text2;
}
function announceNews(text2) {
  news = text2;
  if (timer === null) say();
}
function say() {
  timer = null;
  if (news === null) return;
  announce(news);
  news = null;
  timer = setTimeout(say, pause);
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
  const asked = views.find((view2) => view2 === options.get("view"));
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
  const view = asked === "everything" ? asked : "overview";
  return {
    at: "graph",
    view,
    down
  };
}
function formatPlace(location2) {
  const { at, view, down } = location2;
  const ownView = at === "graph" || at === "results" ? "overview" : "lineage";
  const query = [
    ...view === ownView ? [] : [
      `view=${view}`
    ],
    ...down ? [
      "down"
    ] : []
  ].join("&");
  return `#/${pathOf(location2)}${query && `?${query}`}`;
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
function pathOf(location2) {
  switch (location2.at) {
    case "graph":
      return "";
    case "stage":
      return `stage/${encodeName(location2.stage)}`;
    case "artifact":
      return `artifact/${encodeURIComponent(location2.digest)}`;
    case "results":
      return "results";
    case "compare":
      return `compare/${encodeRecord(location2.a)}/${encodeRecord(location2.b)}`;
  }
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

// client/model/labels.ts
var almostAll = 0.8;
function prefixOf(name) {
  const parts = name.split("/");
  const first = parts.findIndex((part) => part.includes("="));
  return (first < 0 ? parts : parts.slice(0, first)).join("/");
}
function labelsOf(names) {
  const counts = /* @__PURE__ */ new Map();
  for (const name of names) {
    for (const part of new Set(name.split("/").slice(1))) {
      counts.set(part, (counts.get(part) ?? 0) + 1);
    }
  }
  const says = (part) => part.includes("=") || counts.get(part) < almostAll * names.length;
  return names.map((name) => {
    const [first = "", ...prefix] = prefixOf(name).split("/");
    const rest = name.split("/").slice(1 + prefix.length);
    return {
      group: [
        first,
        ...prefix.filter(says)
      ].join("/"),
      rest: rest.filter(says).join(" ")
    };
  });
}
var longest = 36;
var mostShortened = 300;
function shortened(rests) {
  if (rests.length > mostShortened) return rests;
  const words = rests.map((rest) => new Set(rest.split(" ")));
  return rests.map((rest, at) => {
    const kept = [
      ...words[at]
    ];
    for (let last = kept.length - 1; last >= 0 && kept.join(" ").length > longest; last--) {
      const others = kept.toSpliced(last, 1);
      const implied = words.every((one) => one.has(kept[last]) || others.some((word) => !one.has(word)));
      if (implied) kept.splice(last, 1);
    }
    return kept.length === 0 ? rest : kept.join(" ");
  });
}

// client/model/dag.ts
function dagOf({ stages }) {
  const byName = /* @__PURE__ */ new Map();
  const byDigest = /* @__PURE__ */ new Map();
  const inputs = [];
  const users = [];
  const depth = [];
  for (const [id, stage] of stages.entries()) {
    const from = /* @__PURE__ */ new Set();
    for (const input of stage.inputs) {
      const maker = byName.get(input.stage);
      if (maker !== void 0) from.add(maker);
    }
    inputs.push([
      ...from
    ]);
    users.push([]);
    let deepest = -1;
    for (const maker of from) {
      users[maker].push(id);
      deepest = Math.max(deepest, depth[maker]);
    }
    depth.push(deepest + 1);
    byName.set(stage.name, id);
    for (const { digest } of stage.outputs) {
      if (digest !== null && !byDigest.has(digest)) byDigest.set(digest, id);
    }
  }
  const labels = labelsOf(stages.map(({ name }) => name));
  return {
    stages,
    labels,
    byName,
    byDigest,
    inputs,
    users,
    depth
  };
}
function withStages(graph, changed) {
  const byName = new Map(changed.map((stage) => [
    stage.name,
    stage
  ]));
  return {
    ...graph,
    stages: graph.stages.map((stage) => byName.get(stage.name) ?? stage)
  };
}
function ancestors(dag, id) {
  const found2 = reached(dag.inputs, [
    id
  ]);
  found2.delete(id);
  return found2;
}
function descendants(dag, id) {
  const found2 = reached(dag.users, [
    id
  ]);
  found2.delete(id);
  return found2;
}
function reached(edges, starts) {
  const found2 = new Set(starts);
  const open = [
    ...starts
  ];
  for (let next = open.pop(); next !== void 0; next = open.pop()) {
    for (const other of edges[next] ?? []) {
      if (found2.has(other)) continue;
      found2.add(other);
      open.push(other);
    }
  }
  return found2;
}
function sameShape(a, b) {
  const shape = ({ stages }) => JSON.stringify(stages.map(({ name, inputs }) => [
    name,
    inputs.map(({ stage }) => stage)
  ]));
  return shape(a) === shape(b);
}

// client/model/state.ts
var states = [
  "failed",
  "drifted",
  "changed",
  "running",
  "to run",
  "waiting",
  "new",
  "within tolerance",
  "cached",
  "identical"
];
var meanings = {
  "failed": "Its last execution failed",
  "drifted": "Same key as the lock, other bytes",
  "changed": "Another key than the lock: something that it depends on differs",
  "running": "Runs now",
  "to run": "Has no record; everything that it needs is there",
  "waiting": "Has no record, and waits for its inputs",
  "new": "Not in the lock",
  "within tolerance": "Other bytes, metrics as near as the lock demands",
  "cached": "Has a record; nothing to compare it with",
  "identical": "Same key and same bytes as the lock"
};
function stateOf({ status, verdict }) {
  return status === "cached" ? verdict ?? "cached" : status;
}
function stateClass(state) {
  return state.replaceAll(" ", "-");
}
function tally(stages) {
  const counts = /* @__PURE__ */ new Map();
  for (const stage of stages) {
    const state = stateOf(stage);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return states.flatMap((state) => {
    const count2 = counts.get(state);
    return count2 === void 0 ? [] : [
      {
        state,
        count: count2
      }
    ];
  });
}
function tallyText(stages) {
  return [
    ...tally(stages)
  ].sort((a, b) => b.count - a.count).map(({ state, count: count2 }) => `${count2} ${state}`).join(", ");
}
function shareDone({ status, progress: progress2 }) {
  if (status !== "running" || progress2 === null) return null;
  if (!(progress2.total > 0)) return null;
  return Math.min(1, Math.max(0, progress2.done / progress2.total));
}

// client/model/search.ts
var fields = {
  kind: ({ kind }) => [
    kind
  ],
  verdict: ({ verdict }) => [
    verdict
  ],
  status: ({ status }) => [
    status
  ],
  state: (stage) => [
    stateOf(stage)
  ],
  output: ({ outputs }) => outputs.flatMap(({ name, type }) => [
    name,
    type
  ]),
  metric: ({ metrics }) => Object.keys(metrics)
};
var fieldNames = Object.keys(fields);
function parseSearch(text2) {
  const words = text2.match(/-?[\w]+:"[^"]*"?|\S+/g) ?? [];
  const tests = words.filter((word) => word !== "-").map(testOf);
  if (tests.length === 0) return null;
  return (stage) => tests.every((test) => test(stage));
}
function testOf(word) {
  if (word.startsWith("-")) {
    const test = positive(word.slice(1).toLowerCase());
    return (stage) => !test(stage);
  }
  return positive(word.toLowerCase());
}
function positive(word) {
  const [, field, value2 = ""] = /^(\w+):"?([^"]*)"?$/.exec(word) ?? [];
  if (field !== void 0 && Object.hasOwn(fields, field)) {
    const values = fields[field];
    const plain2 = value2.replaceAll(/[_-]/g, " ");
    return (stage) => values(stage).some((one) => one !== null && one.toLowerCase().replaceAll(/[_-]/g, " ").startsWith(plain2));
  }
  if (/^[^=]+=[^=]+$/.test(word)) {
    return ({ name }) => name.toLowerCase().split("/").includes(word);
  }
  const isDigest2 = /^[0-9a-f]{6,64}$/.test(word);
  return (stage) => stage.name.toLowerCase().includes(word) || isDigest2 && (stage.key?.startsWith(word) || stage.outputs.some(({ digest }) => digest?.startsWith(word))) === true;
}
function searchOf(state) {
  return `state:${state.includes(" ") ? `"${state}"` : state}`;
}

// client/model/page.ts
function pageOf(graph) {
  return {
    graph,
    dag: dagOf(graph),
    place: parsePlace(""),
    drawn: "overview",
    last: null,
    found: null
  };
}
function takePlace(page, address) {
  page.place = parsePlace(address);
  const { view } = page.place;
  const selected = selectedOf(page);
  if (selected !== null) page.last = selected;
  page.drawn = view === "lineage" && selected === null ? "overview" : view;
}
function takeSearch(page, text2) {
  const test = parseSearch(text2);
  const { stages } = page.dag;
  page.found = test === null ? null : new Set(stages.flatMap((stage, id) => test(stage) ? [
    id
  ] : []));
}
function takeStages(page, stages) {
  page.graph = withStages(page.graph, stages);
  page.dag = {
    ...page.dag,
    stages: page.graph.stages
  };
  return new Set(stages.flatMap(({ name }) => page.dag.byName.get(name) ?? []));
}
function takeGraph(page, graph) {
  const same = sameShape(page.graph, graph);
  page.graph = graph;
  page.dag = dagOf(graph);
  if (!same) page.last = null;
  return same;
}
function selectedOf({ place, dag }) {
  if (place.at === "stage") return dag.byName.get(place.stage) ?? null;
  if (place.at !== "artifact") return null;
  const { digest } = place;
  const whole = dag.byDigest.get(digest);
  if (whole !== void 0 || digest.length < 6) return whole ?? null;
  const fit = [
    ...dag.byDigest
  ].filter(([one]) => one.startsWith(digest));
  return fit.length === 1 ? fit[0][1] : null;
}
function originOf({ graph, dag, last }) {
  const origin = last ?? dag.byName.get(graph.report?.stage ?? "") ?? dag.stages.length - 1;
  return dag.stages[origin]?.name ?? null;
}
function titleOf(page) {
  const selected = selectedOf(page);
  if (selected !== null) return page.dag.stages[selected].name;
  if (page.place.at === "results") return "Results";
  if (page.place.at === "compare") return "Comparison";
  return page.drawn === "everything" ? "Everything" : "Overview";
}
function drawingTitle(page) {
  switch (page.drawn) {
    case "overview":
      return "Overview";
    case "everything":
      return "Everything";
    case "lineage":
      return `Lineage of ${titleOf(page)}`;
  }
}

// client/model/seen.ts
var most = 1e3;
var seen = /* @__PURE__ */ new Map();
function noteSeen(stages, clock = () => Date.now()) {
  for (const { name, status, startedAt, progress: progress2, told } of stages) {
    if (status !== "running" || told === void 0) continue;
    let run = seen.get(name);
    if (run?.startedAt !== startedAt) {
      seen.set(name, run = {
        startedAt,
        series: /* @__PURE__ */ new Map()
      });
    }
    const since = (clock() - Date.parse(startedAt ?? "")) / 1e3;
    const at = progress2?.done ?? Math.round(since);
    for (const [metric, value2] of Object.entries(told)) {
      const points = run.series.get(metric) ?? [];
      const last = points.at(-1);
      if (last !== void 0 && (last[1] === value2 || last[0] > at)) continue;
      if (last?.[0] === at) points.pop();
      points.push([
        at,
        value2
      ]);
      const kept = points.length > most ? points.filter((_, i) => i % 2 === 1) : points;
      run.series.set(metric, kept);
    }
  }
}
function seenOf({ name, startedAt }) {
  const run = seen.get(name);
  if (run === void 0 || run.startedAt !== startedAt) return [];
  return [
    ...run.series
  ].map(([name2, points]) => ({
    name: name2,
    points
  }));
}

// client/model/view_links.ts
function viewLinks(place, drawn, origin) {
  const ofStage = place.at === "stage" || place.at === "artifact";
  const isGraph = ofStage || place.at === "graph";
  const at = (view) => {
    if (ofStage) return {
      ...place,
      view
    };
    return view === "lineage" ? {
      at: "stage",
      stage: origin ?? "",
      view,
      down: false
    } : {
      at: "graph",
      view,
      down: false
    };
  };
  const link = (label, view) => ({
    label,
    place: formatPlace(at(view)),
    current: isGraph && drawn === view
  });
  return [
    link("Overview", "overview"),
    ...origin === null ? [] : [
      link("Lineage", "lineage")
    ],
    link("Everything", "everything"),
    {
      label: "Results",
      place: formatPlace({
        at: "results",
        view: "overview",
        down: false
      }),
      current: place.at === "results"
    }
  ];
}
function reportLink({ report }, source2, path) {
  if (report === null) return null;
  if (source2 === "served") return "report/index.html";
  if (report.at !== void 0) return report.at;
  return path.endsWith("/report/explorer.html") ? "index.html" : null;
}

// client/number.ts
var minus = "\u2212";
var thin = "\u202F";
function grouped(value2) {
  const text2 = Math.abs(value2).toFixed(0).replace(/\B(?=(\d{3})+$)/g, thin);
  return value2 < 0 && text2 !== "0" ? minus + text2 : text2;
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
  const text2 = size >= 1e5 ? grouped(Math.round(size)) : trimmed(size.toFixed(Math.min(decimals, 12)));
  return value2 < 0 ? minus + text2 : text2;
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
function aligned(values, digits = 4) {
  const finite = values.filter((value2) => Number.isFinite(value2));
  const greatest = finite.reduce((most3, x) => Math.max(most3, Math.abs(x)), 0);
  if (finite.every((value2) => Number.isInteger(value2)) || greatest === 0 || greatest >= 1e9) return (value2) => brief(value2, digits);
  const decimals = Math.min(Math.max(digits - 1 - Math.floor(Math.log10(greatest)), 0), 12);
  return (value2) => {
    if (!Number.isFinite(value2)) return brief(value2);
    const text2 = Math.abs(value2).toFixed(decimals);
    if (value2 !== 0 && Number(text2) === 0) return brief(value2, 2);
    if (decimals === 0) return grouped(value2);
    return value2 < 0 ? minus + text2 : text2;
  };
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
  const text2 = unit === 0 ? grouped(value2) : trimmed(value2.toPrecision(3));
  return `${text2}${thin}${units[unit]}`;
}
function duration(seconds) {
  if (seconds < 0.0995) return `${Math.round(seconds * 1e3)}${thin}ms`;
  if (seconds < 59.5) return `${trimmed(seconds.toPrecision(3))}${thin}s`;
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

// client/model/words.ts
function progressText({ status, progress: progress2 }) {
  if (status !== "running" || progress2 === null) return null;
  return `${progress2.done} of ${progress2.total} ${progress2.unit}`;
}
function stateText(stage) {
  const more = progressText(stage) ?? (stage.status === "cached" ? stage.what : stage.why);
  return more === null ? stateOf(stage) : `${stateOf(stage)}: ${more}`;
}
function changesText(before, after) {
  const known = new Map(before.map((stage) => [
    stage.name,
    stage
  ]));
  const became = {
    done: 0,
    running: 0,
    failed: []
  };
  for (const stage of after) {
    if (known.get(stage.name)?.status === stage.status) continue;
    if (stage.status === "cached") became.done++;
    if (stage.status === "running") became.running++;
    if (stage.status === "failed") became.failed.push(stage.name);
  }
  const parts = [
    ...became.failed.length > 0 ? [
      `Failed: ${became.failed.join(", ")}`
    ] : [],
    ...became.done > 0 ? [
      `${count(became.done, "stage")} done`
    ] : [],
    ...became.running > 0 ? [
      `${count(became.running, "stage")} started`
    ] : []
  ];
  return parts.length === 0 ? null : parts.join(". ");
}
function foundText(found2, all) {
  if (found2 === null) return count(all, "stage");
  return found2.size === 0 ? "Nothing found" : `${found2.size} of ${count(all, "stage")}`;
}

// client/view/follow.ts
function follow(source2, follower) {
  let reading = false;
  let again = false;
  let meanwhile = [];
  let isLive = true;
  function read2() {
    again = reading;
    if (reading) return;
    reading = true;
    meanwhile = [];
    source2.graph().then((graph) => follower.replaced(withStages(graph, meanwhile)), ({ message }) => follower.failed(message)).finally(() => {
      reading = false;
      if (again) read2();
    });
  }
  source2.updates(({ stages, reload }) => {
    if (reading) meanwhile.push(...stages);
    follower.changed(stages);
    if (reload) read2();
  }, (is) => {
    if (is === isLive) return;
    isLive = is;
    follower.connected(is);
    if (is) read2();
  });
}

// client/view/links.ts
function followLinks(body, go) {
  body.addEventListener("click", (event) => {
    const place = placeToGo(event);
    if (place === null) return;
    event.preventDefault();
    go(place);
  });
}
function placeToGo(event) {
  const other = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
  if (other || event.defaultPrevented) return null;
  const href = event.target.closest("a")?.getAttribute("href");
  return href?.startsWith("#/") ? href : null;
}

// client/view/navigation.ts
function navigation(page, { panes: panes2, list: list2, drawings, head, beside }, show2) {
  let arrived = null;
  let looked = null;
  let toDrawing = false;
  let enterPanel = false;
  let back = null;
  const hasFocus = (part) => part.contains(document.activeElement);
  function go(to) {
    location.hash = typeof to === "string" ? to : formatPlace(to);
    if (location.hash !== arrived || enterPanel) arrive();
  }
  function open(id) {
    const inList = hasFocus(panes2.list);
    back = () => inList ? list2.focus(id) : drawings[page.drawn].focus(id);
    enterPanel = document.activeElement?.matches(":focus-visible") === true;
    const { view, down } = page.place;
    const stays = hasFocus(panes2.graph) && view !== "lineage";
    go({
      at: "stage",
      stage: page.dag.stages[id].name,
      view: stays ? view : "lineage",
      down
    });
  }
  function close() {
    const { view } = page.place;
    go({
      at: "graph",
      view: view === "everything" ? view : "overview",
      down: false
    });
  }
  function arrive() {
    const wasInPage = hasFocus(panes2.element);
    const wasInGraph = hasFocus(panes2.graph);
    const wasInPanel = hasFocus(panes2.details);
    arrived = location.hash;
    takePlace(page, arrived);
    const selected = selectedOf(page);
    beside.show(page.place, selected);
    showPane(selected);
    show2(selected);
    if (beside.isOpen) {
      const lost = wasInPanel && !hasFocus(panes2.details);
      if (enterPanel || lost) panes2.details.focus({
        preventScroll: true
      });
    } else {
      if (wasInPanel) (back ?? (() => drawings[page.drawn].focus(null)))();
      back = null;
    }
    if (wasInGraph && !hasFocus(panes2.element)) {
      drawings[page.drawn].focus(selected);
    }
    if (wasInPage) panes2.keepFocus();
    enterPanel = false;
  }
  function showPane(selected) {
    const name = selected === null ? "" : page.dag.stages[selected].name;
    const now = `${page.place.at} ${name}`;
    if (toDrawing) panes2.show("graph");
    else if (!beside.isOpen) panes2.show(null);
    else if (now !== looked) panes2.show("details");
    looked = now;
    toDrawing = false;
  }
  head.element.addEventListener("click", (event) => {
    const link = event.target.closest(".views a");
    const to = link?.getAttribute("href") ?? "";
    if (!to.startsWith("#/") || to.startsWith("#/results")) return;
    panes2.show("graph");
    toDrawing = to !== location.hash;
  });
  addEventListener("hashchange", () => {
    if (location.hash !== arrived) arrive();
  });
  return {
    go,
    open,
    close,
    arrive
  };
}

// client/view/shortcuts.ts
function shortcuts(now) {
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.defaultPrevented) return;
    if (target.closest("input, textarea, select") !== null) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const act = now()[event.key];
    if (act === void 0) return;
    event.preventDefault();
    act();
  });
}

// client/view/page_keys.ts
function pageKeys(page, { head, field, list: list2, drawings, panes: panes2, beside, help }, close) {
  function turn(by) {
    const next = (views.indexOf(page.drawn) + by + views.length) % views.length;
    head.element.querySelectorAll(".views a")[next]?.click();
  }
  shortcuts(() => ({
    "/": () => {
      panes2.show("list");
      field.focus();
    },
    "?": () => help.showModal(),
    "[": () => turn(-1),
    "]": () => turn(1),
    "l": () => {
      panes2.show("list");
      list2.focus(selectedOf(page));
    },
    "g": () => {
      panes2.show("graph");
      drawings[page.drawn].focus(selectedOf(page));
    },
    "p": () => {
      if (beside.isOpen) panes2.show("details");
      panes2.details.focus();
    },
    ...page.place.at === "graph" ? {} : {
      "Escape": close
    }
  }));
}

// client/panel/parts.ts
function pathText(path) {
  return path.split("/").flatMap((part, index, parts) => {
    const at = part.indexOf("=");
    const text2 = at > 0 ? [
      h("span", {
        class: "pale"
      }, part.slice(0, at + 1)),
      part.slice(at + 1)
    ] : [
      part
    ];
    return index === parts.length - 1 ? text2 : [
      ...text2,
      h("span", {
        class: "pale"
      }, "/"),
      h("wbr")
    ];
  });
}
function wordsText(name, between) {
  return name.split(between).flatMap((part, index, parts) => index === parts.length - 1 ? [
    part
  ] : [
    part + between,
    h("wbr")
  ]);
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
function copyButton(text2, label, shown4, look = "copy") {
  const said = h("span", {}, shown4);
  const button = h("button", {
    type: "button",
    class: look,
    title: label,
    onclick: async () => {
      const done = await copy(text2);
      button.setAttribute("data-said", done ? "Copied" : "Not copied");
      announce(done ? `Copied ${text2}` : "This browser does not let it copy");
      setTimeout(() => button.removeAttribute("data-said"), 1200);
    }
  }, said);
  return button;
}
async function copy(text2) {
  try {
    await navigator.clipboard.writeText(text2);
    return true;
  } catch {
    const area = h("textarea", {
      class: "hidden",
      readonly: true
    });
    area.value = text2;
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return done;
  }
}
function command(text2) {
  return h("div", {
    class: "command"
  }, h("code", {}, text2), copyButton(text2, `Copy the command ${text2}`, "Copy"));
}
function quoted(word) {
  return /^[\w./=@:,+%-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
function note(text2) {
  return h("p", {
    class: "note"
  }, ...codeText(text2));
}
function failure(text2, retry) {
  return h("p", {
    class: "failure",
    role: "alert"
  }, ...codeText(text2), retry === void 0 ? null : " ", retry === void 0 ? null : h("button", {
    type: "button",
    onclick: retry
  }, "Try again"));
}
function loading(what) {
  return h("p", {
    class: "loading"
  }, `Loading ${what}\u2026`);
}
function codeText(text2) {
  return text2.split("`").map((part, index) => index % 2 === 1 ? h("code", {}, part) : part);
}
function sideways(label, child) {
  const box = h("div", {
    class: "sideways"
  }, child);
  const observer = new ResizeObserver(() => {
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    if (scrolls === box.hasAttribute("tabindex")) return;
    if (scrolls) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", label);
    } else {
      for (const name of [
        "tabindex",
        "role",
        "aria-label"
      ]) {
        box.removeAttribute(name);
      }
    }
  });
  observer.observe(box);
  observer.observe(child);
  return box;
}
function facts(pairs, look = "facts") {
  return h("dl", {
    class: look
  }, ...pairs.map(([name, value2]) => h("div", {}, h("dt", {}, name), h("dd", {}, value2))));
}
function longList(items, few4, make, look) {
  const list2 = h("ul", {
    class: look
  });
  const box = h("div", {}, list2);
  const slack = Math.ceil(few4 / 4);
  const first = items.length > few4 + slack ? few4 : items.length;
  list2.append(...items.slice(0, first).map(make));
  if (first < items.length) {
    const more = h("button", {
      type: "button",
      class: "more",
      onclick: () => {
        const added = items.slice(first).map(make);
        list2.append(...added);
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

// client/panel/attempt.ts
function attemptView() {
  const id = freshId("attempt");
  const title = h("h3", {
    id
  });
  const started = h("time", {});
  const code = h("code", {});
  const box = sideways("Log", h("pre", {
    class: "code"
  }, code));
  box.classList.add("code-box");
  const element = h("section", {
    class: "attempt",
    "aria-labelledby": id,
    hidden: true
  }, h("header", {}, title, h("span", {
    class: "pale"
  }, "from ", started)), box);
  return {
    element,
    show(attempt, running) {
      const text2 = attempt?.text ?? "";
      element.hidden = text2 === "";
      if (!attempt || text2 === "") return;
      title.textContent = running ? "Log so far" : "End of the failed run's log";
      started.dateTime = attempt.startedAt;
      started.textContent = moment(attempt.startedAt);
      if (code.textContent === text2) return;
      const atEnd = box.scrollHeight - box.clientHeight - box.scrollTop < 8;
      code.textContent = text2;
      if (atEnd) box.scrollTop = box.scrollHeight;
    }
  };
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
function isSmall(value2, most3 = 24) {
  return weigh(value2, most3) <= most3;
}
function weigh(value2, most3) {
  if (!isBranch(value2)) return 1;
  let weight = 1;
  for (const item2 of Object.values(value2)) {
    weight += weigh(item2, most3 - weight);
    if (weight > most3) break;
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
      class: "pale"
    }, "Empty"));
  }
  return h("div", {
    class: "json"
  }, branch(root, isSmall(value2)));
}
function branch(node, open) {
  const list2 = h("ul", {});
  const total = sizeOf(node.value);
  let shown4 = 0;
  const add = () => {
    const children = childrenOf(node, shown4, portion);
    shown4 += children.length;
    list2.append(...children.map((child) => item(child, open)));
    if (shown4 < total) {
      const more = h("li", {}, h("button", {
        type: "button",
        class: "more",
        onclick: () => {
          more.remove();
          add();
        }
      }, `Next ${Math.min(portion, total - shown4)} of ${total}`));
      list2.append(more);
    }
  };
  add();
  return list2;
}
function item(node, open) {
  const { value: value2 } = node;
  const branches = isBranch(value2) && sizeOf(value2) > 0;
  const name = copyButton(node.path, `Copy the path ${node.path}`, branches ? "copy path" : node.name ?? "", branches ? "json-path" : "json-name");
  if (!branches) {
    return h("li", {}, name, " ", leafElement(value2));
  }
  const details = h("details", {
    open
  }, h("summary", {}, h("span", {
    class: "json-label"
  }, node.name ?? ""), h("span", {
    class: "pale"
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
    const text3 = items.map(leafText).join(", ");
    const cut3 = text3.length > 60 ? text3.slice(0, 60) : text3;
    return cut3 + (value2.length > items.length || cut3 !== text3 ? " \u2026" : "");
  }
  const names = Object.keys(value2);
  const text2 = names.slice(0, 5).join(", ");
  const cut2 = text2.length > 60 ? text2.slice(0, 60) : text2;
  return cut2 + (names.length > 5 || cut2 !== text2 ? " \u2026" : "");
}
function leafElement(value2) {
  const type = value2 === null ? "null" : typeof value2;
  const text2 = isBranch(value2) ? Array.isArray(value2) ? "[]" : "{}" : leafText(value2);
  if (text2.length <= longestText) {
    return h("span", {
      class: `json-value json-${type}`
    }, text2);
  }
  const element = h("span", {
    class: `json-value json-${type}`
  }, text2.slice(0, longestText), "\u2026 ");
  element.append(h("button", {
    type: "button",
    class: "more",
    onclick: () => element.replaceChildren(text2)
  }, `all ${text2.length} characters`));
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
  const writers = heads.map((_, index) => aligned(tensors.map((tensor) => valuesOf(tensor)[index]), 4));
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
  }, ...wordsText(tensor.name, ".")), h("td", {
    class: "number"
  }, tensor.shape.join(" \xD7 ") || "1"), types.length > 1 ? h("td", {}, tensor.dtype) : null, h("td", {
    class: "number"
  }, bytes(tensor.size)), ...known ? statistics(tensor, writers) : []))))));
}
function valuesOf({ statistics: statistics2 }) {
  return statistics2 === null ? [
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
}
function statistics(tensor, writers) {
  return valuesOf(tensor).map((value2, index) => h("td", {
    class: "number"
  }, value2 === null ? "" : writers[index](value2)));
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
function tokensOf(text2, language) {
  if (language === null || !languages.has(language)) {
    return [
      {
        kind: "plain",
        text: text2
      }
    ];
  }
  const tokens = [];
  let at = 0;
  for (const match of text2.matchAll(pattern)) {
    const [whole, comment, string, number] = match;
    const kind = comment !== void 0 ? "comment" : string !== void 0 ? "string" : number !== void 0 ? "number" : keywords.has(whole) ? "keyword" : null;
    if (kind === null) continue;
    if (match.index > at) {
      tokens.push({
        kind: "plain",
        text: text2.slice(at, match.index)
      });
    }
    tokens.push({
      kind,
      text: whole
    });
    at = match.index + whole.length;
  }
  if (at < text2.length) tokens.push({
    kind: "plain",
    text: text2.slice(at)
  });
  return tokens;
}

// client/panel/text_diff.ts
var longest2 = 400;
function differing(text2, other) {
  const tokens = tokensOf2(text2);
  const others = tokensOf2(other);
  if (tokens.length > longest2 || others.length > longest2) {
    return [
      {
        text: text2,
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
function tokensOf2(text2) {
  return text2.match(/\s+|[^\s]+/g) ?? [];
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
  return diff.replace(/\n$/, "").split("\n").map((text2) => ({
    kind: text2.startsWith("+") ? "added" : text2.startsWith("-") ? "removed" : text2.startsWith("@@") ? "place" : "same",
    text: text2
  }));
}

// client/panel/text_view.ts
var longestColoured = 8e4;
function textView(label, text2, language, cutOff) {
  if (text2 === "") return note("Empty");
  const lines = text2.replace(/\n$/, "").split("\n").length;
  const numbers2 = Array.from({
    length: lines
  }, (_, index) => index + 1).join("\n");
  const tokens = text2.length > longestColoured ? [
    {
      kind: "plain",
      text: text2
    }
  ] : tokensOf(text2, language);
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
  }, ...linesOf(diff).map(({ kind, text: text2 }) => h("span", {
    class: `line line-${kind}`
  }, `${text2}
`)));
  const box = sideways(label, code);
  box.classList.add("code-box");
  return box;
}

// client/panel/code.ts
function codeSection(host, record, closing) {
  const files = inOrder(record.code, record.kind);
  const packages = Object.entries(record.packages);
  return h("div", {
    class: "code-section"
  }, h("p", {
    class: "hint"
  }, `${count(files.length, "file")} and ${count(packages.length, "package")}, each by the digest of its bytes: an edit of any of them is another key.`), files.length === 0 ? null : h("ul", {
    class: "files"
  }, ...files.map((file) => fileRow(host, file, closing))), packages.length === 0 ? null : h("section", {}, h("h3", {}, "Packages"), sideways("Packages", h("table", {
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
  const own2 = files.find(({ path }) => stem(path) === plain(kind));
  const folder = own2 === void 0 ? null : own2.path.slice(0, own2.path.lastIndexOf("/") + 1);
  const place = ({ path }) => path === own2?.path ? 0 : folder !== null && path.startsWith(folder) ? 1 : 2;
  return files.toSorted((a, b) => place(a) - place(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
function stem(path) {
  return plain(path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, ""));
}
function plain(name) {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}
function fileRow(host, { path, digest }, closing) {
  const details = h("details", {}, h("summary", {}, filePath(path), h("span", {
    class: "digest"
  }, digest.slice(0, 12))));
  const latest = new Latest();
  closing.push(() => latest.drop());
  const place = h("div", {});
  const ask2 = () => {
    place.replaceChildren(loading(path));
    latest.ask(() => host.source.preview({
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
  }, record === null ? `${count(inputs.length, "input")}, as the recipe connects them.` : idle === 0 ? `It read all of its ${count(inputs.length, "declared input")}.` : `It read ${inputs.length - idle} of ${count(inputs.length, "declared input")}.`), ...inputGroups(inputs).map(([base, members]) => members.length === 1 ? h("ul", {
    class: "relations"
  }, inputRow(members[0], record, members[0].name)) : h("div", {
    class: "uses"
  }, h("p", {
    class: "hint"
  }, h("strong", {}, base), ` ${members.length}`), longList(members, 12, (input) => inputRow(input, record, null), "relations")))), h("section", {}, h("h3", {}, "What was made from it"), uses.length === 0 ? note("No stage takes what it puts out.") : null, ...[
    ...byOutput
  ].map(([output, users]) => h("div", {
    class: "uses"
  }, h("p", {
    class: "hint"
  }, h("strong", {}, output), ` is taken by ${count(users.length, "stage")}`), longList(users, 20, (use) => h("li", {}, stageLink(use.stage)), "plain-list")))));
}
function inputGroups(inputs) {
  return [
    ...Map.groupBy(inputs, ({ name }) => name.split("/")[0])
  ];
}
function inputRow({ name, stage, output, digest }, record, shown4) {
  const unread = record?.observed.unread.includes(name) ?? false;
  const read2 = record?.observed.read.includes(name) ?? false;
  return h("li", {
    class: shown4 === null ? "one-of-many" : null,
    title: name
  }, shown4 === null ? null : h("span", {
    class: "relation-name"
  }, ...pathText(shown4)), h("span", {
    class: "relation-stage"
  }, stageLink(stage), h("span", {
    class: "relation-facts"
  }, h("span", {}, output), digest === null ? null : artifactLink(digest), unread ? h("span", {
    class: "unread"
  }, "declared, not read") : read2 ? h("span", {}, "read") : null)));
}

// client/model/own.ts
function own(record, name) {
  return Object.hasOwn(record, name) ? record[name] : void 0;
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
function shownPreimage(record) {
  const preimage = {
    ...preimageOf(record)
  };
  const order2 = Object.keys(phrases);
  const place = (name) => {
    const at = order2.indexOf(name);
    return at < 0 ? order2.length : at;
  };
  return Object.fromEntries(Object.entries(preimage).toSorted(([a], [b]) => place(a) - place(b)));
}
function commandsOf(stage, graph, output) {
  const profile = graph.profile === "default" ? "" : ` --profile ${quoted(graph.profile)}`;
  return [
    `deno task lineage ${quoted(output === null ? stage : `${stage}.${output}`)}${profile}`,
    `deno task explain ${quoted(stage)}${profile}`,
    `deno task stage ${quoted(stage)}${profile}`
  ];
}
function keySection(graph, record) {
  const preimage = shownPreimage(record);
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
  }, own(phrases, name) ?? ""), jsonView(value2))))), h("section", {}, h("h3", {}, "In a terminal"), ...commandsOf(record.stage, graph, record.outputs[0]?.name ?? null).map(command)));
}

// client/panel/log.ts
function logSection(host, { digest, size }, closing) {
  const place = h("div", {});
  const latest = new Latest();
  closing.push(() => latest.drop());
  const ask2 = () => {
    place.replaceChildren(loading("the log"));
    latest.ask(() => host.source.preview({
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
  let mine = null;
  for (const stage of siblings) {
    const value3 = own(stage.metrics, metric);
    if (value3 === void 0 || !Number.isFinite(value3)) continue;
    all.push(value3);
    if (stage.name === name) mine = value3;
    else if (groupOf(stage.name) === group) near.push(value3);
  }
  if (mine === null || all.length < 2) return null;
  const value2 = mine;
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
    scope: "col",
    class: "strip-head"
  }, `Among ${grouped(any.count)} of its kind`))), h("tbody", {}, ...rows.map(({ name, value: value2, standing }) => h("tr", {}, h("th", {
    scope: "row"
  }, ...wordsText(name, "_")), h("td", {
    class: "number value"
  }, copyButton(String(value2), `Copy ${value2}`, brief(value2), "copy exact")), any === void 0 ? null : h("td", {
    class: "strip-cell"
  }, standing === null ? null : strip(name, value2, standing))))))), any === void 0 ? null : h("p", {
    class: "hint legend"
  }, h("span", {
    class: "key key-own"
  }, "this stage"), repeated2 ? h("span", {
    class: "key key-group"
  }, "same but for the seed") : null, h("span", {
    class: "key key-all"
  }, "all of its kind"), h("span", {}, "rank 1 is the smallest")));
}
var width = 180;
var height = 18;
function strip(name, value2, standing) {
  const { least: least2, greatest, all, group, rank: rank2, count: count2 } = standing;
  const place = (of) => greatest === least2 ? width / 2 : 4 + (width - 8) * (of - least2) / (greatest - least2);
  const ticks = (values, look, half) => s("path", {
    class: look,
    d: [
      ...new Set(values.map((of) => place(of).toFixed(1)))
    ].map((x) => `M${x} ${height / 2 - half}v${2 * half}`).join("")
  });
  return h("div", {
    class: "strip"
  }, s("svg", {
    role: "img",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    "aria-label": `${name}: ${brief(value2)}, rank ${rank2} of ${count2}, between ${brief(least2)} and ${brief(greatest)}`
  }, s("path", {
    class: "strip-axis",
    d: `M4 ${height / 2}h${width - 8}`
  }), ticks(all, "strip-all", 4), ticks(group, "strip-group", 6), s("circle", {
    class: "strip-own",
    cx: place(value2).toFixed(1),
    cy: height / 2,
    r: 4.5
  })), h("div", {
    class: "strip-ends",
    "aria-hidden": "true"
  }, h("span", {}, brief(least2, 2)), h("span", {}, `rank ${rank2}`), h("span", {}, brief(greatest, 2))));
}

// client/panel/scale.ts
function scaleOf(kind, domain, range) {
  const [least2, greatest] = roomy(kind, domain);
  const [from, to] = range;
  const measure = kind === "log" ? Math.log10 : (value2) => value2;
  const start = measure(least2);
  const span = measure(greatest) - start;
  return {
    kind,
    domain: [
      least2,
      greatest
    ],
    range,
    place: (value2) => from + (to - from) * (measure(value2) - start) / span
  };
}
function roomy(kind, [least2, greatest]) {
  if (least2 < greatest) return [
    least2,
    greatest
  ];
  if (kind === "log") return [
    least2 / 2,
    least2 * 2
  ];
  const room = least2 === 0 ? 1 : Math.abs(least2) / 10;
  return [
    least2 - room,
    least2 + room
  ];
}
function logPays(values) {
  let least2 = Infinity;
  let greatest = -Infinity;
  for (const value2 of values) {
    if (!Number.isFinite(value2)) continue;
    if (value2 <= 0) return false;
    least2 = Math.min(least2, value2);
    greatest = Math.max(greatest, value2);
  }
  return greatest / least2 >= 10;
}
function extent(values) {
  let least2 = Infinity;
  let greatest = -Infinity;
  for (const value2 of values) {
    if (!Number.isFinite(value2)) continue;
    least2 = Math.min(least2, value2);
    greatest = Math.max(greatest, value2);
  }
  return least2 <= greatest ? [
    least2,
    greatest
  ] : null;
}
function ticksOf(scale, wanted) {
  const [least2, greatest] = scale.domain;
  if (scale.kind === "log") {
    const first = Math.ceil(Math.log10(least2) - 1e-9);
    const last = Math.floor(Math.log10(greatest) + 1e-9);
    if (last > first) {
      const step = Math.max(1, Math.ceil((last - first) / wanted));
      const ticks2 = [];
      for (let power = first; power <= last; power += step) {
        ticks2.push(Number(`1e${power}`));
      }
      return ticks2;
    }
  }
  const rough = (greatest - least2) / Math.max(1, wanted);
  const size = Number(`1e${Math.floor(Math.log10(rough))}`);
  const fit = [
    1,
    2,
    5,
    10
  ].findIndex((multiple) => multiple * size >= rough);
  const ticks = multiplesIn(scale.domain, [
    1,
    2,
    5,
    10
  ][fit] * size);
  return ticks.length > 0 ? ticks : multiplesIn(scale.domain, [
    0.5,
    1,
    2,
    5
  ][fit] * size);
}
function multiplesIn([least2, greatest], step) {
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const multiples = [];
  for (let index = Math.ceil(least2 / step - 1e-9); index * step <= greatest + step * 1e-9; index++) {
    multiples.push(Number((index * step).toFixed(Math.min(decimals, 20))));
  }
  return multiples;
}
function pathOf2(points, x, y) {
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
      ...ticksOf(y, 4).map((tick) => {
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
      d: pathOf2(points, x, y)
    });
    svg.setAttribute("viewBox", `0 0 ${width2} ${height2}`);
    svg.setAttribute("width", String(width2));
    svg.replaceChildren(...marks, line, rule, dot);
  };
  const tell = (step) => {
    const index = step === null ? -1 : nearest(points, step);
    const [at, value2] = points[index] ?? last;
    readout.textContent = brief(value2);
    const shown4 = index >= 0 && x !== null && y !== null && Number.isFinite(value2) && (kind === "linear" || value2 > 0);
    for (const mark of [
      rule,
      dot
    ]) {
      mark.setAttribute("visibility", shown4 ? "visible" : "hidden");
    }
    if (!shown4) return;
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
  const [least2, greatest] = extent(points.map(([, value2]) => value2)) ?? [
    0,
    0
  ];
  const [first, from] = points[0];
  const [last, to] = points.at(-1);
  return `${name}, ${unit}: ${brief(from)} at step ${first}, ${brief(to)} at step ${last}, between ${brief(least2)} and ${brief(greatest)}`;
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
  const list2 = h("ul", {
    class: "files"
  });
  const element = h("div", {}, list2);
  const close = () => {
    for (const view of opened) view.close();
  };
  if (files.length === 0) {
    return {
      element: note("An empty folder"),
      close
    };
  }
  const add = (from, to) => {
    list2.append(...files.slice(from, to).map(entry));
  };
  const entry = (file) => {
    const details = h("details", {}, h("summary", {}, filePath(file.path), h("span", {
      class: "pale"
    }, bytes(file.size))));
    details.addEventListener("toggle", () => {
      if (!details.open || details.childElementCount > 1) return;
      const view = open({
        ...origin,
        path: file.path
      });
      opened.push(view);
      const address = origin.host.source.file?.(origin.digest, file.path);
      details.append(h("p", {
        class: "file-facts"
      }, digestText(file.digest), address === null || address === void 0 ? null : h("a", {
        href: address,
        download: true
      }, "Download")), view.element);
    });
    return h("li", {}, details);
  };
  add(0, files.length > many ? 40 : files.length);
  if (list2.childElementCount < files.length) {
    const more = h("button", {
      type: "button",
      class: "more",
      onclick: () => {
        add(list2.childElementCount, files.length);
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
function referenceOf(fields2) {
  return fields2.find((field) => expected.has(field)) ?? null;
}
function joinSamples(said) {
  const tables = said.map(({ examples }) => byPrompt(examples));
  const keys2 = [
    ...new Set(tables.flatMap((table2) => [
      ...table2.keys()
    ]))
  ];
  const columns = [];
  const taken = [];
  const first = said[0];
  if (first === void 0) return {
    columns,
    rows: []
  };
  const shared = referenceOf(first.fields);
  const agreed = shared !== null && said.every(({ fields: fields2 }, index) => fields2.includes(shared) && [
    ...tables[index]
  ].every(([key, example]) => {
    const other = tables[0].get(key);
    return other === void 0 || own(other, shared) === own(example, shared);
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
  said.forEach(({ from, fields: fields2 }, table2) => {
    for (const field of fields2) {
      if (agreed && field === shared) continue;
      columns.push({
        from,
        field,
        shared: false
      });
      taken.push({
        table: table2,
        field
      });
    }
  });
  const rows = keys2.map((key) => ({
    prompt: key.slice(key.indexOf(" ") + 1),
    cells: taken.map(({ table: table2, field }, column) => {
      const own2 = saidTo(tables[table2], key, field);
      if (own2 !== void 0 || !columns[column].shared) return own2 ?? null;
      const asked = tables.find((other) => other.has(key));
      return asked === void 0 ? null : saidTo(asked, key, field) ?? null;
    })
  }));
  return {
    columns,
    rows
  };
}
function saidTo(table2, key, field) {
  const example = table2.get(key);
  return example === void 0 ? void 0 : own(example, field);
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
function likeliest(name, others, most3) {
  const parts = name.split("/");
  const scored = others.map((other) => ({
    other,
    score: commonEnd(parts, other.split("/")),
    repeated: groupOf(other) === groupOf(name)
  })).filter(({ score, repeated: repeated3 }) => score > 0 || repeated3);
  const near = scored.filter(({ repeated: repeated3 }) => !repeated3).toSorted((a, b) => b.score - a.score);
  const best = (near[0]?.score ?? 0) > 1 ? near.filter(({ score }) => score > 1) : near;
  const seen2 = /* @__PURE__ */ new Set();
  const first = [];
  const more = [];
  for (const { other } of best) {
    const family = shortName(other, name).split("/")[0];
    (seen2.has(family) ? more : first).push(other);
    seen2.add(family);
  }
  const repeated2 = scored.filter((one) => one.repeated).map(({ other }) => other);
  return [
    ...first,
    ...more,
    ...repeated2
  ].slice(0, most3);
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
  const own2 = rest.slice(0, rest.length - end);
  return own2.length === 0 ? parts.at(start - 1) ?? name : own2.join("/");
}

// client/panel/other_stages.ts
function otherStages(stage, others, choose) {
  const id = freshId("stages");
  const input = h("input", {
    type: "text",
    list: id,
    placeholder: "Another stage",
    "aria-label": "Stage to compare with",
    autocomplete: "off",
    spellcheck: "false",
    onchange: () => {
      const name = input.value.trim();
      input.value = "";
      if (name !== "") choose(name);
    }
  });
  const chips = likeliest(stage, others, 8).map((name) => h("button", {
    type: "button",
    class: "chip",
    title: name,
    "data-stage": name,
    onclick: () => choose(name)
  }, shortName(name, stage)));
  return {
    element: h("div", {
      class: "controls compare-with"
    }, ...chips, others.length > chips.length ? input : null, h("datalist", {
      id
    }, ...others.map((name) => h("option", {
      value: name
    })))),
    leaveOut(chosen) {
      for (const chip of chips) {
        chip.hidden = chosen.includes(chip.dataset["stage"]);
      }
    }
  };
}

// client/panel/samples_table.ts
function disagree({ columns }, cells) {
  return columns.some(({ field }, index) => columns.some((other, at) => at > index && other.field === field && cells[at] !== cells[index]));
}
function markedAgainst({ columns }) {
  if (referenceOf(columns.map(({ field }) => field)) !== null) {
    return columns.length > 1 ? "reference" : null;
  }
  const fields2 = columns.map(({ field }) => field);
  return new Set(fields2).size < fields2.length ? "field" : null;
}
function samplesTable({ columns }, rows, marked, several) {
  const fields2 = columns.map(({ field }) => field);
  const wordy = rows.some(({ cells }) => cells.some((text2) => text2 !== null && text2.length > 80));
  const reference = fields2.indexOf(referenceOf(fields2) ?? "");
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
    return several && before !== void 0 && !shared && (before.shared || before.from !== from) ? "begins" : null;
  }
  return h("table", {
    class: `grid samples-table${wordy ? " wordy" : ""}${several ? " several" : ""}`
  }, h("thead", {}, h("tr", {}, h("th", {
    scope: "col"
  }, "prompt"), ...heads)), h("tbody", {}, ...rows.map(({ prompt, cells }) => h("tr", {}, h("th", {
    scope: "row"
  }, prompt), ...cells.map((text2, index) => {
    const other = marked === "reference" ? index === reference ? null : cells[reference] : cells[fields2.indexOf(fields2[index])];
    return h("td", {
      class: edge(index),
      "data-field": fields2[index]
    }, ...cellText(text2, other ?? null));
  })))));
}
function cellText(text2, other) {
  if (text2 === null) return [
    h("span", {
      class: "pale"
    }, "not asked")
  ];
  if (text2 === "") return [
    h("span", {
      class: "pale"
    }, "nothing")
  ];
  if (other === null) return [
    text2
  ];
  const pieces = differing(text2, other);
  const missing = text2 !== other && pieces.every(({ same }) => same);
  return [
    ...pieces.map(({ text: text3, same }) => same ? text3 : h("mark", {
      class: "differs"
    }, text3)),
    // All of it is right, but something is left out.
    ...missing ? [
      h("mark", {
        class: "differs",
        title: "Something is left out"
      }, "\u2026")
    ] : []
  ];
}

// client/panel/samples_view.ts
var few = 12;
function samplesView(given, { host, stage, output }) {
  const said = [
    {
      from: stage,
      fields: given.fields,
      examples: given.examples
    }
  ];
  const requests = [];
  const others = host.graph().stages.filter(({ name, kind, outputs }) => name !== stage && outputs.some((one) => one.name === output) && kind === host.graph().stages.find((one) => one.name === stage)?.kind);
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
    const joined = joinSamples(said);
    const wanted = onlyDifferent ? joined.rows.filter(({ cells }) => disagree(joined, cells)) : joined.rows;
    const rows = all || wanted.length <= few + 4 ? wanted : wanted.slice(0, few);
    const marked = markedAgainst(joined);
    place.replaceChildren(sideways(`Samples of ${said.map(({ from }) => from).join(" and ")}`, samplesTable(joined, rows, marked, said.length > 1)));
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
    different.hidden = said.length < 2;
    chosen.hidden = said.length < 2;
    chosen.replaceChildren(...said.slice(1).map(({ from }) => h("li", {}, stageLink(from), h("button", {
      type: "button",
      class: "remove",
      "aria-label": `Leave out ${from}`,
      onclick: () => {
        said.splice(said.findIndex((one) => one.from === from), 1);
        draw();
        const next = chosen.querySelector(".remove") ?? choice.element.querySelector(".chip:not([hidden]), input");
        next?.focus();
      }
    }, "\xD7"))));
    choice.leaveOut(said.map(({ from }) => from));
  }
  function add(name) {
    const other = others.find((one) => one.name === name);
    const digest = other?.outputs.find((one) => one.name === output)?.digest;
    if (said.some(({ from }) => from === name)) return;
    if (other === void 0 || digest === void 0 || digest === null) {
      problem.replaceChildren(failure(other === void 0 ? `No stage of this kind is called "${name}"` : `Stage "${name}" has not run yet`));
      return;
    }
    const latest = new Latest();
    requests.push(latest);
    latest.ask(() => host.source.preview({
      digest
    }), {
      done: (preview) => {
        if (preview.type !== "samples") {
          problem.replaceChildren(failure(preview.type === "none" ? preview.why : "It holds no samples"));
          return;
        }
        problem.replaceChildren();
        if (said.some(({ from }) => from === name)) return;
        said.push({
          from: name,
          fields: preview.fields,
          examples: preview.examples
        });
        const pressed = document.activeElement?.matches(".chip") === true;
        draw();
        if (pressed) different.querySelector("input")?.focus();
      },
      failed: (message) => problem.replaceChildren(failure(message, () => add(name)))
    });
  }
  const choice = otherStages(stage, others.map(({ name }) => name), add);
  choice.element.prepend(h("span", {
    class: "controls-label"
  }, "Compare with"));
  draw();
  return {
    element: h("div", {
      class: "samples"
    }, others.length === 0 ? null : choice.element, chosen, problem, different, place, hint2, h("details", {
      class: "fold"
    }, h("summary", {}, "The rest of the document"), jsonView(given.value))),
    close: () => {
      for (const request of requests) request.drop();
    }
  };
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
function pageOf2(columns, rows, state) {
  const text2 = state.filter.toLowerCase();
  let chosen = text2 === "" ? rows : rows.filter((row) => row.some((cell2) => cell2 !== null && String(cell2).toLowerCase().includes(text2)));
  const column = columns.findIndex(({ name }) => name === state.orderBy);
  if (column >= 0) {
    const sign2 = state.descending ? -1 : 1;
    chosen = chosen.toSorted((a, b) => inOrder2(a[column] ?? null, b[column] ?? null, sign2));
  }
  return {
    rows: chosen.slice(state.offset, state.offset + state.limit),
    total: chosen.length
  };
}
function inOrder2(a, b, sign2) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "number" && typeof b === "number") return sign2 * (a - b);
  const [x, y] = [
    String(a),
    String(b)
  ];
  return x === y ? 0 : sign2 * (x < y ? -1 : 1);
}

// client/panel/cells.ts
var longest3 = 90;
function cellElement(value2, write = brief) {
  if (value2 === null) {
    return h("td", {}, h("span", {
      class: "pale"
    }, "null"));
  }
  if (typeof value2 === "number") {
    return h("td", {
      class: "number",
      title: String(value2)
    }, write(value2));
  }
  const text2 = String(value2);
  if (text2.length <= longest3) return h("td", {}, text2);
  const cell2 = h("td", {
    class: "long"
  }, text2.slice(0, longest3), "\u2026 ");
  cell2.append(h("button", {
    type: "button",
    class: "more",
    "aria-label": `Show all ${text2.length} characters`,
    onclick: () => cell2.replaceChildren(text2)
  }, "more"));
  return cell2;
}
function sortableHead(name, type, numeric, order2, sort) {
  return h("th", {
    scope: "col",
    class: numeric ? "number" : null,
    "aria-sort": order2 ?? "none"
  }, h("button", {
    type: "button",
    class: "sort",
    onclick: sort
  }, ...wordsText(name, "_"), h("span", {
    class: "arrow",
    "aria-hidden": "true"
  }, order2 === "ascending" ? "\u25B2" : order2 === "descending" ? "\u25BC" : "")), type === null ? null : h("span", {
    class: "type"
  }, type));
}

// client/panel/table_view.ts
function tableView(given, { source: source2, digest, path, label }) {
  const whole = given.offset === 0 && given.rows.length >= given.total;
  const here = whole || source2.type === "embedded";
  const latest = new Latest();
  let state = firstPage;
  let shown4 = {
    rows: given.rows.slice(0, state.limit),
    total: here ? given.rows.length : given.total
  };
  const numeric = given.columns.map((_, index) => given.rows.some((row) => typeof row[index] === "number"));
  const head = h("tr", {});
  const body = h("tbody", {});
  const table2 = h("table", {
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
  function pageButton(text2, by) {
    return h("button", {
      type: "button",
      class: "page",
      "aria-label": `${text2} page`,
      onclick: () => {
        if (turns(by)) change(turned(state, by, shown4.total));
      }
    }, by < 0 ? "\u2039" : "\u203A");
  }
  function turns(by) {
    return by < 0 ? state.offset > 0 : state.offset + shown4.rows.length < shown4.total;
  }
  function change(asked) {
    state = asked;
    if (here) {
      shown4 = pageOf2(given.columns, given.rows, asked);
      draw();
      return;
    }
    table2.setAttribute("aria-busy", "true");
    latest.ask(() => source2.preview(requestOf(asked, digest, path)), {
      done: (preview) => {
        if (preview.type !== "table") {
          failed(preview.type === "none" ? preview.why : "It is no table");
          return;
        }
        problem.replaceChildren();
        shown4 = preview;
        draw();
      },
      failed
    });
  }
  function failed(message) {
    table2.removeAttribute("aria-busy");
    problem.replaceChildren(failure(message, () => change(state)));
  }
  function draw() {
    table2.removeAttribute("aria-busy");
    const focused = [
      ...head.querySelectorAll("button")
    ].indexOf(document.activeElement);
    head.replaceChildren(...given.columns.map(({ name, type }, index) => sortableHead(name, type.toLowerCase(), numeric[index], state.orderBy !== name ? null : state.descending ? "descending" : "ascending", () => change(sortedBy(state, name)))));
    if (focused >= 0) head.querySelectorAll("button")[focused]?.focus();
    const writers = given.columns.map((_, index) => aligned(shown4.rows.map((row) => {
      const cell2 = row[index];
      return typeof cell2 === "number" ? cell2 : null;
    }), 5));
    body.replaceChildren(...shown4.rows.map((row) => h("tr", {}, ...writers.map((write, index) => cellElement(row[index] ?? null, write)))));
    if (shown4.rows.length === 0) {
      body.append(h("tr", {}, h("td", {
        colspan: given.columns.length,
        class: "pale"
      }, state.filter === "" ? "No rows" : `No row holds "${state.filter}"`)));
    }
    const first = Math.min(state.offset + 1, shown4.total);
    const last = Math.min(state.offset + shown4.rows.length, shown4.total);
    const of = here && !whole && state.filter === "" ? `the first ${grouped(shown4.total)} of ${count(given.total, "row")}` : count(shown4.total, "row");
    const text2 = `${grouped(first)}\u2013${grouped(last)} of ${of}`;
    if (range.textContent !== "" && range.textContent !== text2) announce(text2);
    range.textContent = text2;
    previous.setAttribute("aria-disabled", `${!turns(-1)}`);
    next.setAttribute("aria-disabled", `${!turns(1)}`);
  }
  draw();
  return {
    element: h("div", {
      class: "table-view"
    }, h("div", {
      class: "controls"
    }, filter, range, previous, next), problem, sideways(label, table2), here && !whole ? note(`This page carries the first ${grouped(given.rows.length)} of ${count(given.total, "row")}, and sorts and filters only these. \`deno task explore\` shows all`) : null),
    close: () => {
      clearTimeout(waiting);
      latest.drop();
    }
  };
}

// client/panel/preview.ts
function previewView(origin) {
  const { host, digest, path } = origin;
  const element = h("div", {
    class: "preview"
  });
  const latest = new Latest();
  let inner = null;
  const ask2 = () => {
    element.replaceChildren(loading(path ?? origin.output.name));
    latest.ask(() => host.source.preview(requestOf(firstPage, digest, path)), {
      done: (preview) => {
        inner?.close();
        inner = shown2(preview, origin);
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
function shown2(preview, origin) {
  const { host, stage, output, digest, path } = origin;
  const label = path === void 0 ? output.name : `${output.name}/${path}`;
  const still = (element) => ({
    element,
    close() {
    }
  });
  switch (preview.type) {
    case "table":
      return tableView(preview, {
        source: host.source,
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
        host,
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
function outputsSection(host, record, asked, closing) {
  if (record.outputs.length === 0) return note("It puts nothing out.");
  const watched = /* @__PURE__ */ new Map();
  const observer = new IntersectionObserver((entries2) => {
    for (const { isIntersecting, target } of entries2) {
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
    }, outputHead(host, output), place);
    const { digest } = output;
    if (digest === null) place.append(note("It has not been made yet."));
    else {
      watched.set(section, () => {
        const view = previewView({
          host,
          stage: record.stage,
          output,
          digest
        });
        closing.push(() => view.close());
        place.append(view.element);
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
function outputHead(host, output) {
  const { name, type, form, digest, size, mediaType } = output;
  const address = digest === null || form === "folder" ? null : host.source.file?.(digest) ?? null;
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
function hasParams(params) {
  return leavesOf(params).some(([path]) => path !== "");
}
function paramsSection(stages, record) {
  const leaves = leavesOf(record.params).filter(([path]) => path !== "");
  const others = siblingsOf(stages, record.stage).map(({ params }) => params).filter((params) => params !== void 0).map((params) => new Map(leavesOf(params)));
  const compared = others.length > 2;
  const rows = leaves.map(([path, value2]) => {
    const values = others.map((other) => other.get(path) ?? null);
    const most3 = commonest(values);
    const same = values.filter((other) => JSON.stringify(other) === JSON.stringify(value2)).length;
    return {
      path,
      value: value2,
      // What is varied has no value that most have: only the odd one is marked.
      differs: compared && most3 !== null && 2 * most3.times > values.length && JSON.stringify(most3.value) !== JSON.stringify(value2),
      said: !compared || most3 === null ? "" : same === values.length ? "all" : JSON.stringify(most3.value) === JSON.stringify(value2) || 2 * most3.times <= values.length ? String(same) : `${same}; ${most3.times} have ${valueText(most3.value)}`
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
  }, `Of ${others.length} of its kind have it`) : null)), h("tbody", {}, ...rows.map(({ path, value: value2, differs, said }) => h("tr", {
    class: differs ? "unusual" : null
  }, h("th", {
    scope: "row"
  }, ...pathText(path)), h("td", {
    class: "value"
  }, valueText(value2)), compared ? h("td", {
    class: "pale"
  }, said) : null))))), rows.some(({ differs }) => differs) ? h("p", {
    class: "hint"
  }, h("mark", {
    class: "differs"
  }, "Marked"), " is what most of its kind have otherwise.") : null);
}
function valueText(value2) {
  if (typeof value2 === "string") return value2 === "" ? '""' : value2;
  if (Array.isArray(value2)) {
    return value2.map((item2) => isBranch(item2) ? "\u2026" : leafText(item2)).join(", ") || "[]";
  }
  return isBranch(value2) ? "{}" : leafText(value2);
}

// client/panel/records.ts
function recordsSection(host, stage, records, closing) {
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
  const radio = (side2, record) => h("input", {
    type: "radio",
    name: `compare-${side2}`,
    "aria-label": `${side2 === "a" ? "Compare from" : "Compare to"} the record of ${moment(record.startedAt)}`,
    checked: name(record) === (side2 === "a" ? a : b),
    onchange: () => {
      if (side2 === "a") a = name(record);
      else b = name(record);
      draw();
    }
  });
  const several = records.length > 1;
  const tells = several || !now.current;
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
  }, "Record"), tells ? h("th", {
    scope: "col"
  }, "Stands") : null)), h("tbody", {}, ...records.map((record) => h("tr", {}, several ? h("td", {}, radio("a", record)) : null, several ? h("td", {}, radio("b", record)) : null, h("td", {
    class: "nowrap"
  }, moment(record.startedAt)), h("td", {
    class: "number"
  }, duration(record.seconds)), h("td", {}, digestText(record.key, "key")), h("td", {
    class: "number"
  }, String(record.n)), tells ? h("td", {}, record.current ? "now" : "") : null))))), several ? h("p", {}, link) : null, withOthers(host, stage, now, closing));
}
function withOthers(host, stage, now, closing) {
  const others = siblingsOf(host.graph().stages, stage).filter(({ name, key }) => name !== stage && key !== null).map(({ name }) => name);
  if (others.length === 0) return null;
  const problem = h("div", {});
  const latest = new Latest();
  closing.push(() => latest.drop());
  const choose = (other) => {
    latest.ask(() => host.source.stage(other), {
      done: ({ record }) => {
        if (record === null) {
          problem.replaceChildren(failure(`Stage "${other}" has not run yet`));
          return;
        }
        location.hash = comparePlace(`${now.key}/${now.n}`, `${record.key}/${record.n}`);
      },
      failed: (message) => problem.replaceChildren(failure(message, () => choose(other)))
    });
  };
  return h("section", {}, h("h3", {}, "Compare with another stage"), otherStages(stage, others, choose).element, problem);
}

// client/panel/running.ts
function runningView() {
  const id = freshId("told");
  const now = h("div", {});
  const charts = h("div", {
    class: "charts"
  });
  const element = h("section", {
    class: "told",
    "aria-labelledby": id,
    hidden: true
  }, h("h3", {
    id
  }, "Metrics so far"), now, charts);
  let drawn = [];
  let shown4 = "";
  const resize = new ResizeObserver(() => {
    for (const one of drawn) one.fit();
  });
  resize.observe(charts);
  function draw(node) {
    now.replaceChildren(facts(Object.entries(node.told ?? {}).map(([name, value2]) => [
      name,
      brief(value2)
    ]), "facts across"));
    drawn = seenOf(node).filter(({ points }) => points.length > 1).map(({ name, points }) => chart({
      name,
      unit: "",
      points
    }, {
      steps: [
        points[0][0],
        points.at(-1)[0]
      ],
      warnings: [],
      point: () => {
      }
    }));
    charts.replaceChildren(...drawn.map(({ element: element2 }) => element2));
    for (const one of drawn) one.fit();
  }
  return {
    element,
    show(node) {
      const told = node?.status === "running" ? node.told ?? {} : {};
      element.hidden = Object.keys(told).length === 0;
      const text2 = JSON.stringify([
        node?.startedAt,
        told
      ]);
      if (node === null || element.hidden || text2 === shown4) return;
      shown4 = text2;
      draw(node);
    },
    close: () => resize.disconnect()
  };
}

// client/view/sign.ts
function sign(state) {
  return h("span", {
    class: `sign is-${stateClass(state)}`,
    "aria-hidden": "true"
  });
}
function paint(element, stage) {
  const name = `is-${stateClass(stateOf(stage))}`;
  if (!element.classList.contains(name)) {
    element.className = element.className.replaceAll(/\bis-\S+/g, "").trim();
    element.classList.add(name);
  }
  const share = shareDone(stage);
  if (share === null) element.style.removeProperty("--done");
  else element.style.setProperty("--done", `${share}`);
}
function strip2(stages) {
  const bar = h("span", {
    class: "tally",
    "aria-hidden": "true"
  });
  for (const { state, count: count2 } of tally(stages).toReversed()) {
    const part = h("span", {
      class: `is-${stateClass(state)}`
    });
    part.style.flexGrow = `${count2}`;
    bar.append(part);
  }
  return bar;
}
function exceptionsOf(stages) {
  return tally(stages).filter(({ state }) => state !== "identical" && state !== "cached").slice(0, 3);
}
function exceptions(stages) {
  return h("span", {
    class: "exceptions",
    "aria-hidden": "true"
  }, ...exceptionsOf(stages).map(({ state, count: count2 }) => h("span", {}, sign(state), count2 < stages.length && `${count2}`)));
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
  bitwise: "The same bytes on every machine",
  adapter: "The same bytes on the same adapter, driver and Deno",
  none: "It claims none"
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
        h("span", {
          title: determinisms[record.determinism]
        }, record.determinism)
      ],
      [
        "Machine",
        machineText(record)
      ],
      ...record.isolation === null ? [] : [
        [
          "Isolation",
          record.isolation
        ]
      ]
    ], "facts across"),
    record === null || record.stage === name ? null : h("p", {
      class: "hint made-by"
    }, "It has the key of ", stageLink(record.stage), ", which ran for both."),
    warnings.length === 0 ? null : h("section", {
      class: "warnings",
      "aria-label": "Warnings"
    }, h("h3", {}, warnings.length === 1 ? "Warning" : "Warnings"), h("ul", {}, ...warnings.map((text2) => h("li", {}, text2))))
  ];
  return parts.filter((part) => part !== null);
}
function statusLine(node) {
  const { status, verdict, why, what } = node;
  const said = [
    h("strong", {}, status[0].toUpperCase() + status.slice(1))
  ];
  if (verdict !== null) said.push(`, ${verdicts[verdict]}`);
  return h("div", {
    class: "status"
  }, sign(stateOf(node)), h("p", {}, ...said), why === null ? null : h("p", {
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
function machineText({ machine, threads, peakMemory }) {
  const { os, arch, cores, ...rest } = machine;
  return [
    [
      os,
      arch
    ].filter((part) => part !== void 0).join(" "),
    cores === void 0 ? count(threads, "thread") : `${threads} of ${cores} cores`,
    peakMemory === null ? "" : `${grouped(peakMemory)}\u202FMiB`,
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
    onclick: () => show2(id, false),
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
  const list2 = h("div", {
    role: "tablist",
    "aria-label": label,
    class: "tablist",
    onscroll: () => hint2()
  }, ...buttons);
  const hint2 = () => {
    const beyond = list2.scrollWidth - list2.clientWidth - list2.scrollLeft;
    list2.classList.toggle("goes-on", beyond > 4);
  };
  new ResizeObserver(hint2).observe(list2);
  const made = /* @__PURE__ */ new Set();
  function show2(id, focus) {
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
    const left = button.offsetLeft - list2.offsetLeft;
    const over = left + button.offsetWidth - list2.clientWidth;
    const slack = 64;
    if (left - slack < list2.scrollLeft) list2.scrollLeft = left - slack;
    else if (over + slack > list2.scrollLeft) list2.scrollLeft = over + slack;
  }
  function move(event, id) {
    const at = sections.findIndex((section) => section.id === id);
    const last = sections.length - 1;
    const next = event.key === "ArrowRight" ? at === last ? 0 : at + 1 : event.key === "ArrowLeft" ? at === 0 ? last : at - 1 : event.key === "Home" ? 0 : event.key === "End" ? last : null;
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    show2(sections[next].id, true);
  }
  const first = sections.some(({ id }) => id === chosen) ? chosen : sections[0].id;
  show2(first, false);
  return h("div", {
    class: "tabs"
  }, list2, ...panels);
}

// client/panel/stage.ts
var lastSection = null;
function stageView(host, name, output = null) {
  const latest = new Latest();
  const closing = [];
  const head = h("header", {
    class: "stage-head"
  });
  const running = runningView();
  const attempt = attemptView();
  const body = h("div", {});
  const element = h("article", {
    class: "stage-view panel"
  }, head, running.element, attempt.element, body);
  let node = find();
  let detail = null;
  let asking = false;
  function find() {
    return host.graph().stages.find((stage) => stage.name === name) ?? null;
  }
  function close() {
    latest.drop();
    running.close();
    for (const one of closing.splice(0)) one();
  }
  function ask2() {
    if (detail === null) body.replaceChildren(loading("the stage"));
    asking = true;
    latest.ask(() => host.source.stage(name), {
      done: (answer) => {
        asking = false;
        const before = detail;
        detail = answer;
        attempt.show(answer.attempt, node?.status === "running");
        if (before === null || executionsOf(before) !== executionsOf(answer)) {
          draw();
        }
      },
      failed: (message) => {
        asking = false;
        if (detail === null) body.replaceChildren(failure(message, ask2));
      }
    });
  }
  function draw() {
    replaceChanged(head, stageHead(name, node, detail));
    running.show(node);
    if (detail === null) return;
    for (const one of closing.splice(0)) one();
    const sections = sectionsOf(host, node, detail, output, closing);
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
      const same = node.key === before?.key && node.startedAt === before.startedAt && node.status === before.status;
      if (!same || node.status === "running" && !asking) ask2();
      replaceChanged(head, stageHead(name, node, detail));
      running.show(node);
    },
    close
  };
}
function executionsOf({ records, record }) {
  return JSON.stringify([
    records,
    record?.key,
    record?.n
  ]);
}
function sectionsOf(host, node, detail, output, closing) {
  const { records } = detail;
  const record = detail.record === null ? null : {
    ...detail.record,
    stage: detail.name
  };
  const { stages } = host.graph();
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
    make: () => recordsSection(host, detail.name, records, closing)
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
      make: () => outputsSection(host, record, output, closing)
    },
    // A section with nothing in it would only be in the way.
    ...Object.keys(record.metrics).length === 0 ? [] : [
      {
        id: "metrics",
        title: "Metrics",
        count: Object.keys(record.metrics).length,
        make: () => metricsSection(stages, record)
      }
    ],
    ...hasParams(record.params) ? [
      {
        id: "params",
        title: "Parameters",
        count: null,
        make: () => paramsSection(stages, record)
      }
    ] : [],
    lineage,
    {
      id: "code",
      title: "Code",
      count: record.code.length,
      make: () => codeSection(host, record, closing)
    },
    {
      id: "key",
      title: "Key",
      count: null,
      make: () => keySection(host.graph(), record)
    },
    ...log === null ? [] : [
      {
        id: "log",
        title: "Log",
        count: null,
        make: () => logSection(host, log, closing)
      }
    ],
    others
  ];
}

// client/panel/coordinates.ts
function sortedOut(results) {
  const measured = new Set(results.flatMap(({ coordinates }) => Object.entries(coordinates).filter(([, value2]) => typeof value2 === "number" && String(value2).length > 9).map(([name]) => name)));
  if (measured.size === 0) return [
    ...results
  ];
  return results.map((entry) => {
    const all = Object.entries(entry.coordinates);
    const added = all.filter((one) => measured.has(one[0]) && typeof one[1] === "number" && !Object.hasOwn(entry.metrics, one[0]));
    return {
      ...entry,
      coordinates: Object.fromEntries(all.filter(([name]) => !measured.has(name))),
      metrics: Object.fromEntries([
        ...Object.entries(entry.metrics),
        ...added
      ])
    };
  });
}
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
  ].every(([name, value2]) => (own(coordinates, name) ?? null) === value2));
}
function metricsOf(results) {
  return [
    ...new Set(results.flatMap(({ metrics }) => Object.keys(metrics)))
  ];
}
function summaryOf(results, metric) {
  const values = results.map(({ metrics }) => own(metrics, metric)).filter((value2) => Number.isFinite(value2));
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
  const found2 = /* @__PURE__ */ new Map();
  for (const cell2 of row) {
    if (typeof cell2 !== "string" || cell2 === "") continue;
    const fitting = axes.filter(({ values }) => values.includes(cell2));
    const axis = fitting.length === 1 ? fitting[0] : null;
    if (axis !== null && !found2.has(axis.name)) found2.set(axis.name, cell2);
  }
  return found2;
}

// client/panel/match_rows.ts
var repeated = /* @__PURE__ */ new Set([
  "seed",
  "repeat",
  "repetition",
  "fold"
]);
function matchRows(table2, results, axes) {
  const named = table2.rows.map((row) => rowCoordinates(row, axes));
  const metrics = metricsOf(results);
  const taken = new Set(named.flatMap((row) => [
    ...row.keys()
  ]));
  const rest = axes.filter(({ name }) => !taken.has(name) && !repeated.has(name));
  let best = null;
  for (const choice of choicesOf(rest, results)) {
    let score = 0;
    table2.rows.forEach((row, index) => {
      const members = membersOf(results, named[index], choice);
      score += explained(row, members, metrics);
    });
    if (best === null || score > best.score) best = {
      choice,
      score
    };
  }
  return table2.rows.map((row, index) => {
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
  ].every(([name, value2]) => [
    value2,
    null
  ].includes(own(coordinates, name) ?? null)));
}
function choicesOf(axes, results) {
  const found2 = /* @__PURE__ */ new Map();
  for (const { coordinates } of results) {
    const choice = new Map(axes.map(({ name }) => [
      name,
      own(coordinates, name) ?? null
    ]));
    found2.set(JSON.stringify([
      ...choice
    ]), choice);
  }
  return [
    ...found2.values()
  ];
}
function explained(row, members, metrics) {
  if (members.length === 0) return 0;
  const means = metrics.map((metric) => summaryOf(members, metric)?.mean);
  return row.filter((cell2) => {
    const shown4 = shownNumber(cell2);
    return shown4 !== null && means.some((mean) => mean !== void 0 && Math.abs(mean - shown4.value) <= shown4.half * 1.0001);
  }).length;
}
function shownNumber(cell2) {
  if (cell2 === null) return null;
  const text2 = String(cell2).replace("\u2212", "-");
  const match = /^-?\d*(?:\.(\d+))?$/.exec(text2);
  if (match === null || match[1] === void 0) return null;
  return {
    value: Number(text2),
    half: 0.5 * 10 ** -match[1].length
  };
}

// client/panel/result_list.ts
var few2 = 40;
function resultList(results, axes) {
  const metrics = metricsOf(results);
  const choice = /* @__PURE__ */ new Map();
  let order2 = null;
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
    return metrics.includes(name) ? own(entry.metrics, name) ?? null : own(entry.coordinates, name) ?? null;
  }
  function sort(name) {
    const numeric = metrics.includes(name);
    order2 = order2?.name !== name ? {
      name,
      descending: false
    } : order2.descending ? null : {
      name,
      descending: true
    };
    all = all && numeric;
    draw();
  }
  function draw() {
    const chosen = chosenOf(results, choice);
    const sorted2 = order2 === null ? chosen : chosen.toSorted((a, b) => inOrder2(valueOf(a, order2.name), valueOf(b, order2.name), order2.descending ? -1 : 1));
    const shown4 = all || sorted2.length <= few2 + 10 ? sorted2 : sorted2.slice(0, few2);
    const buttons = [
      ...head.querySelectorAll("button")
    ];
    const focused = buttons.indexOf(document.activeElement);
    head.replaceChildren(...[
      ...axes.map(({ name }) => name),
      ...metrics
    ].map((name, index) => sortableHead(name, null, index >= axes.length, order2?.name !== name ? null : order2.descending ? "descending" : "ascending", () => sort(name))), h("th", {
      scope: "col"
    }, "Source"));
    if (focused >= 0) head.querySelectorAll("button")[focused]?.focus();
    const writers = new Map(metrics.map((name) => [
      name,
      aligned(chosen.map((entry) => own(entry.metrics, name)), 3)
    ]));
    const write = (name, value2) => value2 === void 0 || value2 === null ? "" : writers.get(name)(value2);
    totals.replaceChildren(...summaryRows(chosen, write));
    body.replaceChildren(...shown4.map((entry) => resultRow(entry, write)));
    more.hidden = shown4.length === sorted2.length;
    more.textContent = `Show all ${sorted2.length}`;
    reset.hidden = choice.size === 0;
  }
  function summaryRows(chosen, write) {
    const sums = metrics.map((name) => summaryOf(chosen, name));
    const row = (name, value2) => h("tr", {}, h("th", {
      scope: "row",
      colspan: Math.max(1, axes.length)
    }, name), ...sums.map((sum, index) => h("td", {
      class: "number"
    }, sum === null ? "" : write(metrics[index], value2(sum)))), h("td", {}));
    return [
      row(`Mean of ${count(chosen.length, "result")}`, ({ mean }) => mean),
      row("Standard deviation", ({ deviation }) => deviation)
    ];
  }
  function resultRow(entry, write) {
    const { coordinates, stage, source: source2 } = entry;
    return h("tr", {}, ...axes.map(({ name }, index) => {
      const value2 = own(coordinates, name) ?? null;
      const text2 = value2 === null ? "" : String(value2);
      const cell2 = index === 0 ? "th" : "td";
      return h(cell2, {
        scope: index === 0 ? "row" : null
      }, index === 0 && stage !== null ? h("a", {
        href: stagePlace(stage),
        title: stage
      }, text2 || stage) : text2);
    }), ...metrics.map((name) => {
      const value2 = own(entry.metrics, name);
      return h("td", {
        class: "number",
        title: value2 === void 0 ? null : String(value2)
      }, write(name, value2));
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
  }, h("thead", {}, h("tr", {}, ...columns.map(({ name, align: align3 }) => h(name === "" ? "td" : "th", {
    scope: name === "" ? null : "col",
    class: align3 === "right" ? "number" : null
  }, name)))), body)), notes.length === 0 ? null : longList(notes, 6, (text2) => h("li", {}, text2), "notes"));
}
function tableRow(row, columns, from) {
  const [first = "", ...others] = row;
  const cells = others.map((cell2, index) => {
    const column = columns[index + 1];
    return h("td", {
      class: column?.align === "right" ? "number" : null
    }, cellText2(cell2, column?.digits));
  });
  const name = cellText2(first, columns[0]?.digits);
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
    }, sideways(`Results behind ${name}`, sourcesOf(from))));
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
function cellText2(cell2, digits) {
  if (cell2 === null) return "";
  if (typeof cell2 === "string") return cell2;
  return digits === void 0 ? brief(cell2) : cell2.toFixed(digits);
}
function sourcesOf(from) {
  const metrics = metricsOf(from);
  const writers = new Map(metrics.map((name) => [
    name,
    aligned(from.map((entry) => own(entry.metrics, name)), 3)
  ]));
  const numberCell = (name, value2) => h("td", {
    class: "number",
    title: value2 === void 0 ? null : String(value2)
  }, value2 === void 0 ? "" : writers.get(name)(value2));
  return h("table", {
    class: "grid sources-table"
  }, h("thead", {}, h("tr", {}, h("th", {
    scope: "col"
  }, "Made by"), ...metrics.map((name) => h("th", {
    scope: "col",
    class: "number"
  }, ...wordsText(name, "_"))))), h("tbody", {}, ...from.map(({ stage, source: source2, metrics: values }) => h("tr", {}, h("th", {
    scope: "row"
  }, stage === null ? source2.slice(0, 12) : stageLink(stage)), ...metrics.map((name) => numberCell(name, own(values, name))))), h("tr", {
    class: "total"
  }, h("th", {
    scope: "row"
  }, `Mean of ${from.length}`), ...metrics.map((name) => numberCell(name, summaryOf(from, name)?.mean)))));
}

// client/panel/results.ts
function resultsView(host) {
  const element = h("article", {
    class: "results-view panel"
  });
  let drawn = "";
  function draw() {
    const graph = host.graph();
    const { table: table2, report } = graph;
    const now = JSON.stringify([
      table2,
      graph.results,
      report,
      graph.profile,
      graph.device,
      graph.altered
    ]);
    if (drawn === now) return;
    drawn = now;
    const results = sortedOut(graph.results);
    const axes = axesOf(results);
    const head = h("header", {}, h("h2", {}, "Results"), h("p", {
      class: "hint"
    }, `Profile ${graph.profile}, device ${graph.device}`, graph.altered.length === 0 ? "" : `, ${graph.altered.join(", ")}`, report === null ? "" : ". The report is made by ", report === null ? null : stageLink(report.stage)));
    element.replaceChildren(head);
    if (table2 === null && results.length === 0) {
      element.append(note("There are no results yet. `deno task reproduce` makes them"));
      return;
    }
    if (table2 !== null) {
      element.append(resultTable(table2, matchRows(table2, results, axes)));
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

// client/panel/difference_tables.ts
function numbers(members) {
  const heads = [
    "From",
    "To",
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
    const share = relativeChange(from, to);
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
      class: "number pale"
    }, share === null ? "" : `${signed(share, 3)}\u202F%`));
  }))));
}
var few3 = 30;
function table(members) {
  const body = h("tbody", {});
  const rest = members.length > few3 + 10 ? members.slice(few3) : [];
  body.append(...members.slice(0, members.length - rest.length).map(tableRow2));
  if (rest.length > 0) {
    const more = h("tr", {}, h("td", {
      colspan: 3
    }, h("button", {
      type: "button",
      class: "more",
      onclick: () => more.replaceWith(...rest.map(tableRow2))
    }, `Show all ${members.length}`)));
    body.append(more);
  }
  return h("table", {
    class: "grid"
  }, h("thead", {}, h("tr", {}, ...[
    "Name",
    "From",
    "To"
  ].map((name) => h("th", {
    scope: "col"
  }, name)))), body);
}
function tableRow2({ field, name, change, before, after }) {
  return h("tr", {}, h("th", {
    scope: "row"
  }, ...pathText(name)), h("td", {}, change === "added" ? h("span", {
    class: "pale"
  }, "none") : h("span", {
    class: "was"
  }, leaf(before, field))), h("td", {}, change === "removed" ? h("span", {
    class: "pale"
  }, "none") : h("span", {
    class: "is"
  }, leaf(after, field))));
}
function leaf(value2, field) {
  if (typeof value2 !== "string") return JSON.stringify(value2);
  if (!/^[0-9a-f]{64}$/.test(value2)) return value2;
  return field === "inputs" || field === "outputs" ? artifactLink(value2) : digestText(value2);
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
  const order2 = Object.keys(titles);
  const place = (field) => {
    const at = order2.indexOf(field);
    return at < 0 ? order2.length : at;
  };
  return [
    ...groups
  ].toSorted(([a], [b]) => place(a) - place(b)).map(([field, members]) => h("section", {
    class: "difference-group"
  }, h("h3", {}, own(titles, field) ?? field, h("span", {
    class: "count"
  }, ` ${members.length}`)), field === "metrics" && members.every(bothNumbers) ? numbers(members) : h("div", {}, ...listed(members)), field === "outputs" ? contentHint(members) : null));
}
function bothNumbers({ before, after }) {
  return typeof before === "number" && typeof after === "number";
}
function contentHint(members) {
  const changed = members.find(bothDigests);
  if (changed === void 0) return null;
  const [before, after] = [
    changed.before,
    changed.after
  ].map((digest) => String(digest).slice(0, 12));
  return h("div", {}, h("p", {
    class: "hint"
  }, `Outputs are compared by their digests here. What is in them is compared in a terminal${members.length > 1 ? ", such as" : ""}`), command(`deno task diff ${before} ${after}`));
}
function bothDigests({ before, after }) {
  return typeof before === "string" && typeof after === "string";
}
function listed(members) {
  const short2 = members.filter(isShort);
  const long = members.filter((one) => !isShort(one));
  return [
    ...short2.length === 0 ? [] : [
      sideways("Values that differ", table(short2))
    ],
    ...long.map(difference)
  ];
}
function isShort({ before, after, diff, note: note2 }) {
  return (diff === void 0 || diff === "") && note2 === void 0 && [
    before,
    after
  ].every((value2) => !isBranch(value2) && String(value2).length <= 80);
}
function difference(one) {
  const { field, name, change, line, diff, note: note2, before, after } = one;
  return h("div", {
    class: `difference difference-${change}`
  }, h("p", {
    class: "difference-head"
  }, h("span", {
    class: "change"
  }, change), " ", h("strong", {
    class: "path"
  }, ...pathText(name))), line === "" ? null : h("p", {
    class: "hint"
  }, line), note2 === void 0 ? null : h("p", {
    class: "hint"
  }, note2), diff !== void 0 && diff !== "" ? diffView(`Changes of ${name}`, diff) : h("dl", {
    class: "before-after"
  }, change === "added" ? null : value("\u2212", "From", before, field), change === "removed" ? null : value("+", "To", after, field)));
}
function value(sign2, title, json, field) {
  return h("div", {
    class: sign2 === "+" ? "line-added" : "line-removed"
  }, h("dt", {}, h("span", {
    "aria-hidden": "true"
  }, sign2), h("span", {
    class: "hidden"
  }, title)), h("dd", {}, isBranch(json) ? jsonView(json) : leaf(json, field)));
}

// client/panel/comparison.ts
function comparisonView(host, a, b) {
  const latest = new Latest();
  const body = h("div", {});
  const element = h("article", {
    class: "comparison-view panel"
  }, h("header", {}, h("h2", {}, "Comparison")), body);
  const ask2 = () => {
    body.replaceChildren(loading("the comparison"));
    latest.ask(() => host.source.compare(a, b), {
      done: (comparison) => body.replaceChildren(...shown3(comparison)),
      failed: (message) => body.replaceChildren(failure(message, host.source.type === "embedded" ? void 0 : ask2))
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
function shown3({ a, b, first, differences }) {
  const said = differences.length === 0 ? "They are the same in everything that a record holds of its key, its outputs and its metrics." : first ?? "What differs is no cause of anything else that differs.";
  return [
    h("div", {
      class: "sides"
    }, side("From", a), side("To", b)),
    h("section", {
      class: "first-difference"
    }, h("h3", {}, differences.length === 0 ? "No difference" : "The first difference"), h("p", {}, ...breaking(said)), differences.length === 0 ? null : h("p", {
      class: "hint"
    }, `${count(differences.length, "difference")} in all`)),
    ...differenceGroups(differences)
  ];
}
function breaking(line) {
  return line.split(/(?<=\/)/).flatMap((part) => [
    part,
    h("wbr")
  ]);
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

// client/view/beside.ts
function besideGraph(host, page, put) {
  let view = null;
  let shown4 = "";
  return {
    show(place, selected) {
      const { view: _, down: __, ...what } = place;
      const name = selected === null ? null : page.dag.stages[selected].name;
      const next = JSON.stringify([
        what,
        name
      ]);
      if (next === shown4) return view?.update();
      shown4 = next;
      view?.close();
      view = panelAt(place, host, page.dag, selected);
      const wide = place.at === "results" || place.at === "compare";
      put(view?.element ?? null, wide);
    },
    update: () => view?.update(),
    get isOpen() {
      return view !== null;
    }
  };
}
function panelAt(place, host, dag, selected) {
  if (place.at === "results") return resultsView(host);
  if (place.at === "compare") return comparisonView(host, place.a, place.b);
  if (place.at === "graph") return null;
  if (selected !== null) {
    const digest = place.at === "artifact" ? place.digest : null;
    return stageView(host, dag.stages[selected].name, digest);
  }
  const what = place.at === "artifact" ? `No stage of this profile put out "${place.digest}"` : `No stage "${place.stage}" in this profile`;
  return {
    element: h("article", {
      class: "missing"
    }, h("h2", {}, what)),
    update() {
    },
    close() {
    }
  };
}

// client/layout/acyclic.ts
function backEdges(count2, edges, hints2) {
  const component = components(count2, edges);
  const inner = edges.filter(({ from, to }) => component[from] === component[to]);
  const open = new Set(inner.flatMap(({ from, to }) => [
    from,
    to
  ]));
  const balance = new Map([
    ...open
  ].map((node) => [
    node,
    0
  ]));
  const change = (node, by) => balance.set(node, balance.get(node) + by);
  for (const { from, to, weight = 1 } of inner) {
    change(from, weight);
    change(to, -weight);
  }
  const place = /* @__PURE__ */ new Map();
  while (open.size > 0) {
    const [next] = [
      ...open
    ].sort((a, b) => balance.get(b) - balance.get(a) || hints2[a] - hints2[b] || a - b);
    place.set(next, place.size);
    open.delete(next);
    for (const { from, to, weight = 1 } of inner) {
      if (from === next) change(to, weight);
      if (to === next) change(from, -weight);
    }
  }
  return edges.map(({ from, to }) => component[from] === component[to] && place.get(from) > place.get(to));
}
function components(count2, edges) {
  const out = Array.from({
    length: count2
  }, () => []);
  for (const { from, to } of edges) out[from].push(to);
  const index = new Array(count2).fill(-1);
  const low = new Array(count2).fill(0);
  const component = new Array(count2).fill(-1);
  const stack = [];
  let next = 0;
  let found2 = 0;
  for (let root = 0; root < count2; root++) {
    if (index[root] !== -1) continue;
    const frames = [
      [
        root,
        0
      ]
    ];
    while (frames.length > 0) {
      const frame2 = frames.at(-1);
      const [node, done] = frame2;
      if (done === 0) {
        index[node] = low[node] = next++;
        stack.push(node);
      }
      const to = out[node][done];
      if (to !== void 0) {
        frame2[1]++;
        if (index[to] === -1) frames.push([
          to,
          0
        ]);
        else if (component[to] === -1) {
          low[node] = Math.min(low[node], index[to]);
        }
        continue;
      }
      frames.pop();
      const parent = frames.at(-1);
      if (parent !== void 0) {
        low[parent[0]] = Math.min(low[parent[0]], low[node]);
      }
      if (low[node] !== index[node]) continue;
      for (let member = -1; member !== node; ) {
        member = stack.pop();
        component[member] = found2;
      }
      found2++;
    }
  }
  return component;
}
function impliedEdges(count2, edges) {
  const order2 = topological(count2, edges);
  const place = new Array(count2).fill(0);
  order2.forEach((node, at) => place[node] = at);
  const out = Array.from({
    length: count2
  }, () => []);
  for (const { from, to } of edges) out[from].push(to);
  const words = Math.ceil(count2 / 32);
  const reach = new Uint32Array(count2 * words);
  const has = (from, to) => (reach[from * words + (to >>> 5)] & 1 << (to & 31)) !== 0;
  const implied = /* @__PURE__ */ new Set();
  for (const node of order2.toReversed()) {
    const near = out[node].toSorted((a, b) => place[a] - place[b]);
    for (const to of near) {
      if (has(node, to)) implied.add(node * count2 + to);
      for (let word = 0; word < words; word++) {
        reach[node * words + word] |= reach[to * words + word];
      }
      reach[node * words + (to >>> 5)] |= 1 << (to & 31);
    }
  }
  return edges.map(({ from, to }) => implied.has(from * count2 + to));
}
function topological(count2, edges) {
  const out = Array.from({
    length: count2
  }, () => []);
  const open = new Array(count2).fill(0);
  for (const { from, to } of edges) {
    out[from].push(to);
    open[to]++;
  }
  const order2 = [];
  for (let node = 0; node < count2; node++) {
    if (open[node] === 0) order2.push(node);
  }
  for (let at = 0; at < order2.length; at++) {
    for (const to of out[order2[at]]) {
      if (--open[to] === 0) order2.push(to);
    }
  }
  return order2;
}

// client/layout/rank.ts
function rank(count2, edges) {
  const from = Array.from({
    length: count2
  }, () => []);
  const to = Array.from({
    length: count2
  }, () => []);
  for (const edge of edges) {
    from[edge.to].push(edge.from);
    to[edge.from].push(edge.to);
  }
  const order2 = topological(count2, edges);
  const ranks = new Array(count2).fill(0);
  for (const node of order2) {
    for (const one of from[node]) {
      ranks[node] = Math.max(ranks[node], ranks[one] + 1);
    }
  }
  for (const node of order2.toReversed()) {
    if (to[node].length <= from[node].length) continue;
    const nearest2 = Math.min(...to[node].map((one) => ranks[one]));
    ranks[node] = Math.max(ranks[node], nearest2 - 1);
  }
  const least2 = Math.min(...ranks, Infinity);
  return ranks.map((one) => one - least2);
}

// client/model/groups.ts
var mostFamilies = 40;
function compareNames(a, b) {
  const left = a.match(/\d+(?:\.\d+)?|[^\d]+/g) ?? [];
  const right = b.match(/\d+(?:\.\d+)?|[^\d]+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [one, other] = [
      left[i],
      right[i]
    ];
    if (one === other) continue;
    const difference2 = Number(one) - Number(other);
    if (difference2 !== 0 && !Number.isNaN(difference2)) return difference2;
    if (Number.isNaN(difference2)) return one < other ? -1 : 1;
  }
  if (left.length !== right.length) return left.length - right.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
function familiesOf(dag, ids2 = dag.stages.keys()) {
  const all = [
    ...ids2
  ];
  const byName = sorted(dag, all, (name) => name.split("/")[0] ?? "");
  return byName.length > mostFamilies ? sorted(dag, all, () => "") : byName;
}
function sorted(dag, ids2, labelOf) {
  const families = /* @__PURE__ */ new Map();
  for (const id of ids2) {
    const { name, kind } = dag.stages[id];
    const label = labelOf(name);
    const key = JSON.stringify([
      label,
      kind
    ]);
    const family = families.get(key) ?? {
      label: label || kind,
      ids: []
    };
    family.ids.push(id);
    families.set(key, family);
  }
  const labels = /* @__PURE__ */ new Map();
  for (const { label } of families.values()) {
    labels.set(label, (labels.get(label) ?? 0) + 1);
  }
  return [
    ...families
  ].map(([id, { label, ids: ids3 }]) => {
    const kind = dag.stages[ids3[0]].kind;
    const groups = groupsOf(dag, id, ids3);
    return {
      id,
      // Stages of two kinds may share the first part of their names.
      label: labels.get(label) === 1 ? label : `${label} (${kind})`,
      kind,
      groups,
      stages: groups.flatMap(({ stages }) => stages)
    };
  }).sort((a, b) => meanDepth(dag, a.stages) - meanDepth(dag, b.stages) || a.stages[0] - b.stages[0]);
}
function meanDepth(dag, ids2) {
  return ids2.reduce((sum, id) => sum + dag.depth[id], 0) / ids2.length;
}
function groupsOf(dag, family, ids2) {
  const byPrefix = /* @__PURE__ */ new Map();
  for (const id of ids2) {
    const prefix = prefixOf(dag.stages[id].name);
    const group = byPrefix.get(prefix) ?? [];
    group.push(id);
    byPrefix.set(prefix, group);
  }
  const nameOf2 = (id) => dag.stages[id].name;
  const labels = new Map([
    ...byPrefix
  ].map(([prefix, [id]]) => [
    prefix,
    behindFirst(dag.labels[id].group)
  ]));
  const clear = new Set(labels.values()).size === labels.size;
  return [
    ...byPrefix
  ].map(([prefix, stages]) => ({
    id: `${family} ${prefix}`,
    label: clear ? labels.get(prefix) : behindFirst(prefix),
    prefix,
    stages: stages.sort((a, b) => compareNames(nameOf2(a), nameOf2(b)))
  })).sort((a, b) => compareNames(a.prefix, b.prefix));
}
function behindFirst(path) {
  return path.split("/").slice(1).join("/");
}

// client/model/fold.ts
function fold(dag, ids2, most3, alone = null) {
  const rest = [
    ...ids2
  ].filter((id) => id !== alone);
  const boxes = familiesOf(dag, rest).flatMap((family) => {
    const { id, label, kind, groups, stages } = family;
    if (stages.length <= most3) {
      return groups.flatMap((group) => group.stages.map((stage) => single2(dag, stage, group)));
    }
    const depth = meanDepth(dag, stages);
    return [
      {
        id,
        label,
        kind,
        stages,
        groups,
        single: null,
        depth
      }
    ];
  });
  if (alone !== null) {
    for (const { groups } of familiesOf(dag, [
      alone
    ])) {
      boxes.push(single2(dag, alone, groups[0]));
    }
  }
  const boxOf = new Map(boxes.flatMap(({ stages }, box) => stages.map((id) => [
    id,
    box
  ])));
  return {
    boxes,
    links: linksOf(dag, boxOf, boxes.length),
    boxOf
  };
}
function single2(dag, id, group) {
  const { name, kind } = dag.stages[id];
  return {
    id: `stage ${name}`,
    label: dag.labels[id].group,
    kind,
    stages: [
      id
    ],
    groups: [
      {
        ...group,
        stages: [
          id
        ]
      }
    ],
    single: id,
    depth: dag.depth[id]
  };
}
function linksOf(dag, boxOf, boxes) {
  const counts = /* @__PURE__ */ new Map();
  for (const [id, to] of boxOf) {
    for (const input of dag.inputs[id]) {
      const from = boxOf.get(input);
      if (from === void 0 || from === to) continue;
      const key = from * boxes + to;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [
    ...counts
  ].sort(([a], [b]) => a - b).map(([key, weight]) => ({
    from: Math.floor(key / boxes),
    to: key % boxes,
    weight
  }));
}
function familiesInOrder(dag) {
  const families = familiesOf(dag);
  const boxOf = new Map(families.flatMap(({ stages }, at) => stages.map((id) => [
    id,
    at
  ])));
  const links = linksOf(dag, boxOf, families.length);
  const back = backEdges(families.length, links, families.map(({ stages }) => meanDepth(dag, stages)));
  const ranks = rank(families.length, links.filter((_, at) => !back[at]));
  return families.map((family, at) => ({
    family,
    rank: ranks[at]
  })).sort((a, b) => a.rank - b.rank).map(({ family }) => family);
}

// client/view/camera.ts
var least = 0.2;
var most2 = 2.5;
var margin2 = 24;
var below = 40;
var dragFrom = 5;
function camera(viewport, world) {
  let [x, y, scale] = [
    0,
    0,
    1
  ];
  let [width2, height3] = [
    0,
    0
  ];
  let moved = false;
  const apply = () => {
    world.style.transform = `translate(${x}px,${y}px) scale(${scale})`;
  };
  const clamp = () => {
    const [seenX, seenY] = [
      viewport.clientWidth,
      viewport.clientHeight
    ];
    const keep = 80;
    x = Math.min(seenX - keep, Math.max(keep - width2 * scale, x));
    y = Math.min(seenY - keep, Math.max(keep - height3 * scale, y));
  };
  const zoomAt = (factor, atX, atY) => {
    const next = Math.min(most2, Math.max(least, scale * factor));
    x = atX - (atX - x) * next / scale;
    y = atY - (atY - y) * next / scale;
    scale = next;
    moved = true;
    clamp();
    apply();
  };
  const move = (byX, byY) => {
    x += byX;
    y += byY;
    moved = true;
    clamp();
    apply();
  };
  const pointers = /* @__PURE__ */ new Map();
  let travelled = 0;
  viewport.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (pointers.size === 0) travelled = 0;
    pointers.set(event.pointerId, event);
  });
  viewport.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (before === void 0) return;
    const [byX, byY] = [
      event.clientX - before.clientX,
      event.clientY - before.clientY
    ];
    travelled += Math.hypot(byX, byY);
    if (travelled < dragFrom) return;
    if (!viewport.hasPointerCapture(event.pointerId)) {
      viewport.setPointerCapture(event.pointerId);
      viewport.classList.add("dragging");
    }
    const other = [
      ...pointers.values()
    ].find(({ pointerId }) => pointerId !== event.pointerId);
    if (other !== void 0) {
      const area = viewport.getBoundingClientRect();
      const distance = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      zoomAt(distance(event) / Math.max(1, distance(before)), (event.clientX + other.clientX) / 2 - area.left, (event.clientY + other.clientY) / 2 - area.top);
    }
    const share = other === void 0 ? 1 : 0.5;
    move(byX * share, byY * share);
    pointers.set(event.pointerId, event);
  });
  const end = (event) => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) viewport.classList.remove("dragging");
  };
  viewport.addEventListener("pointerup", end);
  viewport.addEventListener("pointercancel", end);
  viewport.addEventListener("click", (event) => {
    if (travelled < dragFrom) return;
    event.stopPropagation();
    event.preventDefault();
    travelled = 0;
  }, {
    capture: true
  });
  viewport.addEventListener("wheel", (event) => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;
    const [byX, byY] = [
      event.deltaX * unit,
      event.deltaY * unit
    ];
    if (event.ctrlKey || event.metaKey) {
      const area = viewport.getBoundingClientRect();
      zoomAt(Math.exp(-byY * 0.01), event.clientX - area.left, event.clientY - area.top);
    } else if (event.shiftKey && byX === 0) move(-byY, 0);
    else move(-byX, -byY);
  }, {
    passive: false
  });
  return {
    size(newWidth, newHeight) {
      [width2, height3] = [
        newWidth,
        newHeight
      ];
    },
    fit() {
      const seenX = viewport.clientWidth;
      const seenY = viewport.clientHeight - below;
      if (seenX === 0 || seenY === 0) return;
      scale = Math.min(1, Math.max(0.6, Math.min((seenX - 2 * margin2) / Math.max(1, width2), (seenY - 2 * margin2) / Math.max(1, height3))));
      x = Math.max(margin2, (seenX - width2 * scale) / 2);
      y = Math.max(margin2, (seenY - height3 * scale) / 2);
      if (width2 * scale + 2 * margin2 > seenX) {
        x = (seenX - width2 * scale) / 2;
      }
      moved = false;
      apply();
    },
    zoom(factor) {
      zoomAt(factor, viewport.clientWidth / 2, viewport.clientHeight / 2);
    },
    reveal(left, top, partWidth, partHeight) {
      const shift = (at, size, seen2) => {
        if (at < margin2) return margin2 - at;
        if (at + size > seen2 - margin2 - below) {
          return Math.max(seen2 - margin2 - below - at - size, margin2 - at);
        }
        return 0;
      };
      const was = moved;
      move(shift(x + left * scale, partWidth * scale, viewport.clientWidth), shift(y + top * scale, partHeight * scale, viewport.clientHeight));
      moved = was;
    },
    move,
    get scale() {
      return scale;
    },
    get moved() {
      return moved;
    }
  };
}

// client/model/related.ts
function relatedBoxes(dag, { boxOf }, stages, own2) {
  const boxes = (edges) => {
    const found2 = /* @__PURE__ */ new Set();
    for (const id of reached(edges, stages)) {
      const box = boxOf.get(id);
      if (box !== void 0 && box !== own2) found2.add(box);
    }
    return found2;
  };
  return {
    up: boxes(dag.inputs),
    down: boxes(dag.users)
  };
}

// client/view/cells.ts
function cell(context2, id) {
  const stage = context2.dag().stages[id];
  const button = h("button", {
    class: "cell",
    type: "button",
    "data-stage": id,
    tabindex: -1,
    "aria-label": `${stage.name}, ${stateText(stage)}`
  });
  paint(button, stage);
  return button;
}
function refreshCell(context2, button, id) {
  const stage = context2.dag().stages[id];
  paint(button, stage);
  button.setAttribute("aria-label", `${stage.name}, ${stateText(stage)}`);
}
function groupRows(context2, groups) {
  return groups.map((group) => h("div", {
    class: "cell-row",
    role: "group",
    "aria-label": group.prefix
  }, h("span", {
    class: "cell-label",
    title: group.prefix
  }, group.label), h("div", {
    class: "cells"
  }, ...group.stages.map((id) => cell(context2, id)))));
}
function nextCell(cells, from, key) {
  const at = cells.indexOf(from);
  if (key === "ArrowLeft") return cells[at - 1] ?? null;
  if (key === "ArrowRight") return cells[at + 1] ?? null;
  if (key === "Home") return cells[0] ?? null;
  if (key === "End") return cells.at(-1) ?? null;
  const sense = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  if (sense === 0) return null;
  const own2 = from.getBoundingClientRect();
  let best = null;
  let least2 = Infinity;
  for (const other of cells) {
    const box = other.getBoundingClientRect();
    const rows = (box.top - own2.top) * sense;
    if (rows < own2.height / 2) continue;
    const far = rows * 4 + Math.abs(box.left - own2.left);
    if (far < least2) [best, least2] = [
      other,
      far
    ];
  }
  return best;
}

// client/view/box.ts
var pitch = 15;
var mostColumns = 30;
var headHeight = 44;
function boxSize(dag, box, unfolded) {
  if (box.single !== null) {
    const letters = Math.max(box.label.length * 7.7, restText(dag, box).length * 6.9);
    const width3 = Math.min(304, Math.max(136, Math.round(letters + 46)));
    return {
      width: width3,
      height: headHeight
    };
  }
  const folded = headWidth(dag, box);
  if (!unfolded) return {
    width: folded,
    height: headHeight
  };
  const columns = columnsOf(box);
  const rows = box.groups.reduce((sum, { stages }) => sum + Math.ceil(stages.length / columns), 0);
  const width2 = labelWidth(box) + columns * pitch + 24;
  return {
    width: Math.max(folded, width2),
    height: headHeight + rows * pitch + (box.groups.length - 1) * 5 + 10
  };
}
function headWidth(dag, { label, stages }) {
  const counts = exceptionsOf(stages.map((id) => dag.stages[id]));
  const letters = counts.reduce((sum, { count: count2 }) => sum + `${count2}`.length, 0);
  const width2 = label.length * 7.9 + 18 * (letters > 0 ? 1 : 0) + counts.length * 21 + letters * 7 + `${stages.length}`.length * 8 + 58;
  return Math.min(320, Math.max(176, Math.round(width2)));
}
function columnsOf({ groups }) {
  return Math.min(mostColumns, Math.max(...groups.map(({ stages }) => stages.length)));
}
function labelWidth({ groups }) {
  const letters = Math.max(...groups.map(({ label }) => label.length));
  return letters === 0 ? 0 : Math.min(150, Math.round(letters * 5.9) + 10);
}
function restText(dag, { single: single3, label, kind }) {
  const stage = dag.stages[single3];
  const { rest } = dag.labels[single3];
  const progress2 = progressText(stage);
  if (progress2 !== null) return progress2;
  if (rest !== "") return rest.replaceAll(" ", " \xB7 ");
  if (kind !== label.split("/")[0]) return kind.replaceAll("_", " ");
  return stage.seconds === null || stage.status !== "cached" ? stateOf(stage) : duration(stage.seconds);
}
function boxElement(context2, box, unfolded) {
  const head = h("button", {
    class: "box-head",
    type: "button",
    tabindex: -1
  });
  const element = h("div", {
    class: `box ${box.single === null ? "group" : "single"}`,
    "data-box": box.id
  }, head);
  if (unfolded && box.single === null) {
    element.classList.add("unfolded");
    const body = h("div", {
      class: "box-cells"
    }, ...groupRows(context2, box.groups));
    element.style.setProperty("--label", `${labelWidth(box)}px`);
    element.style.setProperty("--columns", `${columnsOf(box)}`);
    element.append(body);
  }
  fillHead(context2, element, box, null);
  return element;
}
function fillHead(context2, element, box, found2) {
  const dag = context2.dag();
  const head = element.querySelector(".box-head");
  if (box.single !== null) {
    const stage = dag.stages[box.single];
    head.setAttribute("data-stage", `${box.single}`);
    head.replaceChildren(sign(stateOf(stage)), h("span", {
      class: "box-label"
    }, box.label), " ", h("span", {
      class: "box-rest"
    }, restText(dag, box)), h("span", {
      class: "hidden"
    }, `, ${stateText(stage)}`));
    paint(element, stage);
    element.classList.toggle("dim", found2 !== null && !found2.has(box.single));
    return;
  }
  const stages = box.stages.map((id) => dag.stages[id]);
  const all = stages.length;
  const hits = found2 === null ? all : box.stages.filter((id) => found2.has(id)).length;
  const unfolded = element.classList.contains("unfolded");
  head.setAttribute("aria-expanded", `${unfolded}`);
  head.replaceChildren(h("span", {
    class: "chevron",
    "aria-hidden": "true"
  }), h("span", {
    class: "box-label"
  }, box.label), " ", exceptions(stages), h("span", {
    class: "box-count"
  }, found2 === null ? `${all}` : `${hits}/${all}`), h("span", {
    class: "hidden"
  }, ` stages: ${tallyText(stages)}`), strip2(stages));
  element.classList.toggle("dim", hits === 0);
}

// client/layout/align.ts
var sweeps = 10;
function align2(rows, items, gap) {
  const middle = new Array(items.length).fill(0);
  for (const row of rows) {
    let at = 0;
    for (const node of row) {
      middle[node] = at + items[node].width / 2;
      at += items[node].width + gap;
    }
    for (const node of row) middle[node] -= (at - gap) / 2;
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const down = sweep % 2 === 0;
    const last = sweep >= sweeps - 2;
    for (const row of down ? rows : rows.toReversed()) {
      const wanted = row.map((node) => {
        const { before, after } = items[node];
        const near = last ? [
          ...before,
          ...after
        ] : down ? before : after;
        if (near.length === 0) return middle[node];
        return near.reduce((sum, one) => sum + middle[one], 0) / near.length;
      });
      const places = separate(wanted, row.map((node) => items[node].weight), row.map((node) => items[node].width), gap);
      row.forEach((node, at) => middle[node] = places[at]);
    }
  }
  straighten(rows, items, gap, middle);
  return middle;
}
function straighten(rows, items, gap, middle) {
  for (const row of rows) {
    const above = row.map((node) => {
      const { before } = items[node];
      const [only] = before;
      const alone = before.length === 1 && items[only].after.length === 1;
      return alone ? only : null;
    });
    const places = separate(row.map((node, at) => middle[above[at] ?? node]), row.map((node, at) => items[node].weight * (above[at] === null ? 1 : 20)), row.map((node) => items[node].width), gap);
    row.forEach((node, at) => middle[node] = places[at]);
  }
}
function separate(wanted, weights, widths, gap) {
  const shift = [];
  for (const [at, width2] of widths.entries()) {
    const before = at === 0 ? 0 : shift[at - 1] + widths[at - 1] / 2 + gap;
    shift.push(before + width2 / 2);
  }
  const blocks = [];
  for (const [at, want] of wanted.entries()) {
    const weight = weights[at];
    let block2 = {
      sum: (want - shift[at]) * weight,
      weight,
      count: 1
    };
    for (let last = blocks.at(-1); last !== void 0 && last.sum / last.weight >= block2.sum / block2.weight; last = blocks.at(-1)) {
      blocks.pop();
      block2 = {
        sum: block2.sum + last.sum,
        weight: block2.weight + last.weight,
        count: block2.count + last.count
      };
    }
    blocks.push(block2);
  }
  const places = blocks.flatMap(({ sum, weight, count: count2 }) => new Array(count2).fill(sum / weight));
  return places.map((place, at) => place + shift[at]);
}

// client/layout/order.ts
var sweeps2 = 12;
function order(ranks, edges) {
  const before = ranks.map(() => []);
  const after = ranks.map(() => []);
  for (const { from, to } of edges) {
    after[from].push(to);
    before[to].push(from);
  }
  let rows = [];
  for (const [node, at] of ranks.entries()) (rows[at] ??= []).push(node);
  rows = Array.from(rows, (row) => row ?? []);
  const place = new Array(ranks.length).fill(0);
  const settle = (row) => row.forEach((node, at) => place[node] = at);
  rows.forEach(settle);
  let best = rows.map((row) => [
    ...row
  ]);
  let fewest = crossings(rows, after, place);
  for (let sweep = 0; sweep < sweeps2 && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    const near = down ? before : after;
    const going = down ? rows : rows.toReversed();
    for (const row of going) {
      const centre = new Map(row.map((node) => {
        const others = near[node];
        const sum = others.reduce((total, one) => total + place[one], 0);
        return [
          node,
          others.length > 0 ? sum / others.length : place[node]
        ];
      }));
      row.sort((a, b) => centre.get(a) - centre.get(b) || place[a] - place[b]);
      settle(row);
    }
    const now = crossings(rows, after, place);
    if (now >= fewest) continue;
    fewest = now;
    best = rows.map((row) => [
      ...row
    ]);
  }
  return best;
}
function crossings(rows, after, place) {
  let total = 0;
  for (const [at, row] of rows.entries()) {
    const width2 = rows[at + 1]?.length ?? 0;
    const tree2 = new Uint32Array(width2 + 1);
    let ended = 0;
    for (const node of row) {
      const ends = after[node].map((one) => place[one]);
      for (const end of ends) {
        let left = 0;
        for (let i = end + 1; i > 0; i -= i & -i) left += tree2[i];
        total += ended - left;
      }
      for (const end of ends) {
        for (let i = end + 1; i <= width2; i += i & -i) tree2[i]++;
        ended++;
      }
    }
  }
  return total;
}

// client/layout/layered.ts
var lane = 10;
function layered(drawn) {
  const { nodes, edges, hints: hints2 } = drawn;
  const across = drawn.direction === "right";
  const breadth = nodes.map(({ width: width2, height: height3 }) => across ? height3 : width2);
  const length = nodes.map(({ width: width2, height: height3 }) => across ? width2 : height3);
  const back = backEdges(nodes.length, edges, hints2);
  const forward = edges.filter((_, at2) => !back[at2]);
  const ranks = rank(nodes.length, forward);
  const implied = impliedEdges(nodes.length, forward);
  const kept = forward.filter((_, at2) => !implied[at2]);
  const { chains, allRanks, pieces } = cut(nodes.length, kept, ranks);
  const rows = order(allRanks, pieces);
  const items = allRanks.map((_, node) => ({
    width: breadth[node] ?? lane,
    weight: node < nodes.length ? 1 : 4,
    before: [],
    after: []
  }));
  for (const { from, to } of pieces) {
    items[from].after.push(to);
    items[to].before.push(from);
  }
  const middle = align2(rows, items, drawn.gap);
  const left = Math.min(...middle.map((at2, node) => at2 - items[node].width / 2), Infinity);
  const thickness = rows.map((row) => Math.max(0, ...row.map((node) => length[node] ?? 0)));
  const start = [];
  let end = 0;
  for (const [at2, size2] of thickness.entries()) {
    start.push(end);
    end += size2 + (at2 + 1 < thickness.length ? drawn.rankGap : 0);
  }
  const turned2 = (along, beside) => across ? [
    along,
    beside
  ] : [
    beside,
    along
  ];
  const at = (node) => middle[node] - left;
  const head = (node) => start[allRanks[node]] + (thickness[allRanks[node]] - (length[node] ?? 0)) / 2;
  const places = nodes.map((_, node) => turned2(head(node), at(node) - breadth[node] / 2));
  const port = ports(kept, middle, breadth);
  const routeOf = (edge, by, isKept) => {
    const [out, into] = isKept < 0 ? [
      at(edge.from),
      at(edge.to)
    ] : [
      at(edge.from) + port.out[isKept],
      at(edge.to) + port.into[isKept]
    ];
    return [
      turned2(head(edge.from) + length[edge.from], out),
      ...by.flatMap((node) => {
        const from = start[allRanks[node]];
        const to = from + thickness[allRanks[node]];
        return [
          turned2(from, at(node)),
          turned2(to, at(node))
        ];
      }),
      turned2(head(edge.to), into)
    ];
  };
  let forwardAt = 0;
  let keptAt = 0;
  const routes = edges.map((edge, index) => {
    const { from, to } = edge;
    if (back[index]) {
      return {
        from,
        to,
        back: true,
        implied: false,
        points: [
          turned2(head(from), at(from)),
          turned2(head(to) + length[to], at(to))
        ]
      };
    }
    if (implied[forwardAt++]) {
      const points2 = routeOf(edge, [], -1);
      return {
        from,
        to,
        back: false,
        implied: true,
        points: points2
      };
    }
    const points = routeOf(edge, chains[keptAt], keptAt++);
    return {
      from,
      to,
      back: false,
      implied: false,
      points
    };
  });
  const right = Math.max(...middle.map((at2, node) => at2 + items[node].width / 2), left);
  const size = nodes.length === 0 ? [
    0,
    0
  ] : turned2(end, right - left);
  return {
    places,
    ranks,
    routes,
    width: size[0],
    height: size[1]
  };
}
function cut(count2, edges, ranks) {
  const allRanks = ranks.slice(0, count2);
  const pieces = [];
  const chains = edges.map(({ from, to }) => {
    const chain = [];
    let last = from;
    for (let at = ranks[from] + 1; at < ranks[to]; at++) {
      const node = allRanks.push(at) - 1;
      chain.push(node);
      pieces.push({
        from: last,
        to: node
      });
      last = node;
    }
    pieces.push({
      from: last,
      to
    });
    return chain;
  });
  return {
    chains,
    allRanks,
    pieces
  };
}
function ports(edges, middle, breadth) {
  const spread = (end, other) => {
    const byNode = /* @__PURE__ */ new Map();
    for (const [at, edge] of edges.entries()) {
      const list2 = byNode.get(edge[end]) ?? [];
      list2.push(at);
      byNode.set(edge[end], list2);
    }
    const offset = new Array(edges.length).fill(0);
    for (const [node, list2] of byNode) {
      list2.sort((a, b) => middle[edges[a][other]] - middle[edges[b][other]] || a - b);
      const step = Math.min(14, breadth[node] * 0.6 / list2.length);
      for (const [at, edge] of list2.entries()) {
        offset[edge] = (at - (list2.length - 1) / 2) * step;
      }
    }
    return offset;
  };
  return {
    out: spread("from", "to"),
    into: spread("to", "from")
  };
}
function pathData(points, direction) {
  const text2 = ([x, y]) => `${round(x)},${round(y)}`;
  const [first, ...rest] = points;
  if (first === void 0) return "";
  const parts = [
    `M${text2(first)}`
  ];
  let last = first;
  for (const [at, point] of rest.entries()) {
    if (at % 2 === 1) parts.push(`L${text2(point)}`);
    else {
      const [x, y] = [
        (last[0] + point[0]) / 2,
        (last[1] + point[1]) / 2
      ];
      const [a, b] = direction === "down" ? [
        [
          last[0],
          y
        ],
        [
          point[0],
          y
        ]
      ] : [
        [
          x,
          last[1]
        ],
        [
          x,
          point[1]
        ]
      ];
      parts.push(`C${text2(a)} ${text2(b)} ${text2(point)}`);
    }
    last = point;
  }
  return parts.join("");
}
function round(value2) {
  return Math.round(value2 * 10) / 10;
}

// client/view/edges.ts
function edgeLines(layout, direction) {
  const lines = layout.routes.map((route) => s("path", {
    class: `edge${route.implied ? " implied" : ""}${route.back ? " back" : ""}`,
    d: route.back ? backPath(route, direction) : pathData(shortened2(route.points, direction), direction),
    "marker-end": "url(#arrow)"
  }));
  const arrow = (id) => s("marker", {
    id,
    viewBox: "0 0 6 6",
    refX: 5,
    refY: 3,
    markerWidth: 6,
    markerHeight: 6,
    markerUnits: "userSpaceOnUse",
    orient: "auto"
  }, s("path", {
    d: "M0,0L6,3L0,6Z"
  }));
  const element = s("svg", {
    class: "edges",
    width: layout.width,
    height: layout.height,
    "aria-hidden": "true"
  }, s("defs", {}, arrow("arrow"), arrow("arrow-up"), arrow("arrow-down")), ...lines);
  return {
    element,
    lines
  };
}
function shortened2(points, direction) {
  const [x, y] = points.at(-1);
  const end = direction === "down" ? [
    x,
    y - 1
  ] : [
    x - 1,
    y
  ];
  return [
    ...points.slice(0, -1),
    end
  ];
}
function backPath({ points }, direction) {
  const [[x, y], [toX, toY]] = [
    points[0],
    points.at(-1)
  ];
  return direction === "down" ? `M${x - 30},${y}C${x - 60},${y - 26} ${toX - 60},${toY + 26} ${toX - 30},${toY + 1}` : `M${x},${y - 12}C${x - 26},${y - 40} ${toX + 26},${toY - 40} ${toX + 1},${toY - 12}`;
}
function pointLines(lines, routes, own2, { up, down }) {
  for (const [at, line] of lines.entries()) {
    const { from, to } = routes[at];
    const goesUp = own2 !== null && up.has(from) && (to === own2 || up.has(to));
    const goesDown = own2 !== null && down.has(to) && (from === own2 || down.has(from));
    line.classList.toggle("up", goesUp);
    line.classList.toggle("down", goesDown);
    line.classList.toggle("near", from === own2 || to === own2);
    line.setAttribute("marker-end", `url(#arrow${goesUp ? "-up" : goesDown ? "-down" : ""})`);
  }
}

// client/view/highlight.ts
function showFound(context2, { folded, elements }, found2) {
  for (const [at, box] of folded.boxes.entries()) {
    const element = elements[at];
    fillHead(context2, element, box, found2);
    for (const cell2 of element.querySelectorAll(".cell")) {
      const id = Number(cell2.dataset["stage"]);
      cell2.classList.toggle("dim", found2 !== null && !found2.has(id));
    }
  }
}
function showSelected({ elements }, selected) {
  for (const element of elements) {
    for (const one of element.querySelectorAll("[data-stage]")) {
      const here = one.getAttribute("data-stage") === `${selected}`;
      if (here) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
      one.closest(".single")?.classList.toggle("selected", here);
    }
  }
}
function showRelated(dag, { folded, layout, elements, lines }, own2, stages) {
  const { up, down } = own2 === null ? {
    up: /* @__PURE__ */ new Set(),
    down: /* @__PURE__ */ new Set()
  } : relatedBoxes(dag, folded, stages, own2);
  for (const [at, element] of elements.entries()) {
    element.classList.toggle("up", up.has(at));
    element.classList.toggle("down", down.has(at));
    element.classList.toggle("here", at === own2);
  }
  pointLines(lines, layout.routes, own2, {
    up,
    down
  });
}

// client/view/map_input.ts
function listenToMap(world, context2, map) {
  function spotOf(event) {
    const target = event.target;
    const at = map.boxes().indexOf(target.closest(".box"));
    if (at < 0) return null;
    const stage = target.closest("[data-stage]")?.dataset["stage"];
    return {
      at,
      stage: stage === void 0 ? null : Number(stage)
    };
  }
  function enter(event) {
    const spot = spotOf(event);
    if (spot === null) return;
    map.point(spot.at, spot.stage);
    if (spot.stage === null) context2.tip.hide();
    else {
      const beside = event.target.closest("[data-stage]");
      context2.tip.show(context2.dag().stages[spot.stage], beside);
    }
  }
  function leave() {
    context2.tip.hide();
    map.point(null, null);
  }
  function press(key, target, spot) {
    const box = map.boxes()[spot.at];
    const cells = [
      ...box.querySelectorAll(".cell")
    ];
    if (target.classList.contains("cell")) {
      if (key === "Escape") {
        map.focus(spot.at);
        return true;
      }
      const next2 = nextCell(cells, target, key) ?? (key === "ArrowUp" ? box.querySelector(".box-head") : null);
      next2?.focus({
        preventScroll: true
      });
      return next2 !== null;
    }
    if (key === "Enter" && cells.length === 0) {
      if (spot.stage !== null) return false;
      map.toggle(spot.at).querySelector(".cell")?.focus({
        preventScroll: true
      });
      return true;
    }
    if (key === "Escape" && cells.length > 0) {
      map.toggle(spot.at);
      return true;
    }
    const next = map.next(spot.at, key);
    if (next !== null) map.focus(next);
    return next !== null;
  }
  world.addEventListener("pointerover", enter);
  world.addEventListener("pointerleave", leave);
  world.addEventListener("focusin", (event) => {
    if (event.target.matches(":focus-visible")) enter(event);
  });
  world.addEventListener("focusout", leave);
  world.addEventListener("click", (event) => {
    const spot = spotOf(event);
    if (spot === null) return;
    if (spot.stage !== null) context2.open(spot.stage);
    else if (event.target.closest(".box-head")) {
      map.toggle(spot.at);
    }
  });
  world.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const spot = spotOf(event);
    if (spot === null) return;
    if (!press(event.key, event.target, spot)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// client/view/placed_boxes.ts
function placeBoxes(context2, folded, unfolded, direction) {
  const { boxes, links } = folded;
  const sizes = boxes.map((box) => boxSize(context2.dag(), box, unfolded.has(box.id)));
  const layout = layered({
    nodes: sizes,
    edges: links,
    hints: boxes.map(({ depth }) => depth),
    direction,
    gap: direction === "down" ? 20 : 14,
    rankGap: direction === "down" ? 22 : 44
  });
  const { element, lines } = edgeLines(layout, direction);
  const elements = boxes.map((box, at) => {
    const made = boxElement(context2, box, unfolded.has(box.id));
    const [x, y] = layout.places[at];
    made.style.left = `${Math.round(x)}px`;
    made.style.top = `${Math.round(y)}px`;
    made.style.width = `${sizes[at].width}px`;
    made.style.height = `${sizes[at].height}px`;
    return made;
  });
  const inOrder3 = elements.map((_, at) => at).sort((a, b) => layout.ranks[a] - layout.ranks[b] || layout.places[a][0] - layout.places[b][0]).map((at) => elements[at]);
  return {
    folded,
    layout,
    elements,
    inOrder: inOrder3,
    lines,
    drawing: element
  };
}
function refreshBoxes(context2, { folded, elements }, ids2, found2) {
  for (const [at, box] of folded.boxes.entries()) {
    if (!box.stages.some((id) => ids2.has(id))) continue;
    const element = elements[at];
    fillHead(context2, element, box, found2);
    for (const one of element.querySelectorAll(".cell")) {
      const id = Number(one.dataset["stage"]);
      if (ids2.has(id)) refreshCell(context2, one, id);
    }
  }
}

// client/view/tools.ts
function icon(path) {
  return s("svg", {
    class: "icon",
    viewBox: "0 0 16 16",
    "aria-hidden": "true"
  }, s("path", {
    d: path
  }));
}
function iconButton(label, path, act) {
  return h("button", {
    class: "icon-button",
    type: "button",
    "aria-label": label,
    title: label,
    onclick: act
  }, icon(path));
}
function zoomButtons(look) {
  return [
    iconButton("Zoom out", "M3.5 8h9", () => look.zoom(1 / 1.3)),
    iconButton("Zoom in", "M3.5 8h9M8 3.5v9", () => look.zoom(1.3)),
    iconButton("Show all", "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3", () => look.fit())
  ];
}
function directionButton(turn) {
  let direction = "down";
  const right = "M3 8h10M9.5 4.5L13 8l-3.5 3.5";
  const down = "M8 3v10M4.5 9.5L8 13l3.5-3.5";
  const button = iconButton("Draw from left to right", right, () => {
    direction = direction === "down" ? "right" : "down";
    const label = direction === "down" ? "Draw from left to right" : "Draw from top to bottom";
    button.setAttribute("aria-label", label);
    button.title = label;
    button.replaceChildren(icon(direction === "down" ? right : down));
    turn(direction);
  });
  return button;
}

// client/view/walk.ts
var arrows = {
  down: {
    back: "ArrowUp",
    on: "ArrowDown",
    less: "ArrowLeft",
    more: "ArrowRight"
  },
  right: {
    back: "ArrowLeft",
    on: "ArrowRight",
    less: "ArrowUp",
    more: "ArrowDown"
  }
};
function nextBox(layout, from, key, direction) {
  const keys2 = arrows[direction];
  const beside = (at) => layout.places[at][direction === "down" ? 0 : 1];
  const near = (others) => others.toSorted((a, b) => Math.abs(layout.ranks[a] - layout.ranks[from]) - Math.abs(layout.ranks[b] - layout.ranks[from]) || Math.abs(beside(a) - beside(from)) - Math.abs(beside(b) - beside(from)) || a - b)[0] ?? null;
  if (key === keys2.back) {
    return near(layout.routes.filter(({ to }) => to === from).map((one) => one.from));
  }
  if (key === keys2.on) {
    return near(layout.routes.filter((one) => one.from === from).map(({ to }) => to));
  }
  const sense = key === keys2.less ? -1 : key === keys2.more ? 1 : 0;
  if (sense === 0) return null;
  const siblings = layout.ranks.flatMap((rank2, at) => rank2 === layout.ranks[from] && (beside(at) - beside(from)) * sense > 0 ? [
    at
  ] : []);
  return near(siblings);
}

// client/view/map.ts
var nothing = {
  selected: null,
  down: false,
  found: null
};
var noBoxes = {
  boxes: [],
  links: [],
  boxOf: /* @__PURE__ */ new Map()
};
function mapDrawing(context2, options) {
  const world = h("div", {
    class: "world"
  });
  const viewport = h("div", {
    class: "viewport",
    role: "group",
    "aria-label": options.label
  }, world);
  const look = camera(viewport, world);
  const element = h("div", {
    class: "drawing map"
  }, viewport, h("div", {
    class: "tools",
    role: "toolbar",
    "aria-label": "Drawing"
  }, ...options.tools ?? [], directionButton((next) => {
    direction = next;
    draw();
    look.fit();
  }), ...zoomButtons(look)));
  let direction = "down";
  const unfolded = /* @__PURE__ */ new Set();
  let subject = nothing;
  let placed = placeBoxes(context2, noBoxes, unfolded, direction);
  let current = 0;
  const headOf = (at) => placed.elements[at]?.querySelector(".box-head") ?? null;
  function draw() {
    const keep = placed.folded.boxes[current]?.id;
    const hadFocus = world.contains(document.activeElement);
    const folded = fold(context2.dag(), options.stages(subject), options.most, options.alone ? subject.selected : null);
    placed = placeBoxes(context2, folded, unfolded, direction);
    const { width: width2, height: height3 } = placed.layout;
    world.style.width = `${width2}px`;
    world.style.height = `${height3}px`;
    world.replaceChildren(placed.drawing, ...placed.inOrder);
    look.size(width2, height3);
    current = Math.max(0, folded.boxes.findIndex(({ id }) => id === keep));
    if (subject.selected !== null) {
      current = folded.boxOf.get(subject.selected) ?? current;
    }
    headOf(current)?.setAttribute("tabindex", "0");
    if (hadFocus) headOf(current)?.focus({
      preventScroll: true
    });
    showSelected(placed, subject.selected);
    point(null, null);
    showFound(context2, placed, subject.found);
  }
  function point(at, stage) {
    element.classList.toggle("pointing", at !== null);
    const { boxes, boxOf } = placed.folded;
    const from = at === null ? subject.selected : stage;
    const box = at ?? (from === null ? null : boxOf.get(from) ?? null);
    const all = box === null ? [] : boxes[box].stages;
    const stages = from === null ? all : [
      from
    ];
    showRelated(context2.dag(), placed, box, stages);
  }
  function fit() {
    look.fit();
    if (subject.selected !== null) reveal(current);
  }
  function reveal(at, mostHeight = Infinity) {
    const box = placed.elements[at];
    if (box === void 0) return;
    const [x, y] = placed.layout.places[at];
    const height3 = Math.min(box.offsetHeight, mostHeight);
    look.reveal(x, y, box.offsetWidth, height3);
  }
  function toggle(at) {
    const { id } = placed.folded.boxes[at];
    const before = headOf(at).getBoundingClientRect();
    if (!unfolded.delete(id)) unfolded.add(id);
    draw();
    const now = placed.folded.boxes.findIndex((box) => box.id === id);
    const after = headOf(now).getBoundingClientRect();
    look.move(before.left + before.width / 2 - after.left - after.width / 2, before.top - after.top);
    focusBox(now);
    return placed.elements[now];
  }
  function focusBox(at) {
    headOf(current)?.setAttribute("tabindex", "-1");
    current = at;
    const head = headOf(at);
    head?.setAttribute("tabindex", "0");
    head?.focus({
      preventScroll: true
    });
    reveal(at, 300);
  }
  listenToMap(world, context2, {
    boxes: () => placed.elements,
    next: (at, key) => nextBox(placed.layout, at, key, direction),
    point,
    toggle,
    focus: focusBox
  });
  new ResizeObserver(() => {
    if (!look.moved) fit();
  }).observe(viewport);
  return {
    element,
    show(next) {
      subject = next;
      draw();
      fit();
    },
    mark(found2) {
      subject = {
        ...subject,
        found: found2
      };
      showFound(context2, placed, found2);
    },
    refresh: (ids2) => refreshBoxes(context2, placed, ids2, subject.found),
    focus(id) {
      const at = id === null ? current : placed.folded.boxOf.get(id) ?? current;
      if (placed.elements.length > 0) focusBox(at);
    }
  };
}

// client/view/sheet.ts
function sheetDrawing(context2) {
  const lines = s("svg", {
    class: "sheet-lines",
    "aria-hidden": "true"
  });
  const columns = h("div", {
    class: "sheet-columns"
  });
  const sheet = h("div", {
    class: "sheet",
    role: "group",
    "aria-label": "Every stage"
  }, columns, lines);
  const element = h("div", {
    class: "drawing"
  }, sheet);
  let cells = [];
  let byId = /* @__PURE__ */ new Map();
  let names = [];
  let selected = null;
  let current = null;
  function draw() {
    columns.replaceChildren(...familiesInOrder(context2.dag()).map(({ label, groups, stages }) => h("section", {
      class: "family"
    }, h("h3", {}, label, h("span", {
      class: "muted"
    }, sizeText(context2, stages))), ...groupRows(context2, groups))));
    cells = [
      ...columns.querySelectorAll(".cell")
    ];
    byId = new Map(cells.map((one) => [
      Number(one.dataset["stage"]),
      one
    ]));
    names = context2.dag().stages.map(({ name }) => name);
    current = null;
  }
  function rove(to) {
    current?.setAttribute("tabindex", "-1");
    current = to;
    current?.setAttribute("tabindex", "0");
  }
  function point(id) {
    const dag = context2.dag();
    const up = id === null ? null : reached(dag.inputs, [
      id
    ]);
    const down = id === null ? null : reached(dag.users, [
      id
    ]);
    const drawn = id === null ? [] : [
      ...dag.inputs[id].map((from) => line(from, id, "up")),
      ...dag.users[id].map((to) => line(id, to, "down"))
    ];
    sheet.classList.toggle("pointing", id !== null);
    for (const [other, one] of byId) {
      one.classList.toggle("up", up?.has(other) ?? false);
      one.classList.toggle("down", down?.has(other) ?? false);
      one.classList.toggle("here", other === id);
    }
    lines.replaceChildren(...drawn);
  }
  function line(from, to, name) {
    const area = sheet.getBoundingClientRect();
    const middle = (id) => {
      const box = byId.get(id).getBoundingClientRect();
      return [
        box.left + box.width / 2 - area.left + sheet.scrollLeft,
        box.top + box.height / 2 - area.top + sheet.scrollTop
      ];
    };
    const [[x, y], [toX, toY]] = [
      middle(from),
      middle(to)
    ];
    const bend = Math.min(120, Math.max(24, Math.hypot(toX - x, toY - y) / 3));
    return s("path", {
      class: name,
      d: `M${x},${y}C${x + bend},${y} ${toX - bend},${toY} ${toX},${toY}`
    });
  }
  const idOf2 = (event) => {
    const target = event.target.closest(".cell");
    return target === null ? null : Number(target.dataset["stage"]);
  };
  const show2 = (event) => {
    const id = idOf2(event);
    if (id === null) return leave();
    point(id);
    context2.tip.show(context2.dag().stages[id], byId.get(id));
  };
  function leave() {
    context2.tip.hide();
    point(selected);
  }
  sheet.addEventListener("pointerover", show2);
  sheet.addEventListener("pointerleave", leave);
  sheet.addEventListener("focusin", (event) => {
    rove(event.target);
    if (event.target.matches(":focus-visible")) show2(event);
  });
  sheet.addEventListener("focusout", leave);
  sheet.addEventListener("scroll", () => context2.tip.hide(), {
    passive: true
  });
  sheet.addEventListener("click", (event) => {
    const id = idOf2(event);
    if (id !== null) context2.open(id);
  });
  sheet.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextCell(cells, event.target, event.key);
    if (next === null) return;
    next.focus();
    event.preventDefault();
  });
  const mark = (found2) => {
    for (const [id, one] of byId) {
      one.classList.toggle("dim", found2 !== null && !found2.has(id));
    }
  };
  return {
    element,
    show(subject) {
      const hadFocus = sheet.contains(document.activeElement);
      const at = names[Number(current?.dataset["stage"])] ?? "";
      draw();
      selected = subject.selected;
      if (selected !== null) {
        byId.get(selected)?.setAttribute("aria-current", "true");
      }
      rove((selected === null ? null : byId.get(selected)) ?? cells[0] ?? null);
      if (hadFocus) {
        const same = byId.get(context2.dag().byName.get(at) ?? -1);
        (same ?? current)?.focus({
          preventScroll: true
        });
      }
      mark(subject.found);
      point(selected);
    },
    mark,
    refresh(ids2) {
      for (const id of ids2) {
        const one = byId.get(id);
        if (one !== void 0) refreshCell(context2, one, id);
      }
    },
    focus(id) {
      ((id === null ? null : byId.get(id)) ?? current)?.focus();
    }
  };
}
function sizeText(context2, ids2) {
  const { stages } = context2.dag();
  const seconds = ids2.reduce((sum, id) => sum + (stages[id].seconds ?? 0), 0);
  const size = count(ids2.length, "stage");
  return seconds === 0 ? size : `${size}, ${duration(seconds)}`;
}

// client/view/drawings.ts
function makeDrawings(context2, turn) {
  const downToggle = h("button", {
    type: "button",
    class: "text-button",
    "aria-pressed": "false",
    onclick: turn
  }, "What was made from it");
  return {
    of: {
      overview: mapDrawing(context2, {
        label: "Overview of the stages",
        stages: () => context2.dag().stages.keys(),
        most: 1,
        alone: false
      }),
      lineage: mapDrawing(context2, {
        label: "Lineage",
        stages: ({ selected, down }) => selected === null ? [] : [
          ...ancestors(context2.dag(), selected),
          selected,
          ...down ? descendants(context2.dag(), selected) : []
        ],
        most: 3,
        alone: true,
        tools: [
          downToggle
        ]
      }),
      everything: sheetDrawing(context2)
    },
    setDown: (is) => downToggle.setAttribute("aria-pressed", `${is}`)
  };
}

// client/view/frame.ts
var panes = [
  [
    "list",
    "List"
  ],
  [
    "graph",
    "Graph"
  ],
  [
    "details",
    "Details"
  ]
];
function frame(head, listParts, legend2, close) {
  const canvas = h("div", {
    class: "canvas"
  });
  const title = h("h2", {
    class: "hidden"
  });
  const hint2 = h("p", {
    class: "graph-hint"
  });
  const graph = h("main", {
    class: "graph"
  }, title, canvas, h("div", {
    class: "graph-foot"
  }, legend2, hint2));
  const list2 = h("section", {
    class: "list",
    "aria-label": "Stages"
  }, ...listParts);
  const body = h("div", {
    class: "beside-body"
  });
  const details = h("aside", {
    class: "beside",
    "aria-label": "Details",
    tabindex: -1,
    hidden: true
  }, h("div", {
    class: "beside-bar"
  }, h("button", {
    type: "button",
    class: "text-button",
    onclick: () => show2("graph")
  }, "Graph"), iconButton("Close", "M4 4l8 8M12 4l-8 8", close)), body);
  const tabs2 = h("div", {
    class: "pane-tabs",
    role: "group",
    "aria-label": "Show"
  }, ...panes.map(([pane, label]) => h("button", {
    type: "button",
    "data-pane": pane,
    onclick: () => show2(pane)
  }, label)));
  const element = h("div", {
    class: "app"
  }, head, tabs2, list2, graph, details);
  let beneath = "list";
  function show2(pane) {
    const hadFocus = element.contains(document.activeElement);
    const next = pane ?? beneath;
    if (next !== "details") beneath = next;
    element.dataset["pane"] = next;
    for (const one of tabs2.querySelectorAll("button")) {
      one.setAttribute("aria-pressed", `${one.dataset["pane"] === next}`);
    }
    if (hadFocus) keepFocus2();
  }
  const isSeen = (one) => one.checkVisibility({
    visibilityProperty: true
  });
  function keepFocus2() {
    const active = document.activeElement;
    if (active !== null && active !== document.body && isSeen(active)) return;
    const part = [
      details,
      list2,
      graph
    ].find(isSeen);
    const first = part?.querySelector('[tabindex="0"]');
    const next = part === details ? details : first ?? part;
    next?.focus({
      preventScroll: true
    });
  }
  show2("list");
  return {
    element,
    list: list2,
    graph,
    details,
    draw(drawing, text2, said) {
      if (canvas.firstChild !== drawing) canvas.replaceChildren(drawing);
      title.textContent = text2;
      hint2.textContent = said;
    },
    beside(content, wide) {
      element.dataset["panel"] = content === null ? "none" : wide ? "wide" : "beside";
      details.hidden = content === null;
      body.replaceChildren(...content === null ? [] : [
        content
      ]);
      body.scrollTop = 0;
    },
    show: show2,
    keepFocus: keepFocus2
  };
}

// client/view/header.ts
function header(help) {
  const title = h("h1", {});
  const about = h("p", {
    class: "about"
  });
  const lost = h("p", {
    class: "lost",
    hidden: true
  }, "Server does not answer");
  const views2 = h("nav", {
    class: "views",
    "aria-label": "Views"
  });
  const element = h("header", {
    class: "head"
  }, h("div", {
    class: "head-title"
  }, title, about), views2, lost, iconButton("Keys", "M6 6a2 2 0 1 1 2.6 1.9c-.5.2-.6.6-.6 1.1M8 11.6v.1", help));
  const anchors = /* @__PURE__ */ new Map();
  function linkOf({ label, place, current }) {
    const link = anchors.get(label) ?? h("a", {}, label);
    anchors.set(label, link);
    link.setAttribute("href", place);
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    return link;
  }
  return {
    element,
    live: (is) => lost.hidden = is,
    draw(graph, links, report) {
      title.textContent = graph.project;
      about.replaceChildren(h("span", {}, graph.profile), h("span", {}, graph.device), ...graph.altered.length === 0 ? [] : [
        h("span", {
          class: "altered",
          title: graph.altered.join("\n")
        }, "altered")
      ]);
      replaceChanged(views2, report === null ? links.map(linkOf) : [
        ...links.map(linkOf),
        h("a", {
          href: report
        }, "Report")
      ]);
    }
  };
}

// client/view/keep_focus.ts
var focusable = "a[href], button, input, select, textarea, summary, [tabindex]";
var usable = (element) => element.isConnected && element.closest("[hidden]") === null && !element.matches(":disabled");
var nameOf = (element) => element.getAttribute("aria-label") ?? element.textContent ?? "";
function keepFocus(within) {
  let held = null;
  let name = "";
  let around = [];
  within.addEventListener("focusin", ({ target }) => {
    held = target;
    name = nameOf(held);
    const parents = [];
    for (let one = held; one !== within && one.parentElement !== null; ) {
      parents.push(one = one.parentElement);
    }
    around = parents;
  });
  within.addEventListener("focusout", () => {
    queueMicrotask(() => {
      const lost = held !== null && !usable(held);
      if (!lost && held !== document.activeElement) held = null;
    });
  });
  new MutationObserver(() => {
    if (held === null || usable(held)) return;
    const active = document.activeElement;
    const nowhere = active === null || active === document.body || active === held;
    held = null;
    if (nowhere) heir(around.filter(usable), name)?.focus();
  }).observe(within, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: [
      "hidden",
      "disabled"
    ]
  });
}
function heir(around, name) {
  const nearest2 = around[0];
  if (nearest2 === void 0) return null;
  const inside = [
    ...nearest2.querySelectorAll(focusable)
  ].filter(usable);
  return inside.find((one) => nameOf(one) === name) ?? around.find((one) => one.matches(focusable)) ?? inside[0] ?? null;
}

// client/view/keys.ts
var keys = [
  [
    [
      "/"
    ],
    "Search"
  ],
  [
    [
      "\u2191",
      "\u2193"
    ],
    "In the list: from row to row. In the drawing: to what a stage was made from, and to what was made from it"
  ],
  [
    [
      "\u2190",
      "\u2192"
    ],
    "In the list: close and open. In the drawing: to what stands beside it"
  ],
  [
    [
      "Enter"
    ],
    "Open a stage; fold or unfold a group"
  ],
  [
    [
      "Esc"
    ],
    "Close, or go back"
  ],
  [
    [
      "[",
      "]"
    ],
    "The view before, the view after"
  ],
  [
    [
      "l",
      "g",
      "p"
    ],
    "To the list, the graph, the panel"
  ],
  [
    [
      "?"
    ],
    "This page"
  ]
];
var searches = [
  [
    "policy 0.35",
    "both words, in any order"
  ],
  [
    "seed=1",
    "a whole part of the name"
  ],
  [
    "kind:sft",
    "a kind of stage"
  ],
  [
    "state:changed",
    "a state of the legend"
  ],
  [
    "3f9a01c2",
    "the beginning of a key or a digest"
  ],
  [
    "-spin",
    "without a word"
  ]
];
function keysDialog() {
  const title = h("h2", {
    id: "keys-title"
  }, "Keys");
  const dialog = h("dialog", {
    class: "keys",
    "aria-labelledby": "keys-title"
  }, title, iconButton("Close", "M4 4l8 8M12 4l-8 8", () => dialog.close()), h("dl", {}, ...keys.flatMap(([names, what]) => [
    h("dt", {}, ...names.map((name) => h("kbd", {}, name))),
    h("dd", {}, what)
  ])), h("h2", {}, "Search"), h("dl", {}, ...searches.flatMap(([search, what]) => [
    h("dt", {}, h("code", {}, search)),
    h("dd", {}, what)
  ])));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}

// client/view/legend.ts
function legend(search) {
  const element = h("div", {
    class: "states",
    role: "group",
    "aria-label": "States of the stages"
  });
  const buttons = /* @__PURE__ */ new Map();
  const buttonOf = (state) => {
    const there = buttons.get(state);
    if (there !== void 0) return there;
    const text2 = searchOf(state);
    const button = h("button", {
      type: "button",
      "data-state": state,
      title: meanings[state],
      onclick: () => search(button.getAttribute("aria-pressed") === "true" ? "" : text2)
    });
    buttons.set(state, button);
    return button;
  };
  return {
    element,
    draw(stages, current) {
      const shown4 = tally(stages).toReversed().map(({ state, count: count2 }) => {
        const button = buttonOf(state);
        button.setAttribute("aria-pressed", `${current === searchOf(state)}`);
        button.replaceChildren(sign(state), h("span", {
          class: "states-count"
        }, `${count2}`), ` ${state}`);
        return button;
      });
      replaceChanged(element, shown4);
    }
  };
}

// client/view/problem.ts
var heading = "The recipe cannot be planned; this is as it was before";
function problemView() {
  const place = h("p", {
    class: "problem-place"
  });
  const message = h("p", {
    class: "problem-message"
  });
  const element = h("section", {
    class: "problem",
    "aria-label": "Recipe",
    hidden: true
  }, h("details", {
    open: true
  }, h("summary", {}, heading), place, message));
  let shown4 = null;
  return {
    element,
    show(problem) {
      const text2 = problem === null ? null : `${problem.place ?? ""}
${problem.message}`;
      if (text2 === shown4) return;
      shown4 = text2;
      element.hidden = problem === null;
      place.textContent = problem?.place ?? "";
      place.hidden = !problem?.place;
      message.textContent = problem?.message ?? "";
      announce(problem === null ? "The recipe is planned again" : [
        heading,
        problem.place,
        problem.message
      ].filter(Boolean).join(". "));
    }
  };
}

// client/view/search_field.ts
function searchField(actions) {
  const count2 = h("span", {
    class: "search-count",
    role: "status"
  });
  const input = h("input", {
    type: "search",
    placeholder: "Search stages",
    "aria-label": "Search stages",
    "aria-keyshortcuts": "/",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    oninput: () => actions.search(input.value),
    onkeydown(event) {
      if (event.key === "ArrowDown") actions.down();
      else if (event.key === "Enter" && input.value !== "") actions.enter();
      else if (event.key === "Escape") {
        if (input.value === "") leave();
        else set("");
      } else return;
      event.preventDefault();
    }
  });
  let before = null;
  function leave() {
    const there = before instanceof HTMLElement && before !== document.body && before.checkVisibility();
    if (there) before.focus();
    else actions.down();
  }
  function set(text2) {
    input.value = text2;
    actions.search(text2);
  }
  return {
    element: h("div", {
      class: "search",
      role: "search"
    }, icon("M11.5 11.5L14 14M12.5 7.2a5.3 5.3 0 1 1-10.6 0a5.3 5.3 0 0 1 10.6 0z"), input, h("kbd", {
      class: "search-key",
      "aria-hidden": "true"
    }, "/"), count2),
    text: () => input.value,
    set,
    count: (text2) => count2.textContent = text2,
    focus() {
      if (document.activeElement !== input) before = document.activeElement;
      input.focus();
      input.select();
    }
  };
}

// client/view/tip.ts
function tip() {
  const element = h("div", {
    class: "tip",
    "aria-hidden": "true",
    hidden: true
  });
  return {
    element,
    show(stage, beside) {
      element.replaceChildren(h("div", {
        class: "tip-name"
      }, stage.name), h("div", {
        class: "tip-state"
      }, sign(stateOf(stage)), stateText(stage), stage.seconds === null ? null : h("span", {
        class: "muted"
      }, duration(stage.seconds))));
      element.hidden = false;
      const at = beside.getBoundingClientRect();
      const own2 = element.getBoundingClientRect();
      const room = document.documentElement;
      const left = Math.min(Math.max(8, at.left + at.width / 2 - own2.width / 2), room.clientWidth - own2.width - 8);
      const above = at.top - own2.height - 8;
      const top = above > 8 ? above : at.bottom + 8;
      element.style.transform = `translate(${Math.round(left)}px,${Math.round(top)}px)`;
    },
    hide() {
      element.hidden = true;
    }
  };
}

// client/view/tree_rows.ts
function branchRow(dag, level, label, stages) {
  const row = h("div", {
    class: `row branch level-${level}`,
    role: "treeitem",
    "aria-level": level,
    "aria-expanded": "false",
    tabindex: -1
  }, h("span", {
    class: "chevron",
    "aria-hidden": "true"
  }), h("span", {
    class: "row-label"
  }, label), h("span", {
    class: "exceptions"
  }), h("span", {
    class: "row-count"
  }, `${stages.length}`), h("span", {
    class: "hidden"
  }));
  fillBranch(dag, row, stages);
  return row;
}
function fillBranch(dag, row, stages) {
  const nodes = stages.map((id) => dag.stages[id]);
  row.querySelector(".exceptions").replaceWith(exceptions(nodes));
  row.querySelector(".hidden").textContent = ` stages: ${tallyText(nodes)}`;
}
function leafRow(dag, level, id, rest = dag.labels[id].rest) {
  const stage = dag.stages[id];
  const { group } = dag.labels[id];
  const row = h("div", {
    class: `row leaf level-${level}`,
    role: "treeitem",
    "aria-level": level,
    "aria-selected": "false",
    "data-stage": id,
    tabindex: -1,
    title: stage.name
  }, sign(stateOf(stage)), h("span", {
    class: "row-label"
  }, level === 1 || rest === "" ? group : rest, level === 1 && h("span", {
    class: "row-rest"
  }, ` ${rest}`)), h("span", {
    class: "row-note",
    "aria-hidden": "true"
  }), h("span", {
    class: "hidden"
  }));
  fillLeaf(dag, row, id);
  return row;
}
var quietStates = /* @__PURE__ */ new Set([
  "identical",
  "cached",
  "waiting",
  "to run"
]);
function fillLeaf(dag, row, id) {
  const stage = dag.stages[id];
  const state = stateOf(stage);
  paint(row.querySelector(".sign"), stage);
  const quiet = quietStates.has(state);
  row.querySelector(".row-note").textContent = quiet ? "" : progressText(stage) ?? state;
  row.querySelector(".hidden").textContent = `, ${stateText(stage)}`;
}

// client/view/tree_content.ts
function treeContent(element, dag, arranged) {
  let branches = /* @__PURE__ */ new Map();
  let leaves = /* @__PURE__ */ new Map();
  let found2 = null;
  let selected = null;
  function familyRows({ label, groups, stages }) {
    if (stages.length === 1) return [
      leaf2(1, stages[0])
    ];
    return branch2(1, label, stages, () => groups.length === 1 ? leafRows(2, stages) : groups.flatMap((group) => branch2(2, group.label || label, group.stages, () => leafRows(3, group.stages))));
  }
  function branch2(level, label, stages, rows) {
    const row = branchRow(dag(), level, label, stages);
    const inner = h("div", {
      role: "group",
      hidden: true
    });
    branches.set(row, {
      row,
      stages,
      inner,
      fill: () => inner.append(...rows()),
      filled: false,
      open: false
    });
    return [
      row,
      inner
    ];
  }
  function leafRows(level, ids2) {
    const rests = shortened(ids2.map((id) => dag().labels[id].rest));
    return ids2.map((id, at) => leaf2(level, id, rests[at]));
  }
  function leaf2(level, id, rest) {
    const row = leafRow(dag(), level, id, rest);
    row.setAttribute("aria-selected", `${id === selected}`);
    row.hidden = found2 !== null && !found2.has(id);
    leaves.set(id, row);
    return row;
  }
  function fill(one) {
    if (one.filled) return;
    one.filled = true;
    one.fill();
  }
  function arrange() {
    for (const one of branches.values()) {
      const hits = found2 === null ? one.stages.length : one.stages.filter((id) => found2.has(id)).length;
      const shown4 = found2 === null ? one.open : hits > 0;
      if (shown4) fill(one);
      one.row.hidden = hits === 0;
      one.inner.hidden = !shown4 || hits === 0;
      one.row.setAttribute("aria-expanded", `${shown4}`);
      one.row.querySelector(".row-count").textContent = found2 === null ? `${hits}` : `${hits} of ${one.stages.length}`;
    }
    for (const [id, row] of leaves) {
      row.hidden = found2 !== null && !found2.has(id);
    }
    arranged();
  }
  function uncover(id) {
    for (const one of branches.values()) {
      if (one.stages.includes(id)) one.open = true;
      if (one.open) fill(one);
    }
    arrange();
  }
  const isShown = (row) => row.isConnected && row.closest("[hidden]") === null;
  const labelOf = ({ row }) => row.querySelector(".row-label").textContent;
  return {
    draw() {
      const wasOpen = new Set([
        ...branches.values()
      ].filter((one) => one.open).map(labelOf));
      branches = /* @__PURE__ */ new Map();
      leaves = /* @__PURE__ */ new Map();
      element.replaceChildren(...familiesInOrder(dag()).flatMap(familyRows));
      for (const one of branches.values()) {
        one.open = wasOpen.has(labelOf(one));
      }
      arrange();
    },
    find(next) {
      found2 = next;
      arrange();
    },
    select(id) {
      const before = selected === null ? void 0 : leaves.get(selected);
      before?.setAttribute("aria-selected", "false");
      selected = id;
      if (id === null) return null;
      uncover(id);
      const row = leaves.get(id) ?? null;
      row?.setAttribute("aria-selected", "true");
      return row;
    },
    refresh(ids2) {
      for (const id of ids2) {
        const row = leaves.get(id);
        if (row !== void 0) fillLeaf(dag(), row, id);
      }
      for (const one of branches.values()) {
        if (one.stages.some((id) => ids2.has(id))) {
          fillBranch(dag(), one.row, one.stages);
        }
      }
    },
    shown: () => [
      ...element.querySelectorAll("[role=treeitem]")
    ].filter(isShown),
    isShown,
    row: (id) => leaves.get(id) ?? null,
    isBranch: (row) => branches.has(row),
    canClose: (row) => found2 === null && branches.get(row)?.open === true,
    toggle(row, to) {
      const one = branches.get(row);
      if (one === void 0) return;
      one.open = to ?? !one.open;
      arrange();
    }
  };
}

// client/view/tree_keys.ts
function pressInTree(key, row, content, { go, open }) {
  const rows = content.shown();
  const at = rows.indexOf(row);
  switch (key) {
    case "ArrowDown":
      go(rows[at + 1]);
      return true;
    case "ArrowUp":
      go(rows[at - 1]);
      return true;
    case "Home":
      go(rows[0]);
      return true;
    case "End":
      go(rows.at(-1));
      return true;
    case "ArrowRight":
      if (!content.isBranch(row)) return false;
      if (row.getAttribute("aria-expanded") === "true") go(rows[at + 1]);
      else content.toggle(row, true);
      return true;
    case "ArrowLeft":
      if (content.canClose(row)) content.toggle(row, false);
      else go(parentOf(row));
      return true;
    case "Enter":
    case " ":
      open(row);
      return true;
    default:
      return false;
  }
}
function parentOf(row) {
  const inner = row.closest(".tree [role=group]");
  return inner?.previousElementSibling ?? null;
}

// client/view/tree.ts
function tree(dag, open) {
  const element = h("div", {
    class: "tree",
    role: "tree",
    "aria-label": "Stages"
  });
  let current = null;
  const content = treeContent(element, dag, () => {
    if (current === null || !content.isShown(current)) {
      rove(content.shown()[0] ?? null);
    }
  });
  function rove(row) {
    current?.setAttribute("tabindex", "-1");
    current = row;
    current?.setAttribute("tabindex", "0");
  }
  function go(row) {
    if (row === null || row === void 0) return;
    rove(row);
    row.focus();
  }
  function openRow(row) {
    if (content.isBranch(row)) content.toggle(row);
    else open(Number(row.dataset["stage"]));
  }
  const rowOf = (event) => event.target.closest(".row");
  element.addEventListener("click", (event) => {
    const row = rowOf(event);
    if (row === null) return;
    rove(row);
    openRow(row);
  });
  element.addEventListener("focusin", (event) => {
    const row = rowOf(event);
    if (row !== null) rove(row);
  });
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rowOf(event);
    if (row === null) return;
    const done = pressInTree(event.key, row, content, {
      go,
      open: openRow
    });
    if (done) event.preventDefault();
  });
  return {
    element,
    draw() {
      const focused = document.activeElement;
      const focusAt = content.shown().indexOf(focused);
      content.draw();
      const rows = content.shown();
      if (focusAt >= 0) go(rows[focusAt] ?? rows.at(-1));
    },
    mark: content.find,
    select(id) {
      const row = content.select(id);
      if (row === null || !content.isShown(row)) return;
      if (!element.contains(document.activeElement)) rove(row);
      const at = row.getBoundingClientRect();
      const seen2 = element.getBoundingClientRect();
      if (at.top < seen2.top || at.bottom > seen2.bottom) {
        row.scrollIntoView({
          block: "center"
        });
      }
    },
    refresh: content.refresh,
    focus(id) {
      const row = id === void 0 || id === null ? null : content.row(id);
      const isSeen = row !== null && content.isShown(row);
      go(isSeen ? row : current ?? content.shown()[0]);
    },
    first() {
      const row = content.shown().find((one) => one.classList.contains("leaf"));
      return row === void 0 ? null : Number(row.dataset["stage"]);
    }
  };
}

// client/view/parts.ts
function makeParts(body, page, source2, { go, open, close, search }) {
  const dag = () => page.dag;
  const help = keysDialog();
  const head = header(() => help.showModal());
  const list2 = tree(dag, open);
  const field = searchField({
    search,
    down: () => list2.focus(),
    enter() {
      const id = list2.first();
      if (id !== null) open(id);
    }
  });
  const states2 = legend(field.set);
  const pointed = tip();
  const { of: drawings, setDown } = makeDrawings({
    dag,
    open,
    tip: pointed
  }, () => go({
    ...page.place,
    down: !page.place.down
  }));
  const panes2 = frame(head.element, [
    field.element,
    list2.element
  ], states2.element, close);
  const host = {
    source: source2,
    graph: () => page.graph
  };
  const beside = besideGraph(host, page, panes2.beside);
  const problem = problemView();
  keepFocus(panes2.element);
  body.replaceChildren(panes2.element, problem.element, pointed.element, help, liveRegion());
  return {
    head,
    field,
    list: list2,
    drawings,
    setDown,
    states: states2,
    panes: panes2,
    beside,
    problem,
    help
  };
}

// client/view/shell.ts
var hints = {
  overview: "Choose a family to unfold it, a stage to see where it came from",
  lineage: "",
  everything: "Point at a stage to see what it has to do with"
};
function shell(body, source2, first) {
  const page = pageOf(first);
  const parts = makeParts(body, page, source2, {
    go: (to) => go(to),
    open: (id) => open(id),
    close: () => close(),
    search
  });
  const { head, field, list: list2, drawings, states: states2, panes: panes2, beside, problem } = parts;
  const { go, open, close, arrive } = navigation(page, parts, show2);
  function show2(selected) {
    const { graph, place, drawn, found: found2 } = page;
    parts.setDown(place.down);
    list2.select(selected);
    panes2.draw(drawings[drawn].element, drawingTitle(page), hints[drawn]);
    drawings[drawn].show({
      selected,
      down: place.down,
      found: found2
    });
    drawHead();
    drawStates();
    document.title = [
      titleOf(page),
      graph.profile,
      graph.project
    ].join(" \xB7 ");
  }
  function drawHead() {
    const { graph, place, drawn } = page;
    head.draw(graph, viewLinks(place, drawn, originOf(page)), reportLink(graph, source2.type, location.pathname));
    problem.show(graph.problem ?? null);
  }
  function drawStates() {
    states2.draw(page.graph.stages, field.text());
  }
  function search(text2) {
    find(text2);
    drawings[page.drawn].mark(page.found);
    drawStates();
  }
  function find(text2) {
    takeSearch(page, text2);
    list2.mark(page.found);
    field.count(foundText(page.found, page.dag.stages.length));
  }
  function change(stages) {
    const news2 = changesText(page.graph.stages, stages);
    if (news2 !== null) announceNews(news2);
    noteSeen(stages);
    const ids2 = takeStages(page, stages);
    list2.refresh(ids2);
    drawings[page.drawn].refresh(ids2);
    drawStates();
    beside.update();
  }
  function replace(next) {
    if (takeGraph(page, next)) {
      change(next.stages);
      drawHead();
    } else {
      list2.draw();
      find(field.text());
      arrive();
    }
  }
  followLinks(body, go);
  pageKeys(page, parts, close);
  noteSeen(first.stages);
  list2.draw();
  find("");
  arrive();
  follow(source2, {
    changed: change,
    replaced: replace,
    connected(is) {
      head.live(is);
      announce(is ? "Live again" : "The explorer's server does not answer");
    },
    failed: announce
  });
}

// client/main.ts
var block = document.getElementById("data");
var source = block === null ? served() : embedded(block.textContent ?? "");
try {
  shell(document.body, source, await source.graph());
} catch (error) {
  const message = error instanceof Error ? error.message : `${error}`;
  document.body.replaceChildren(h("main", {
    class: "missing",
    role: "alert"
  }, h("h1", {}, message)));
}
