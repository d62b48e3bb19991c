// The page of Minutes: adds typed lines one after another, keeps what is entered in the address and the tab, undoes and redoes.
import { today } from "../shared/day.js";
import { History } from "../shared/history.js";
import { on } from "../shared/keys.js";
import { ask, Refused } from "../shared/reach.js";
import { say } from "../shared/toast.js";

const visit = document.getElementById("visit"), typed = document.getElementById("typed");
const understood = document.getElementById("understood"), waiting = document.getElementById("waiting");
const form = () => document.getElementById("entered");
const rows = () => [...document.querySelectorAll("[data-block]")];
const field = (name) => form().querySelector(`[name=${name}]`);
const NAMES = ["code", "minutes", "who", "start", "rest"];

function entered() {
  const named = {};
  for (const name of ["payer", "beside", "service_date", "discipline", "about"]) named[name] = field(name).value;
  named.choice = form().querySelector("[name=choice]:checked")?.value ?? "";
  named.blocks = rows().map((row) => Object.fromEntries(NAMES.map((name) => [name, row.querySelector(`[name=${name}]`).value])));
  return named;
}
const state = () => JSON.stringify(entered());

// What is entered stands in the address, and in this tab for when one comes back to the page.
const place = location.pathname + location.search;
function keep() {
  const bytes = new TextEncoder().encode(state());
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_");
  history.replaceState(null, "", "#" + text);
  try { sessionStorage.setItem(place, text); } catch { /* no room: the address has it */ }
}
function decoded(hash) {
  try {
    const text = atob(hash.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder().decode(Uint8Array.from(text, (sign) => sign.charCodeAt(0)));
  } catch { return hash; }
}

// One thing at a time, in the order in which they were begun.
let last = Promise.resolve();
function queue(task) { last = last.then(task, task).catch((error) => { if (!(error instanceof Refused)) throw error; }); return last; }

async function restore(text) {
  const { text: html } = await ask(visit.dataset.restore, { held: text });
  form().outerHTML = html;
  htmx.process(form());
  buttons();
  keep();
}

const steps = new History(state, restore, () => { keep(); buttons(); });
function buttons() {
  document.getElementById("undo").disabled = !steps.canUndo;
  document.getElementById("redo").disabled = !steps.canRedo;
}
const undo = () => queue(async () => { if (await steps.undo()) say("Undone."); });
const redo = () => queue(async () => { if (await steps.redo()) say("Redone."); });

function number() {
  rows().forEach((row, at) => {
    row.dataset.block = at + 1;
    row.querySelector("legend").textContent = `Block ${at + 1}`;
    row.querySelector("[data-remove]").ariaLabel = `Remove block ${at + 1}`;
  });
}
function changed() { number(); steps.note(); keep(); form().dispatchEvent(new Event("counted")); }

function remove(row) {
  const code = row.querySelector("[name=code]").value, at = rows().indexOf(row);
  row.remove();
  changed();
  (rows()[at] ?? rows()[at - 1])?.querySelector("[name=minutes]").focus();
  say(`${code} removed.`, undo);
}

// A typed line leaves the field when it is sent, and waits below it until it stands among the blocks.
function add(line) {
  const item = document.createElement("li");
  item.append(Object.assign(document.createElement("span"), { textContent: line }));
  waiting.append(item);
  queue(async () => {
    try {
      const { text, headers } = await ask(document.getElementById("typing").action, {
        typed: line, add: "", service_date: field("service_date").value, discipline: field("discipline").value,
      }, () => { item.className = "late"; });
      const answer = new DOMParser().parseFromString(text, "text/html");
      if (headers.get("X-Typed") !== "added") { giveBack(item, line, answer.getElementById("understood")); return; }
      document.querySelector("#blocks > .empty").before(...answer.querySelectorAll(".block"));
      item.remove();
      if (!typed.value) understood.replaceChildren(...answer.getElementById("understood").childNodes);
      changed();
    } catch (error) { giveBack(item, line, null); throw error; }
  });
}

// A line that was not added goes back to the field, marked whole. Where another is being typed by then, it stays below.
let returned = null;
function giveBack(item, line, why) {
  if (!typed.value && waiting.childElementCount === 1) {
    item.remove();
    typed.value = line;
    typed.select();
    returned = { line, why: why?.cloneNode(true) ?? null };
    if (why) understood.replaceChildren(...why.childNodes);
    return;
  }
  item.className = "back";
  if (why) item.append(" ", ...why.childNodes);
  const edit = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "Edit" });
  edit.dataset.line = line;
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "Leave out" });
  drop.dataset.leave = "";
  item.append(" ", edit, " ", drop);
}

function clear() {
  queue(async () => {
    await restore(JSON.stringify({ ...entered(), payer: "", beside: "", service_date: today(), about: "{}", choice: "", blocks: [] }));
    steps.note();
    typed.focus();
    say("An empty visit, today.", undo);
  });
}

function recount() {
  for (const rest of form().querySelectorAll("[name=rest]")) {
    const { units, modifiers, ...others } = JSON.parse(rest.value);
    rest.value = JSON.stringify(others);
  }
  changed();
  say("Recounted from the minutes.", undo);
}

function step(by) {
  const all = rows(), here = all.indexOf(document.activeElement?.closest("[data-block]"));
  all[Math.min(Math.max(here + by, 0), all.length - 1)]?.querySelector("[data-remove]").focus();
}

function pick(by) {
  const picker = document.getElementById("picker"), next = picker.selectedIndex + by;
  if (next < 0 || next >= picker.options.length) return;
  picker.selectedIndex = next;
  picker.form.requestSubmit();
}

document.getElementById("typing").addEventListener("submit", (event) => {
  event.preventDefault();
  const line = typed.value.trim();
  typed.value = "";
  htmx.trigger(typed, "htmx:abort");
  if (line) add(line);
});
typed.addEventListener("paste", (event) => {  // a pasted note has lines, a field has one: they become blocks
  const text = event.clipboardData.getData("text");
  if (!/\r?\n\s*\S/.test(text)) return;
  event.preventDefault();
  typed.setRangeText(text.trim().replaceAll(/\s*\r?\n\s*/g, "; "), typed.selectionStart, typed.selectionEnd, "end");
  typed.dispatchEvent(new Event("input", { bubbles: true }));
});
const hint = understood.innerHTML;
typed.addEventListener("htmx:confirm", (event) => { if (!typed.value.trim()) event.preventDefault(); });
typed.addEventListener("input", (event) => {
  if (!typed.value.trim()) understood.innerHTML = hint;
  if (returned && event.inputType === "insertText" && typed.value === event.data) {  // the next line was begun over it
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("span"), { textContent: returned.line }));
    waiting.append(item);
    giveBack(item, returned.line, returned.why);
  }
  returned = null;
});
typed.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.requestConfig.parameters.typed !== typed.value) event.detail.shouldSwap = false; });
waiting.addEventListener("click", (event) => {
  const edit = event.target.closest("[data-line]");
  if (edit) { typed.value = edit.dataset.line; typed.focus(); typed.dispatchEvent(new Event("input", { bubbles: true })); }
  if (edit || event.target.closest("[data-leave]")) event.target.closest("li").remove();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (button) remove(button.closest("[data-block]"));
  if (event.target.closest("#anew")) clear();
  if (event.target.closest("#recount")) recount();
  if (event.target.closest("#undo")) undo();
  if (event.target.closest("#redo")) redo();
});
document.addEventListener("input", (event) => { if (event.target.closest("#entered")) keep(); });
document.addEventListener("change", (event) => {
  if (event.target.closest("#entered")) { keep(); steps.note(); }
  if (event.target.id === "picker") event.target.form.requestSubmit();
});
// Enter in a field answers what was typed there: the page stays, where a form's own Enter would open the proof.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("#entered input, #entered select")) return;
  event.preventDefault();
  event.target.dispatchEvent(new Event("change", { bubbles: true }));
});
window.addEventListener("beforeunload", (event) => { if (waiting.childElementCount) event.preventDefault(); });

on("n", () => typed.focus());
on("j", () => step(1));
on("k", () => step(-1));
on("x", () => { const row = document.activeElement?.closest("[data-block]"); if (row) remove(row); });
on("u", undo);
on("U", redo);
on("E", clear);
on("d", () => field("service_date").focus());
on("c", () => form().querySelector("[name=choice]:checked")?.focus());
on("[", () => pick(-1));
on("]", () => pick(1));

const left = location.hash.length > 1 ? location.hash.slice(1) : sessionStorage.getItem(place);
if (left) queue(async () => { await restore(decoded(left)); if (location.hash.length < 2) steps.note(); });
