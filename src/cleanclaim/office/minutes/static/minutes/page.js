// The page of Minutes: keeps what is entered in the address, removes blocks and brings them back, moves by keys.
import { on } from "../shared/keys.js";
import { say } from "../shared/toast.js";

const form = () => document.getElementById("entered");
const rows = () => [...document.querySelectorAll("[data-block]")];
const field = (name) => form().querySelector(`[name=${name}]`);

function entered() {
  const named = {};
  for (const name of ["payer", "beside", "service_date", "discipline", "about"]) named[name] = field(name).value;
  named.choice = form().querySelector("[name=choice]:checked")?.value ?? "";
  named.blocks = rows().map((row) => Object.fromEntries(
    ["code", "minutes", "who", "start", "rest"].map((name) => [name, row.querySelector(`[name=${name}]`).value])));
  return named;
}

function keep() {
  const bytes = new TextEncoder().encode(JSON.stringify(entered()));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  history.replaceState(null, "", "#" + text.replaceAll("+", "-").replaceAll("/", "_"));
}

function saved() {
  try {
    const text = atob(location.hash.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder().decode(Uint8Array.from(text, (sign) => sign.charCodeAt(0)));
  } catch { return location.hash.slice(1); }
}

function restore(text) {
  const visit = document.getElementById("visit");
  return htmx.ajax("POST", visit.dataset.restore, { target: "#visit", swap: "outerHTML", values: { held: text } });
}

function changed() { form().dispatchEvent(new Event("counted")); keep(); }

function remove(row) {
  const before = JSON.stringify(entered()), code = row.querySelector("[name=code]").value;
  const place = rows().indexOf(row);
  row.remove();
  changed();
  (rows()[place] ?? rows()[place - 1])?.querySelector("[name=minutes]").focus();
  say(`${code} removed.`, () => restore(before).then(keep));
}

function step(by) {
  const all = rows(), here = all.indexOf(document.activeElement?.closest("[data-block]"));
  all[Math.min(Math.max(here + by, 0), all.length - 1)]?.querySelector("[data-remove]").focus();
}

function pick(by) {
  const picker = document.getElementById("picker");
  const next = picker.selectedIndex + by;
  if (next < 0 || next >= picker.options.length) return;
  picker.selectedIndex = next;
  picker.dispatchEvent(new Event("change", { bubbles: true }));
}

function clear() {
  const before = JSON.stringify(entered());
  const empty = { ...entered(), about: "{}", choice: "", blocks: [] };
  restore(JSON.stringify(empty)).then(() => { keep(); document.getElementById("typed").focus(); });
  say("An empty visit.", () => restore(before).then(keep));
}

function recount() {
  const before = JSON.stringify(entered());
  for (const rest of form().querySelectorAll("[name=rest]")) {
    const { units, modifiers, ...others } = JSON.parse(rest.value);
    rest.value = JSON.stringify(others);
  }
  changed();
  say("Recounted from the minutes.", () => restore(before).then(keep));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (button) remove(button.closest("[data-block]"));
  if (event.target.closest("#anew")) clear();
  if (event.target.closest("#recount")) recount();
});
document.addEventListener("input", (event) => { if (event.target.closest("#entered")) keep(); });
document.addEventListener("change", (event) => {
  if (event.target.closest("#entered")) keep();
  if (event.target.matches("select[id=picker][name=visit]")) event.target.form.requestSubmit();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "blocks" && document.getElementById("understood").textContent.startsWith("Added")) {
    document.getElementById("typed").value = "";
  }
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (["blocks", "visit"].includes(event.detail.target.id)) keep();
});

on("n", () => document.getElementById("typed").focus());
on("j", () => step(1));
on("k", () => step(-1));
on("x", () => { const row = document.activeElement?.closest("[data-block]"); if (row) remove(row); });
on("d", () => field("service_date").focus());
on("c", () => form().querySelector("[name=choice]:checked")?.focus());
on("[", () => pick(-1));
on("]", () => pick(1));

if (location.hash.length > 1) restore(saved());
