import assert from "node:assert/strict";
import { Explorer } from "./explorer.ts";
import { type Listening, serve } from "./server.ts";
import { hostile, makeShown, type Shown } from "./testing/shown.ts";

/** A project whose explorer is served. */
interface Served extends AsyncDisposable {
  readonly shown: Shown;
  readonly listening: Listening;
  /** Asks for an address below the token. */
  get(path: string, init?: RequestInit): Promise<Response>;
  json(path: string): Promise<{ status: number; value: Answer }>;
}

// deno-lint-ignore no-explicit-any
type Answer = any;

async function makeServed(): Promise<Served> {
  const shown = await makeShown();
  const explorer = await Explorer.open(shown.subject);
  const listening = serve(explorer, 0, (message) => assert.fail(message));
  const get = (path: string, init?: RequestInit) =>
    fetch(listening.url + path, { redirect: "manual", ...init });
  return {
    shown,
    listening,
    get,
    json: async (path) => {
      const answer = await get(path);
      return { status: answer.status, value: await answer.json() };
    },
    [Symbol.asyncDispose]: async () => {
      await listening.close();
      explorer[Symbol.dispose]();
      shown[Symbol.dispose]();
    },
  };
}

/** Sends a request as it stands, and gives the answer's first line. */
async function raw(port: number, text: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(text));
  const bytes = new Uint8Array(4096);
  const read = await connection.read(bytes) ?? 0;
  return new TextDecoder().decode(bytes.subarray(0, read)).split("\r\n")[0]!;
}

async function status(answer: Promise<Response>): Promise<number> {
  const { status, body } = await answer;
  await body?.cancel();
  return status;
}

Deno.test("the explorer's server", async (t) => {
  await using served = await makeServed();
  const { shown, listening, get, json } = served;
  const { origin, port, pathname } = new URL(listening.url);
  const token = pathname.split("/")[1]!;

  await t.step(
    "listens on the loopback interface, under a random token",
    () => {
      assert.match(listening.url, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
    },
  );

  await t.step("answers nothing without the token", async () => {
    const other = "A".repeat(token.length);
    for (
      const path of [
        "/",
        "/api/graph",
        `/${token}`,
        `/${token.slice(0, -1)}/`,
        `/${token}x/api/graph`,
        `/${other}/api/graph`,
        `//${token}/api/graph`,
        "/favicon.ico",
      ]
    ) {
      assert.equal(await status(fetch(origin + path)), 404, path);
    }
  });

  await t.step("lets one in by a pass, once", async () => {
    const first = listening.makePass(), pass = listening.makePass();
    assert.equal(await status(fetch(first)), 404, "the newest alone holds");
    assert.equal(await status(fetch(`${pass}api/graph`)), 404);
    const answer = await fetch(pass, { redirect: "manual" });
    assert.deepEqual(
      [answer.status, answer.headers.get("location")],
      [302, pathname],
    );
    assert.equal(await status(fetch(pass)), 404);
  });

  await t.step("answers what is no address", async () => {
    const ask = (path: string) =>
      raw(
        Number(port),
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
          "Connection: close\r\n\r\n",
      );
    for (const path of ["http://[/", "//[/", "//"]) {
      assert.match(await ask(path), /404/, path);
    }
  });

  await t.step("answers no name that was pointed at this machine", async () => {
    const ask = (host: string) =>
      raw(
        Number(port),
        `GET /${token}/api/graph HTTP/1.1\r\nHost: ${host}\r\n` +
          "Connection: close\r\n\r\n",
      );
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      assert.match(await ask(host), /200/, host);
    }
    for (
      const host of [
        "evil.example",
        `evil.example:${port}`,
        "127.0.0.1",
        `127.0.0.1.evil.example:${port}`,
        `127.0.0.1:${Number(port) + 1}`,
        "",
      ]
    ) assert.doesNotMatch(await ask(host), /200/, host);
  });

  await t.step("only reads", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      assert.equal(await status(get("api/graph", { method })), 405, method);
    }
    const head = await get("api/graph", { method: "HEAD" });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
  });

  await t.step("gives data to no other site and to no artifact", async () => {
    for (
      const headers of [
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        { origin: "null" },
      ]
    ) {
      const digest = shown.digest("show/all", "text");
      for (
        const path of ["api/graph", "api/events", `file?digest=${digest}`]
      ) assert.equal(await status(get(path, { headers })), 404, path);
    }
    const answer = await get("api/graph", {
      headers: { origin: "https://evil.example" },
    });
    await answer.body?.cancel();
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
  });

  await t.step(
    "says in every answer what a browser may do with it",
    async () => {
      const digest = shown.digest("show/all", "text");
      for (
        const path of [
          "",
          "api/graph",
          "api/nothing",
          `file?digest=${digest}`,
          "report/",
          "report/explorer.html",
        ]
      ) {
        const answer = await get(path, { redirect: "follow" });
        await answer.body?.cancel();
        const { headers } = answer;
        assert.equal(headers.get("x-content-type-options"), "nosniff", path);
        assert.equal(headers.get("referrer-policy"), "no-referrer", path);
        assert.equal(headers.get("cache-control"), "no-store", path);
        assert.equal(headers.get("x-frame-options"), "DENY", path);
        const isReport = path === "report/";
        assert.equal(
          headers.get("cross-origin-resource-policy"),
          isReport ? "cross-origin" : "same-origin",
          path,
        );
      }
      const api = await get("api/graph");
      await api.body?.cancel();
      assert.match(
        api.headers.get("content-security-policy") ?? "",
        /default-src 'none'.*sandbox/,
      );
      assert.match(api.headers.get("content-type") ?? "", /^application\/json/);
    },
  );

  await t.step("gives the page, which asks for nothing else", async () => {
    const page = await (await get("")).text();
    assert.match(page, /^<!doctype html>/);
    assert.match(page, /Content-Security-Policy/);
  });

  await t.step("gives the graph with its results", async () => {
    const { value } = await json("api/graph");
    assert.equal(value.version, 1);
    assert.deepEqual(
      value.stages.map(({ name, status }: Answer) => [name, status]),
      [["show/all", "cached"], ["result", "cached"], ["page", "cached"]],
    );
    const [stage] = value.stages;
    assert.deepEqual([stage.verdict, stage.warnings], ["new", [hostile]]);
    assert.deepEqual(stage.metrics, { size: 4 });
    assert.equal(value.table.title, "All");
    assert.deepEqual(value.results, [{
      coordinates: { method: "own", seed: 1 },
      metrics: { per: 0.5 },
      source: shown.digest("show/all", "samples"),
      stage: "show/all",
    }]);
    assert.deepEqual(value.report, { stage: "page", output: "report" });
  });

  await t.step(
    "gives all of a stage, and a record by key and number",
    async () => {
      const { value } = await json("api/stage?name=show/all");
      assert.equal(value.doc, "Writes what it is told.");
      assert.equal(value.record.params.note, hostile);
      assert.equal(value.record.current, true);
      assert.ok(
        value.record.code.some(({ path }: Answer) => path === "stages/show.ts"),
      );
      assert.equal(value.record.outputs.length, 9);
      const { key, n } = value.records[0];
      const record = await json(`api/record?key=${key}&n=${n}`);
      assert.deepEqual(record.value, value.record);
      for (
        const path of [
          "api/stage?name=nobody",
          "api/stage",
          `api/record?key=${key}&n=7`,
          `api/record?key=${key}`,
          "api/record?key=../../etc&n=1",
          `api/record?key=${"0".repeat(64)}&n=1`,
        ]
      ) {
        const { status, value } = await json(path);
        assert.deepEqual([status, typeof value.error], [404, "string"], path);
      }
    },
  );

  await t.step("gives a table by the page, sorted and filtered", async () => {
    const digest = shown.digest("show/all", "rows");
    const words = async (query: string) => {
      const { value } = await json(`api/preview?digest=${digest}&${query}`);
      return value.rows?.map(([word]: Answer) => word) ?? value;
    };
    assert.deepEqual(await words(""), ["b", hostile, "a"]);
    assert.deepEqual(await words("offset=1&limit=1"), [hostile]);
    assert.deepEqual(await words("orderBy=word"), [hostile, "a", "b"]);
    assert.deepEqual(
      await words("orderBy=length&descending=true&limit=2"),
      [hostile, "b"],
    );
    const filter = encodeURIComponent(hostile.slice(0, 12));
    assert.deepEqual(await words(`filter=${filter}`), [hostile]);
    // Whatever is no whole number is as if it were left out.
    assert.deepEqual(await words("offset=-1&limit=x"), ["b", hostile, "a"]);
    const wrong = await words("orderBy=nothing");
    assert.equal(wrong.type, "none");
    assert.match(wrong.why, /has no column "nothing"/);
    assert.doesNotMatch(wrong.why, /objects/);
    // The server goes on answering while the thread is busy.
    const [sorted, graph] = [words("orderBy=word"), json("api/graph")];
    assert.equal((await graph).status, 200);
    assert.equal((await sorted).length, 3);
  });

  await t.step("compares two records", async () => {
    const of = async (stage: string) => {
      const { value } = await json(`api/stage?name=${stage}`);
      const { key, n } = value.records[0];
      return `${key}/${n}`;
    };
    const a = await of("show/all"), b = await of("result");
    const { value } = await json(`api/compare?a=${a}&b=${b}`);
    assert.deepEqual([value.a.stage, value.b.stage], ["show/all", "result"]);
    assert.ok(
      value.differences.some(({ field }: Answer) => field === "kind"),
    );
    const { value: same } = await json(`api/compare?a=${a}&b=${a}`);
    assert.deepEqual([same.first, same.differences], [null, []]);
    for (
      const query of [`a=${a}`, `a=${a}&b=${"0".repeat(64)}/1`, "a=x&b=/", ""]
    ) assert.equal(await status(get(`api/compare?${query}`)), 404, query);
  });

  await t.step("gives the files of records and no other", async () => {
    const text = shown.digest("show/all", "text");
    const answer = await get(`file?digest=${text}`);
    assert.equal(await answer.text(), `first\n${hostile}\n`);
    assert.equal(
      answer.headers.get("content-type"),
      "application/octet-stream",
    );
    assert.equal(
      answer.headers.get("content-disposition"),
      `attachment; filename="all.text.txt"; filename*=UTF-8''all.text.txt`,
    );
    const folder = shown.digest("show/all", "checkpoint");
    const config = `file?digest=${folder}&path=config.json`;
    assert.deepEqual(await (await get(config)).json(), { layers: 1 });
    // An object that is there, and that no record names.
    const { store } = shown.project;
    const { digest } = store.putBytes(new TextEncoder().encode("secret"));
    for (
      const query of [
        "",
        "digest=",
        `digest=${digest}`,
        "digest=../../../etc/passwd",
        `digest=${"f".repeat(64)}`,
        `digest=${folder}&path=../config.json`,
        `digest=${folder}&path=/etc/passwd`,
        `digest=${folder}&path=./config.json`,
        `digest=${folder}&path=`,
        `digest=${folder}&path=config.json%00`,
        `digest=${text}&path=config.json`,
      ]
    ) assert.equal(await status(get(`file?${query}`)), 404, query);
    assert.equal(await status(get(`file?digest=${folder}`)), 410);
  });

  await t.step("shows the report in an origin of its own", async () => {
    const show = (path: string) => get(path, { redirect: "follow" });
    const index = await show("report/");
    assert.match(index.url, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/report\/$/);
    assert(!index.url.includes(token), "it does not get to know the token");
    const own = new URL(index.url).pathname.slice(0, -"report/".length);
    for (const path of ["", "api/graph", "file", "reports/"]) {
      assert.equal(await status(fetch(origin + own + path)), 404, path);
    }
    const posted = fetch(index.url, { method: "POST" });
    assert.equal(await status(posted), 405);
    const headers = { "sec-fetch-site": "cross-site" };
    assert.equal(await status(get("report/", { headers })), 404);
    assert.match(index.headers.get("content-type") ?? "", /^text\/html/);
    const policy = index.headers.get("content-security-policy") ?? "";
    assert.match(policy, /^sandbox allow-scripts allow-downloads;/);
    assert.doesNotMatch(policy, /allow-same-origin|connect-src/);
    assert.match(policy, /default-src 'none'/);
    assert.match(await index.text(), /document\.title/);
    const figure = await show("report/figure.svg");
    await figure.body?.cancel();
    assert.match(figure.headers.get("content-type") ?? "", /^image\/svg/);
    const data = await show("report/data.bin");
    await data.body?.cancel();
    assert.match(
      data.headers.get("content-disposition") ?? "",
      /^attachment; filename="data.bin"/,
    );
    const explorer = await fetch(`${origin}${own}report/explorer.html`, {
      redirect: "manual",
    });
    assert.deepEqual(
      [explorer.status, explorer.headers.get("location")],
      [302, pathname],
    );
    for (
      const path of ["report/none.html", "report/%2e%2e%2fpage", "report/%ff"]
    ) assert.equal(await status(show(path)), 404, path);
  });

  await t.step("tells of a damaged object, and goes on", async () => {
    const { store } = shown.project;
    const digest = shown.digest("show/all", "text");
    const path = store.pathOf(digest as never);
    Deno.chmodSync(path, 0o644);
    Deno.writeTextFileSync(path, "damaged");
    const { value } = await json(`api/preview?digest=${digest}`);
    assert.equal(value.type, "none");
    assert.match(value.why, /is damaged; audit names all/);
    assert.equal(await status(get(`file?digest=${digest}`)), 410);
    Deno.removeSync(path);
    const gone = await json(`api/preview?digest=${digest}`);
    assert.match(gone.value.why, /not in the store; reproduce makes/);
  });
});

Deno.test("a closed server answers no more, also where pages listen", async () => {
  const served = await makeServed();
  const events = await served.get("api/events");
  assert.equal(events.headers.get("content-type"), "text/event-stream");
  const reader = events.body!.getReader();
  await reader.read();
  await served[Symbol.asyncDispose]();
  while (!(await reader.read().catch(() => ({ done: true }))).done);
  await assert.rejects(served.get(""));
});
