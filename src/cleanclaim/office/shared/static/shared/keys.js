// Keys: `?` shows them, `g` and a letter goes to an area, a page adds its own with `on`. None acts while one types.
import { undoLast } from "./toast.js";

const acts = new Map([["?", () => show("help")], ["u", () => undoLast() || press("u")?.()]]);
const WAIT = 1200;  // milliseconds in which `g` takes its second key
let going = 0;

export function on(key, act) { acts.set(key, act); }
function show(id) { document.getElementById(id).showModal(); }
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
