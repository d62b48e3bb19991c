// One visit: what is typed is answered at once and stored at every pause; Ctrl Enter signs what is stored.
import { begin, dropUnits, listWaiting, number, pending, rows, settle } from "../minutes/typed_line.js";
import { on } from "../shared/keys.js";
import { reason } from "../shared/reach.js";
import { say } from "../shared/toast.js";
import { chooseElsewhere, forgetChosen, showElsewhere } from "./elsewhere.js";

const ANSWER = 80, PAUSE = 700;  // milliseconds after which what the minutes earn is asked for, and after which is stored
const AGAIN = 4000, TYPED = 2500;  // after which is tried again; after which a line that is being typed is stored too
const typed = document.getElementById("typed");
const visit = document.getElementById("visit"), form = document.getElementById("entered"), note = document.getElementById("note");
const saved = document.getElementById("saved"), banner = document.getElementById("banner");
const token = JSON.parse(document.body.getAttribute("hx-headers"));
let answering = 0, saving = 0, under = Promise.resolve(), dirty = false, asked = 0;

// What is typed in the field, and was not understood, goes along wherever the page is sent.
form.addEventListener("formdata", ({ formData }) => {
  formData.append("line", typed.value.trim());
  for (const line of listWaiting()) formData.append("lines", line);
});
const entered = () => new URLSearchParams(new FormData(form));
const post = (address, sent = entered()) => fetch(address, { method: "POST", headers: { ...token, "HX-Request": "true" }, body: sent });
const version = (number) => { for (const one of document.querySelectorAll("[name=version]")) one.value = number; };

function put(id, html, inner = false) {
  const place = document.getElementById(id);
  if (inner) place.innerHTML = html; else place.outerHTML = html;
  htmx.process(document.getElementById(id));
}

async function answer() {
  const mine = ++asked;
  try {
    const found = await post(visit.dataset.answer);
    const text = await found.text();
    if (!found.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(text, "text/html");
    const folded = document.querySelector("#answer details.proof")?.open;
    put("answer", page.getElementById("answer").outerHTML);
    if (folded) document.querySelector("#answer details.proof")?.setAttribute("open", "");
    put("elements", page.getElementById("elements").innerHTML, true);
    put("of-codes", page.getElementById("of-codes").innerHTML, true);
  } catch { /* the next pause says that the server cannot be reached */ }
}

// Puts the parts that somebody else alone changed meanwhile where they stand; false where one was changed here by now.
const COLUMNS = { blocks: ["code", "minutes", "who", "start", "rest"], lines: ["line", "lines"] };
async function takeTheirs(parts, sent) {
  const names = parts.flatMap((part) => COLUMNS[part] ?? [part]);
  const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html"), now = entered();
  if (names.some((name) => sent.getAll(name).join("\n") !== now.getAll(name).join("\n"))) return false;
  for (const part of parts) {
    if (part === "blocks") document.getElementById("blocks").replaceWith(page.getElementById("blocks"));
    else if (part === "lines") {
      typed.value = page.getElementById("typed").value;
      document.getElementById("waiting").replaceChildren(...page.getElementById("waiting").children);
    }
    else form.elements[part].value = page.querySelector(`[name=${part}]`).value;
  }
  number();
  answer();
  say("Somebody else changed this visit meanwhile: what they changed stands here now, with what you typed.");
  return true;
}

// Signed on another page: what is typed here goes where it can become an addendum, and nothing more can be typed here.
function leaveSigned() {
  dirty = false;
  for (const one of document.querySelectorAll("main input, main textarea")) one.readOnly = true;
  form.requestSubmit();
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
function tell(text) { banner.firstElementChild.textContent = text; banner.hidden = false; }

// Stores the page, one save after another; resolves to whether all of it is stored.
function save() {
  clearTimeout(saving);
  under = under.then(async () => {
    if (!dirty) return true;
    dirty = false;
    const sent = entered();
    stored.line = sent.get("line");
    let found;
    try { found = await post(visit.dataset.save, sent); } catch {
      dirty = true;
      tell("Cannot reach the server. What you typed is kept in this page, and is stored as soon as the server answers.");
      saving = setTimeout(save, AGAIN);
      return false;
    }
    const text = await found.text();
    if (found.status === 409) { leaveSigned(); return false; }
    if (!found.ok) { saved.textContent = "Not saved: correct what is marked."; if (found.status !== 400) tell(reason(text)); return false; }
    const theirs = found.headers.get("X-Theirs");
    if (theirs && !await takeTheirs(theirs.split(" "), sent)) { changed(); return false; }
    const before = form.elements.version.value;
    version(found.headers.get("X-Version"));
    const page = new DOMParser().parseFromString(text, "text/html"), opened = document.querySelector("#open details")?.open;
    put("open", page.getElementById("open").innerHTML, true);
    showElsewhere(page, put);
    forgetChosen(sent);
    if (opened) document.querySelector("#open details")?.setAttribute("open", "");
    version(found.headers.get("X-Version"));
    banner.hidden = true;
    if (form.elements.version.value !== before) {  // a change forgets what was undone
      document.getElementById("undo").disabled = false;
      document.getElementById("redo").disabled = true;
    }
    document.getElementById("versions").textContent = `${found.headers.get("X-Version")} versions`;
    showHistory();
    put("saved", page.getElementById("saved").innerHTML, true);
    return true;
  });
  return under;
}

// The history, while it is open: what stands in it is what is stored.
async function showHistory() {
  const place = document.getElementById("history");
  if (!place.closest("details").open) return;
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    put("history", page.getElementById("history").innerHTML, true);
  } catch { /* it is shown when it is opened again */ }
}
document.getElementById("history").closest("details").addEventListener("toggle", showHistory);

// A line that is still being typed is stored when one stops for a while, or goes elsewhere.
function typing(wait) {
  if (typed.value.trim() === stored.line) return;
  dirty = true;
  clearTimeout(saving);
  saving = setTimeout(save, wait);
}
const stored = { line: typed.value.trim() };

function changed() {
  dirty = true;
  saved.textContent = "Not saved yet";
  clearTimeout(answering);
  clearTimeout(saving);
  answering = setTimeout(answer, ANSWER);
  saving = setTimeout(save, PAUSE);
}

function remove(row) {
  const code = row.querySelector("[name=code]").value, at = rows().indexOf(row), after = row.nextElementSibling;
  row.remove();
  number();
  changed();
  (rows()[at] ?? rows()[at - 1])?.querySelector("[name=minutes]").focus();
  say(`${code} removed.`, () => { after.before(row); number(); changed(); });
}

// Signed is what whoever signs has seen: a line that was still typed is added and shown first, and what cannot be stored,
// or is changed while it is, waits for another press. No signature is given later, by itself.
const shown = () => { const all = entered(); all.delete("version"); return all.toString(); };
async function sign() {
  const button = document.querySelector("#sign button");
  if (!button) return;
  if (pending()) {
    const added = await settle();
    say(added ? "Added, and not signed yet: look at it, and sign." : "Not signed: what you typed is not added yet. Correct it, or leave it out.");
    return;
  }
  const seen = shown();
  if (!await save()) { say("Not signed: what you typed is not stored yet."); return; }
  if (shown() !== seen) { say("Not signed: it was changed meanwhile. Look at it, and sign."); return; }
  const ready = document.querySelector("#sign button");
  if (ready.disabled) { say(document.getElementById("waits-for").textContent); return; }
  document.getElementById("sign").requestSubmit();
}

// Undo or redo of what is stored; what was just typed is stored first, and is what is undone. A step that is on its way
// is not taken again, however fast one presses: the next page takes the next.
let stepping = false;
async function step(way) {
  if (stepping) return;
  stepping = true;
  const button = await save() && document.getElementById(way);
  if (button && !button.disabled) { button.form.requestSubmit(); return; }
  stepping = false;
  if (button) say(`Nothing is left to ${way}.`);
}
window.addEventListener("pageshow", () => { stepping = false; });

begin(() => { number(); changed(); }, true);
typed.addEventListener("input", () => typing(TYPED));
typed.addEventListener("blur", () => typing(0));
// After a step the keys go on stepping; else one types, and only now: what is typed before would be lost.
const stepped = document.querySelector("[data-stepped]")?.dataset.stepped;
document.getElementById(stepped ?? "typed").focus({ preventScroll: true });
typed.setSelectionRange(typed.value.length, typed.value.length);  // what came back is gone on with
document.addEventListener("input", (event) => { if (event.target.form === form) changed(); });
document.addEventListener("change", (event) => { if (event.target.form === form) changed(); });
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]"), line = event.target.closest("[data-add-to-note]");
  const diagnosis = event.target.closest("[data-diagnosis]");
  if (chooseElsewhere(event.target)) { number(); changed(); }
  if (button) remove(button.closest("[data-block]"));
  if (event.target.closest("#recount")) { dropUnits(); changed(); say("Recounted from the minutes."); }
  if (diagnosis) {
    const field = form.elements.diagnoses, words = diagnosis.dataset.instead.split(" ").map(escaped);
    field.value = field.value.replace(new RegExp(words.join("[\\s,;|/.:()\\[\\]\"'-]+"), "i"), diagnosis.dataset.diagnosis);
    field.focus();
    changed();
  }
  if (line) {
    const words = line.dataset.addToNote;
    line.remove();  // a second click finds nothing to add again
    if (!note.value.includes(words)) note.value = `${note.value.trimEnd()}${note.value.trim() ? "\n" : ""}${words}`;
    note.focus();
    changed();
  }
});
document.addEventListener("submit", (event) => {
  const way = event.submitter?.id;
  if (event.target.id === "sign" && (dirty || pending())) { event.preventDefault(); sign(); }
  if (way === "undo" || way === "redo") { event.preventDefault(); step(way); }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); sign(); }
});
window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
document.addEventListener("visibilitychange", () => { if (document.hidden && dirty) save(); });

on("n", () => typed.focus());
on("t", () => note.focus());
on("u", () => step("undo"));
on("U", () => step("redo"));
