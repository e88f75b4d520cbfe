/**
 * The page of an audit: one file without script that asks nothing of the
 * network, reads well on paper, and shows everything as text.
 *
 * @module
 */

import { documentOf } from "../document.ts";
import { type Content, type Html, markup, trusted } from "../html.ts";
import look from "../look.css" with { type: "text" };
import own from "./style.css" with { type: "text" };
import { verdictText } from "./verdict.ts";
import type {
  AuditView,
  CheckState,
  CheckView,
  FindingGroup,
  FindingView,
  ProfileView,
  StageStanding,
} from "./view.ts";

/** What a page of an audit can be told by. */
export const generator = '<meta name="generator" content="Juice audit">';

/** A state in a word beside its mark, which a screen reader passes over. */
const states: Readonly<Record<CheckState, readonly [string, string]>> = {
  passed: ["✓", "passed"],
  noted: ["!", "passed, with notes"],
  failed: ["✗", "failed"],
  skipped: ["–", "nothing to check"],
};

/** Digits of a digest that are shown; the JSON has all. */
const digits = 16;

/** The page's HTML. The same view gives the same bytes. */
export function auditPage(
  view: AuditView,
  groups: readonly FindingGroup[],
): string {
  const verdict = verdictText(view);
  const isDamage = ({ findings }: FindingGroup) =>
    findings[0]?.severity === "damage";
  return documentOf({
    title: `Audit: ${verdict.word}`,
    style: look + own,
    head: trusted(generator),
    body: markup`<main>
<header>
<p class="label">Juice audit</p>
<h1>Verdict: ${verdict.word}${verdict.more}</h1>
${facts(view)}
</header>
${checks(view.checks)}
${findings("faults", "Faults", groups.filter(isDamage))}
${moved(view)}
${findings("notes", "Notes", groups.filter((group) => !isDamage(group)))}
${view.profiles.map(profile)}
<footer>
<p>An audit finds what does not hold together. It cannot tell who has made all
of it anew: compare the SHA-256 of the lock with one that stands where the
store's owner could not change it, such as in a paper or in version control, or
ask for a signature.</p>
</footer>
</main>`,
  });
}

/** A number of things: `1 fault`, `3 faults`. */
function count(n: number, one: string): string {
  return `${n} ${n === 1 ? one : `${one}s`}`;
}

function facts({ audited }: AuditView): Html {
  const { store, lock, packages, profiles, deno, at } = audited;
  const file = (one: { path: string; sha256: string | null }) =>
    one.sha256 === null
      ? markup`${one.path}: not there`
      : markup`${one.path}<br>SHA-256 <code>${one.sha256}</code>`;
  const rows: readonly (readonly [string, Content])[] = [
    ["Store", store],
    ["Lock", file(lock)],
    ["Packages", file(packages)],
    ["Profiles", profiles.length > 0 ? profiles.join(", ") : "none is locked"],
    ["Audited", `${at}, with Deno ${deno}`],
  ];
  return markup`<dl>${
    rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)
  }</dl>`;
}

function checks(all: readonly CheckView[]): Html {
  return markup`<section aria-labelledby="checks">
<h2 id="checks">Checks</h2>
<table class="checks">
<thead><tr><th>Check</th><th>Outcome</th><th>What was counted, and what it means</th></tr></thead>
<tbody>${
    all.map(({ name, title, state, text }) => {
      const [mark, usual] = states[state];
      const isPart = name === "profiles" && state === "skipped";
      const word = isPart ? "not here in whole" : usual;
      return markup`
<tr class="${state}"><th scope="row">${title}</th><td><span aria-hidden="true">${mark}</span> ${word}</td><td>${text}</td></tr>`;
    })
  }
</tbody>
</table>
</section>`;
}

function findings(
  id: string,
  title: string,
  groups: readonly FindingGroup[],
): Html | null {
  if (groups.length === 0) return null;
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${
    groups.map(({ title, findings }) =>
      markup`<h3>${title}: ${findings.length}</h3>
<ul>${findings.map(finding)}</ul>`
    )
  }
</section>`;
}

function finding({ subject, message }: FindingView): Html {
  return markup`<li><strong>${subject}</strong> ${message}</li>`;
}

function moved({ moved }: AuditView): Html | null {
  if (moved.length === 0) return null;
  return markup`<section aria-labelledby="moved">
<h2 id="moved">Moved aside</h2>
<ul>${
    moved.map(({ subject, why, to }) =>
      markup`<li><strong>${subject}</strong> ${why}<br>${to}</li>`
    )
  }</ul>
</section>`;
}

const standings: Readonly<Record<StageStanding, string>> = {
  "as locked": "✓",
  differs: "✗",
  "not here": "–",
  "not locked": "",
};

function profile(
  { name, computed, executions, sources, complete, stages }: ProfileView,
  at: number,
): Html {
  const id = `profile-${at + 1}`;
  const chain = computed === 0
    ? "It was never computed in this store."
    : `${computed} of ${count(stages.length, "stage")} here; with what they ` +
      `were made from ${count(executions, "execution")}, ` +
      (complete
        ? `all traced back to ${count(sources, "source")}.`
        : "and the chain back to the sources is broken.");
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${
    name === null ? "Stages, which no lock names" : `Profile ${name}`
  }</h2>
<p>${chain}</p>
<div class="wide" tabindex="0" role="group" aria-labelledby="${id}">
<table class="stages">
<thead><tr><th>Stage</th><th>Kind</th><th>Verdict</th><th>Key</th><th>Outputs</th></tr></thead>
<tbody>${
    stages.map((stage) =>
      markup`
<tr><th scope="row">${path(stage.name)}</th><td>${stage.kind}</td><td>${
        standings[stage.verdict]
      } ${stage.verdict}</td><td><code>${
        stage.key.slice(0, digits)
      }</code></td><td>${outputs(stage.outputs)}</td></tr>`
    )
  }
</tbody>
</table>
</div>
</section>`;
}

/** A name that may be broken behind its slashes. */
function path(name: string): Html[] {
  return name.split("/").map((part, i) =>
    i === 0 ? markup`${part}` : markup`/<wbr>${part}`
  );
}

function outputs(all: Readonly<Record<string, string>>): Html[] {
  return Object.entries(all).map(([name, digest], i) =>
    markup`${i > 0 && markup`<br>`}${name} <code>${
      digest.slice(0, digits)
    }</code>`
  );
}
