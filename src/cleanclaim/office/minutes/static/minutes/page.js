// The page of Minutes: adds typed lines one after another, keeps what is entered in the address and the tab, undoes and redoes.
import { today } from "../shared/day.js";
import { History } from "../shared/history.js";
import { on } from "../shared/keys.js";
import { ask } from "../shared/reach.js";
import { say } from "../shared/toast.js";
import { begin, dropUnits, number, queue, rows } from "./typed_line.js";

const visit = document.getElementById("visit"), typed = document.getElementById("typed");
const form = () => document.getElementById("entered");
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

function changed() { number(); steps.note(); keep(); form().dispatchEvent(new Event("counted")); }

function remove(row) {
  const code = row.querySelector("[name=code]").value, at = rows().indexOf(row);
  row.remove();
  changed();
  (rows()[at] ?? rows()[at - 1])?.querySelector("[name=minutes]").focus();
  say(`${code} removed.`, undo);
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
  dropUnits();
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

begin(changed);
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
