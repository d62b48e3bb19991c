// The dialogs in which somebody says why. One stays open until what was typed in it is taken: where it is refused, the
// text is still there, with what is wrong beside its field.
import { AWAY, reason, token } from "../shared/reach.js";

let sending = null;

// Opened for another claim or finding a dialog begins empty; for the same one it has what was typed before.
export function prepare(opener, claims) {
  const { open, rule, visit, line, number: filled, what } = opener.dataset;
  const dialog = document.getElementById(open), form = dialog?.querySelector("form[data-dialog]");
  if (!form) return;
  const about = [...claims.map((claim) => (claim ?? "").split(":")[0]), rule, visit, line].join();
  if (form.dataset.about !== about) { form.reset(); clear(form); }
  form.dataset.about = about;
  const number = form.querySelector("[data-number]");
  if (number) number.textContent = `${claims.length} claim${claims.length === 1 ? "" : "s"}`;
  if (rule) {
    for (const [name, value] of Object.entries({ rule, visit, line })) form.elements.namedItem(name).value = value;
    dialog.querySelector("[data-what]").textContent = what;
  }
  const field = form.elements.namedItem("number");
  if (field) {
    field.value ||= filled ?? "";
    form.elements.namedItem(field.value ? "reason" : "number").focus();
  }
}

export function read(form, claims) {
  const fields = new FormData(form), named = fields.getAll("claim");
  return { ...Object.fromEntries(fields), claim: named.length ? named : claims };
}

// What follows answers this form.
export function begin(form) { sending = form; clear(form); }

// On a claim's own page, which comes back once it is done.
export async function sendAlone(form, place, values) {
  clear(form);
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) for (const one of [value].flat()) body.append(name, one);
  try {
    const answer = await fetch(place, { method: "POST", headers: token(), redirect: "manual", body });
    if (answer.type === "opaqueredirect") { location.reload(); return; }
    const why = reason(await answer.text());
    if (answer.status === 409) await showAsItIs();
    refuse(form, why, answer.headers.get("x-field"));
  } catch { refuse(form, AWAY); }
}

// Behind a dialog that stays open, the claim as it is now.
async function showAsItIs() {
  const page = document.querySelector("[data-alone]");
  const now = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html").querySelector("[data-alone]");
  if (!now) return;
  page.dataset.seen = now.dataset.seen;
  page.replaceChildren(...now.childNodes);
}

function clear(form) {
  for (const note of form.querySelectorAll("[data-wrong]")) note.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function refuse(form, text, name = "") {
  const field = name ? form.elements.namedItem(name) : null;
  const note = Object.assign(document.createElement("p"), { className: "error", id: `wrong-${form.dataset.dialog}`, textContent: text });
  note.dataset.wrong = "";
  note.setAttribute("role", "alert");
  (field?.closest("label") ?? form.lastElementChild.previousElementSibling).after(note);
  field?.setAttribute("aria-invalid", "true");
  field?.setAttribute("aria-errormessage", note.id);
  field?.focus();
}

function ends() { const form = sending; sending = null; return form; }

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (!sending || (xhr.status === 400 && xhr.getResponseHeader("HX-Trigger-After-Settle"))) return;  // what is wrong comes with the page, as below
  const form = ends();
  if (xhr.status < 400) form.reset();
  if (xhr.status < 400 || xhr.status === 409) { form.closest("dialog").close(); return; }  // changed by somebody else: on the page behind
  event.detail.shouldSwap = false;
  refuse(form, reason(xhr.responseText));
});
document.addEventListener("acted", (event) => {
  const form = ends(), { text, field } = event.detail;
  if (!form) return;
  event.detail.inDialog = true;
  refuse(form, text, field);
});
document.addEventListener("htmx:sendError", () => { const form = ends(); if (form) refuse(form, AWAY); });
