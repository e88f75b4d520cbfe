// What the page does beyond what HTML does by itself. Nothing is missing
// without it but the Copy buttons, which it shows.
"use strict";

const status = document.getElementById("status");

/** Selects a text, so that a reader can copy it by hand. */
function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  const code = button.previousElementSibling;
  const label = button.firstChild;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      label.data = "Copied";
      status.textContent = "Copied";
    } catch {
      select(code);
      label.data = "Selected";
      status.textContent = "Selected: copy it with the keyboard";
    }
    setTimeout(() => {
      label.data = "Copy";
      status.textContent = "";
    }, 1500);
  });
}

/** Unfolds what holds the target of the address, and goes there. */
function reveal() {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id === "" ? null : document.getElementById(id);
  if (!target) return;
  for (
    let folded = target.closest("details");
    folded;
    folded = folded.parentElement.closest("details")
  ) {
    folded.open = true;
  }
  target.scrollIntoView();
  if (target.tabIndex === -1 && target.hasAttribute("tabindex")) {
    target.focus({ preventScroll: true });
  }
}
addEventListener("hashchange", reveal);
reveal();

// On paper nothing can be unfolded. The evaluations stay folded: there may be
// hundreds of them.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [
    ...document.querySelectorAll("details:not([open]):not(.evidence)"),
  ];
  for (const details of folded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});
