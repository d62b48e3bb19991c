// Review by keys: from finding to finding, a remedy carried out, undone. Where one was is where one stays.
import { on } from "../shared/keys.js";
import { say } from "../shared/toast.js";

const findings = () => [...document.querySelectorAll("[data-finding]")];
let at = -1;

function here() {
  const finding = document.activeElement?.closest("[data-finding]");
  return finding ? findings().indexOf(finding) : at;
}

function go(place) {
  const all = findings();
  if (!all.length) return;
  at = Math.min(Math.max(place, 0), all.length - 1);
  all[at].focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
}

function step(to) {
  const filters = Object.fromEntries(new FormData(document.getElementById("filters")));
  htmx.ajax("POST", document.getElementById("results").dataset[to], { target: "#results", swap: "outerHTML show:none", values: filters });
}
const undo = () => step("undo"), redo = () => step("redo");

// Whatever changes the list leaves as many claims on the page as are there.
document.addEventListener("htmx:configRequest", (event) => {
  const here = document.querySelectorAll(".claim").length;
  if (event.detail.verb === "post" && event.detail.target.id === "results" && here) event.detail.parameters.most = here;
});

document.addEventListener("htmx:beforeRequest", () => { at = here(); });
document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target.id === "results" && at >= 0) go(at); });
document.addEventListener("notice", (event) => {
  const text = event.detail.value;
  say(text, text.endsWith("fixed.") ? undo : null);
});

on("j", () => go(here() + 1));
on("k", () => go(here() - 1));
on("f", () => findings()[here()]?.querySelector("[data-fix]")?.click());
on("o", () => { const cite = findings()[here()]?.querySelector("details"); if (cite) cite.open = !cite.open; });
on("u", undo);
on("U", redo);
on("/", () => document.getElementById("sought").focus());
