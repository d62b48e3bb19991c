// Keys: `?` shows them, `g` and a letter goes to an area, a page adds its own with `on`. None acts while one types.
import { undoLast } from "./toast.js";

const acts = new Map([["?", () => show("help")], ["u", () => undoLast() || press("u")?.()]]);
const WAIT = 1200;  // milliseconds in which `g` takes its second key
let going = 0;

export function on(key, act) { acts.set(key, act); }
function show(id) {
  if (id === "help") listButtons();
  document.getElementById(id).showModal();
}
export function typing(element) { return element.matches("input:not([type=radio], [type=checkbox], [type=range], [type=file]), textarea, select"); }

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && fold()) { event.preventDefault(); return; }
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (Date.now() - going < WAIT) {
    going = 0;
    document.querySelector(`[data-go="${CSS.escape(event.key)}"]`)?.click();
    return;
  }
  if (event.key === "g") { going = Date.now(); return; }
  const act = acts.get(event.key) ?? press(event.key);
  if (!act) return;
  event.preventDefault();
  act();
});

function press(key) {
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  return button && (() => button.click());
}

// The list of keys names those of the page's buttons too that its own rows do not name.
function listButtons() {
  const rows = document.querySelector("#help .keys");
  for (const row of rows.querySelectorAll("[data-button]")) row.remove();
  const named = new Set([...rows.querySelectorAll("div:not([data-everywhere], [data-everywhere] ~ div) kbd")].map((key) => key.textContent));
  for (const button of document.querySelectorAll("[data-key]")) {
    const key = button.dataset.key;
    if (named.has(key) || !button.checkVisibility()) continue;
    named.add(key);
    const row = document.createElement("div");
    row.dataset.button = "";
    row.append(document.createElement("dt"), document.createElement("dd"));
    row.firstChild.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    row.lastChild.textContent = words(button);
    rows.querySelector("[data-everywhere]").before(row);
  }
}

function words(button) {
  const copy = button.cloneNode(true);
  for (const key of copy.querySelectorAll("kbd, [hidden]")) key.remove();
  return button.getAttribute("aria-label") ?? copy.textContent.trim();
}

// Esc closes the menu or panel that was opened last; who was in it is at what opens it again.
function fold() {
  const open = [...document.querySelectorAll("details:is([data-menu], [data-panel])[open]")].at(-1);
  if (!open || document.querySelector("dialog[open]")) return false;
  if (open.contains(document.activeElement)) open.querySelector("summary").focus();
  open.open = false;
  return true;
}

// A menu closes when one goes elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) show(opener.dataset.open);
});
