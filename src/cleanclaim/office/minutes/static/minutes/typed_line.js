// The field in which minutes are typed: lines are added one after another, and one that is not understood comes back.
import { ask, Refused } from "../shared/reach.js";
import { say } from "../shared/toast.js";

const typed = document.getElementById("typed");
const understood = document.getElementById("understood"), waiting = document.getElementById("waiting");
const field = (name) => document.querySelector(`#entered [name=${name}]`);

export const rows = () => [...document.querySelectorAll("[data-block]")];

export function number() {
  rows().forEach((row, at) => {
    row.dataset.block = at + 1;
    row.querySelector("legend").textContent = `Block ${at + 1}`;
    row.querySelector("[data-remove]").ariaLabel = `Remove block ${at + 1}`;
  });
}

// Leaves out the units that the blocks came with, and what goes with them: they are counted from the minutes then.
export function dropUnits() {
  for (const rest of document.querySelectorAll("#entered [name=rest]")) {
    const { units, modifiers, charge, allowed, ...others } = JSON.parse(rest.value);
    rest.value = JSON.stringify(others);
  }
}

// One thing at a time, in the order in which they were begun.
let last = Promise.resolve();
export function queue(task) { last = last.then(task, task).catch((error) => { if (!(error instanceof Refused)) throw error; }); return last; }

function wait(line) {
  const item = document.createElement("li");
  item.append(Object.assign(document.createElement("span"), { textContent: line }));
  waiting.append(item);
  return item;
}

// Whether a line is another one corrected: it has the same minutes, or the other had none that can be read, and a few
// letters differ or it was typed over the other.
const NEAR = 0.34;
function corrects(line, other, over) {
  const minutes = (text) => (text.match(/\b\d+\b/g) ?? []).join(" ");
  if (minutes(other) && minutes(line) !== minutes(other)) return false;
  if (over && minutes(other)) return true;
  let row = [...other].map((_, at) => at + 1);
  for (const [at, letter] of [...line].entries()) {
    let corner = at, left = at + 1;
    row = row.map((above, column) => {
      left = Math.min(above + 1, left + 1, corner + (other[column] === letter ? 0 : 1));
      corner = above;
      return left;
    });
  }
  return line !== other && (row.at(-1) ?? line.length) <= NEAR * Math.max(line.length, other.length);
}

// A line that came back gives way to the one that corrects it; its history has it still.
function replaceCorrected(line) {
  const old = [...waiting.querySelectorAll(".back")].filter((item) => corrects(line, item.firstElementChild.textContent, "over" in item.dataset));
  if (!old.length) return;
  for (const item of old) item.remove();
  const words = old.map((item) => `"${item.firstElementChild.textContent}"`).join(", ");
  say(`${words} is replaced by "${line}".`, () => { waiting.append(...old); tellChange(); });
}

// A typed line leaves the field when it is sent, and waits below it until it stands among the blocks.
function add(line, changed) {
  replaceCorrected(line);
  const item = wait(line);
  return queue(async () => {
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
  queueMicrotask(tellChange);  // once it stands where it goes
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

// The lines that were entered and are no blocks yet.
export const listWaiting = () => [...waiting.children].map((item) => item.firstElementChild.textContent);

// Whether something that was typed is no block yet.
export const pending = () => Boolean(typed?.value.trim() || waiting?.childElementCount);

let tellChange = () => {};
function addTyped() {
  const line = typed.value.trim();
  typed.value = "";
  htmx.trigger(typed, "htmx:abort");
  if (line) add(line, tellChange);
}

// Adds what stands in the field, as Enter does; resolves to whether all that was typed stands among the blocks.
export async function settle() {
  addTyped();
  await last;
  return !pending();
}

// A line with what is offered in place of what is not understood in it; without it where that is nothing.
const SIGNS = /[.*+?^${}()|[\]\\]/g;
function replaced(line, button) {
  const words = button.dataset.replace.split(/\s+/).map((word) => word.replace(SIGNS, "\\$&"));
  return line.replace(new RegExp(words.join("\\s*"), "i"), button.dataset.with).replaceAll(/\s+/g, " ").trim();
}
function choose(button) {
  const item = button.closest("li");
  if (item) bringUp(item, replaced(item.firstElementChild.textContent, button));
  else typed.value = replaced(typed.value, button);
  typed.focus();
  typed.dispatchEvent(new Event("input", { bubbles: true }));
  if (item) tellChange();
}

// A line that waits goes to the field; what is being typed there waits in its place.
function bringUp(item, line) {
  const other = typed.value.trim();
  item.remove();
  typed.value = line;
  if (other) giveBack(wait(other), other, null);
}

// Begin: `changed` is called when blocks were added, or a line was refused or left out. `stored`: whether the page then
// stores what is typed, so that nothing is lost when one leaves.
export function begin(changed, stored = false) {
  tellChange = changed;
  const form = document.getElementById("typing");
  form.addEventListener("submit", (event) => { event.preventDefault(); addTyped(); });
  form.querySelector("button").disabled = false;  // until now Enter would have left the page
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
    if (returned && event.inputType === "insertText" && typed.value === event.data) {  // begun over it: the next line, or it corrected
      const item = wait(returned.line);
      item.dataset.over = "";
      giveBack(item, returned.line, returned.why);
    }
    returned = null;
  });
  typed.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.requestConfig.parameters.typed !== typed.value) event.detail.shouldSwap = false; });
  for (const place of [understood, waiting]) {
    place.addEventListener("click", (event) => { const button = event.target.closest("[data-replace]"); if (button) choose(button); });
  }
  typed.addEventListener("keydown", (event) => {
    const button = understood.querySelector("[data-replace]");
    if (event.key === "ArrowDown" && button) { event.preventDefault(); choose(button); }
  });
  waiting.addEventListener("click", (event) => {
    const edit = event.target.closest("[data-line]");
    if (edit) { bringUp(edit.closest("li"), edit.dataset.line); typed.focus(); typed.dispatchEvent(new Event("input", { bubbles: true })); }
    if (event.target.closest("[data-leave]")) event.target.closest("li").remove();
    if (edit || event.target.closest("[data-leave]")) tellChange();
  });
  // Enter in a field answers what was typed there: the page stays, where a form's own Enter would send it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || !event.target.matches("#entered input, #entered select")) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });
  if (!stored) window.addEventListener("beforeunload", (event) => { if (pending()) event.preventDefault(); });
}
