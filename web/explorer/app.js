// Made by `deno task build:explorer` from the modules in client/.
// client/dom.ts
function h(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}
function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== void 0) {
      element.setAttribute(name, `${value}`);
    }
  }
  for (const child of children) {
    if (child === null || child === false) continue;
    element.append(child instanceof Node ? child : `${child}`);
  }
  return element;
}

// client/panel/stage.ts
function stageView(host2, name, output = null) {
  const element = document.createElement("article");
  element.className = "stage-view";
  element.textContent = [
    name,
    output
  ].filter((one) => one).join(" ");
  void host2;
  return {
    element,
    update() {
    },
    close() {
    }
  };
}

// client/panel/results.ts
function resultsView(host2) {
  const element = document.createElement("article");
  element.className = "results-view";
  element.textContent = host2.graph().table?.title ?? "Results";
  return {
    element,
    update() {
    },
    close() {
    }
  };
}

// client/panel/comparison.ts
function comparisonView(host2, a, b) {
  const element = document.createElement("article");
  element.className = "comparison-view";
  element.textContent = `${a} ${b}`;
  void host2;
  return {
    element,
    update() {
    },
    close() {
    }
  };
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
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
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
  const set = Object.entries(given).filter(([, value]) => value !== void 0);
  return new URLSearchParams(set.map(([name, value]) => [
    name,
    `${value}`
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
  const bytes = Uint8Array.from(atob(data2.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([
    bytes
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
var side = h("aside", {
  "aria-label": "Details"
});
document.body.append(side);
var view = null;
var go = () => {
  view?.close();
  const place = parsePlace(location.hash);
  if (place.at === "stage") view = stageView(host, place.stage);
  else if (place.at === "compare") {
    view = comparisonView(host, place.a, place.b);
  } else if (place.at === "results") view = resultsView(host);
  else view = null;
  side.replaceChildren(...view === null ? [] : [
    view.element
  ]);
};
addEventListener("hashchange", go);
go();
