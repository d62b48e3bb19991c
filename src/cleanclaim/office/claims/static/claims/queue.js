// The work queue by keys: from claim to claim, the record follows; fixed, approved, corrected, held, undone. And the same on a claim's own page.
import { on, typing } from "../shared/keys.js";
import { say } from "../shared/toast.js";
import { begin, prepare, read, sendAlone } from "./dialogs.js";
import "./save_keys.js";

const desk = document.querySelector("[data-queue]");
const alone = document.querySelector("[data-alone]");
const place = (desk ?? alone)?.dataset.act;
let undoing = null, meant = [], wanted = null, trail = [], busy = Promise.resolve();

const rows = () => [...document.querySelectorAll("tr[data-claim]")];
const opened = () => document.querySelector("tr[data-claim].open");
// All of a list counts as selected, past what is listed of it, until anything else is chosen or done.
let whole = null;
const picked = () => (whole?.of.isConnected ? whole.claims : [...document.querySelectorAll("[data-pick]:checked")].map((box) => box.closest("tr").dataset.claim));
const seen = () => document.querySelector("[data-seen]")?.dataset.seen;
const id = (claim) => (claim ?? "").split(":")[0];
wanted = id(seen());

// One thing after the other, so that a key acts on the claim that the one before it went to.
function then(work) { busy = busy.then(work, work); return busy; }

// The cursor stands on the claim that the record shows, or is about to show.
function mark() {
  for (const row of rows()) {
    const is = id(row.dataset.claim) === wanted;
    row.classList.toggle("open", is);
    if (is) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
  }
  if (opened() && !moved()) trail = rows().map((row) => id(row.dataset.claim));
}

// Whether the open claim stands elsewhere since something was done to it: the next and the previous are those that were.
function moved() {
  const now = rows().map((row) => id(row.dataset.claim));
  return now.filter((one) => trail.includes(one)).join() !== trail.filter((one) => now.includes(one)).join();
}
// The list stays where it was, with the open claim in view.
const scroller = () => document.querySelector("#list > .rows");
function keepPlace(change) {
  const top = scroller()?.scrollTop ?? 0;
  return change().then(() => { if (scroller()) scroller().scrollTop = top; opened()?.scrollIntoView({ block: "nearest" }); });
}

function open(row) {
  if (!row) return null;
  wanted = id(row.dataset.claim);
  trail = [];
  mark();
  row.scrollIntoView({ block: "nearest" });
  const address = new URL(location.href);
  address.searchParams.set("open", wanted);
  history.replaceState(history.state, "", address);
  return htmx.ajax("GET", row.querySelector("[data-open-claim]").getAttribute("href"), { target: "#record", swap: "innerHTML" })
    .then(() => { document.getElementById("record").scrollTop = 0; });  // another claim begins at its top
}

// The row that follows in the list; where more claims can be listed there, these first. Where the open claim is not
// listed any more, or elsewhere, as it was dealt with, the one that stood next to it.
async function adjacentRow(by) {
  const here = opened();
  if (!here || moved()) {
    const listed = new Map(rows().map((row) => [id(row.dataset.claim), row])), at = trail.indexOf(wanted);
    const near = by > 0 ? trail.slice(at + 1) : trail.slice(0, Math.max(at, 0)).reverse();
    const found = near.find((claim) => listed.has(claim));
    if (found) return listed.get(found);
    if (!here) return by > 0 || at < 0 ? rows().at(at < 0 && by > 0 ? 0 : -1) : null;
  }
  const stops = [...document.querySelectorAll("tr[data-claim], tr.more, #pager")];
  const next = stops[stops.indexOf(here) + by];
  const more = next?.querySelector("[data-more]");
  if (!more) return next?.matches("tr") ? next : null;
  const begins = by > 0 ? null : next.previousElementSibling;
  await htmx.ajax("GET", more.getAttribute("hx-get"), { target: next, swap: "outerHTML" });
  const all = rows(), from = all.indexOf(opened());
  return all[from + by] ?? begins;
}

function step(by) { then(async () => open(await adjacentRow(by))); }

// The first claim of the cause that follows, or of the one before.
function stepCause(by) {
  then(() => {
    const causes = [...document.querySelectorAll("tbody[data-cause]")], here = causes.indexOf(opened()?.closest("tbody"));
    const next = here < 0 ? causes[0] : causes[here + by];
    if (!next) say(causes.length ? `This is the ${by > 0 ? "last" : "first"} cause.` : "The list is not grouped by cause.");
    return open(next?.querySelector("tr[data-claim]"));
  });
}

// Every claim of the cause under the cursor is selected; those that are not listed yet are listed first. Where all are, none is.
function pickCause() {
  then(async () => {
    const cause = opened()?.closest("tbody");
    for (let more; (more = cause?.querySelector("tr.more [data-more]"));) {
      const before = cause.querySelectorAll("tr[data-claim]").length;
      await htmx.ajax("GET", more.getAttribute("hx-get"), { target: more.closest("tr"), swap: "outerHTML" });
      if (cause.querySelectorAll("tr[data-claim]").length === before) break;
    }
    const boxes = [...cause?.querySelectorAll("[data-pick]") ?? []], all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    selected();
  });
}

// How many claims are listed, of each cause or in all, so that the list comes back as long as it is.
function listed() {
  const causes = [...document.querySelectorAll("tbody[data-cause]")];
  const counted = (part) => part.querySelectorAll("tr[data-claim]").length;
  return causes.length ? causes.map((one) => `${counted(one)}|${one.dataset.cause}`) : [`${rows().length}`];
}

function act(name, more = {}) {
  const claims = more.claim ?? [seen()];
  if (alone) return submit({ ...more, act: name, claim: claims });
  mark();
  return then(() => send(name, more, claims));
}

// More claims than one answer has room for go in parts, one after the other; what was done is said of all of them.
const LATEST = 60_000;
let part = 200, sum = null;
async function send(name, more, claims) {
  if (claims.length <= part) { await sendPart(name, more, claims); return; }
  sum = { changed: 0, undo: [], refused: false, text: "" };
  for (let at = 0; at < claims.length && !sum.refused; at += part) {
    say(`${at} of ${claims.length} so far`);
    const answered = new Promise((answer) => { sum.answer = answer; setTimeout(answer, LATEST, false); });
    await sendPart(name, more, claims.slice(at, at + part));
    if (await answered === false) sum.refused = true;
  }
  const { changed, undo, refused, text, inDialog } = sum;
  sum = null;
  remember(undo);
  if (inDialog && !changed) return;
  say(`${changed} of ${claims.length} claims done.${refused || changed < claims.length ? ` ${text}` : ""}`, undoing?.act);
}

function sendPart(name, more, claims) {
  const filters = Object.fromEntries(new FormData(document.getElementById("filters")));
  const values = { ...filters, ...more, act: name, claim: claims, open: wanted, listed: listed() };
  return keepPlace(() => htmx.ajax("POST", place, { target: "#record", swap: "innerHTML", values }));
}

// What fixes of several claims would change is shown first; its dialog names the claims that are fixed then.
function showFixes(which) {
  const filters = Object.fromEntries(new FormData(document.getElementById("filters"))), shown = document.getElementById("fixes");
  shown.replaceChildren();
  return htmx.ajax("POST", desk.dataset.fixesAt, { target: "#fixes", swap: "innerHTML", values: { ...filters, ...which } })
    .then(() => { if (shown.childElementCount) shown.closest("dialog").showModal(); });
}
function fixes(which) { return then(() => showFixes(which)); }
// A preview shows as many as one act fixes.
async function showPickedFixes() {
  const claims = picked();
  await showFixes({ claim: claims.slice(0, part) });
  if (claims.length > part) say(`These are the first ${part} of the ${claims.length} that are selected. Fix them, then the next.`);
}
function fixesOfPicked() { return then(showPickedFixes); }

// On a claim's own page an act is a form that is sent, and the page comes back.
function submit(values) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = place;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
  for (const [name, value] of Object.entries({ ...values, csrfmiddlewaretoken: token })) {
    for (const one of [value].flat()) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: one }));
  }
  document.body.append(form);
  form.requestSubmit();  // so that it says whose page this is
}

function selected() {
  const bar = document.getElementById("selected");
  if (!bar) return;
  const number = picked().length;
  bar.hidden = !number;
  bar.querySelector("[data-count]").textContent = whole?.of.isConnected ? `All ${number} of this list selected` : `${number} selected`;
}

async function pickWhole(button) {
  const filters = new URLSearchParams(new FormData(document.getElementById("filters")));
  filters.delete("by");
  const answer = await fetch(`${button.dataset.listedAt}?${filters}`);
  if (!answer.ok) { say("The list could not be read. Nothing is selected beyond this page."); return; }
  const { claims, part: most } = await answer.json();
  part = most;
  for (const box of document.querySelectorAll("[data-pick], [data-pick-all]")) box.checked = true;
  whole = { claims, of: button };
  selected();
}

function clear() {
  whole = null;
  for (const box of document.querySelectorAll("[data-pick], [data-pick-all]")) box.checked = false;
  selected();
}

function reload() {
  const address = new URL(location.href);
  const values = { listed: listed() };
  return keepPlace(() => htmx.ajax("GET", address.pathname + address.search, { target: "#list", swap: "innerHTML", values }).then(mark));
}

let wantedField = "";
function correct(field = "") {
  const button = document.querySelector("[data-correct]");
  wantedField = field;
  if (button) htmx.ajax("GET", button.dataset.correct, { target: "#correcting", swap: "innerHTML" });
}
function leave() { const here = document.getElementById("correcting"); if (here) here.innerHTML = ""; }

document.addEventListener("click", (event) => {
  const near = (what) => event.target.closest(what);
  let found;
  if (desk && (found = near("[data-open-claim]")) && !event.ctrlKey && !event.metaKey && !event.shiftKey && matchMedia("(min-width: 75rem)").matches) {
    event.preventDefault();
    then(() => open(found.closest("tr")));
  } else if ((found = near("[data-do]"))) {
    const { do: name, visit, rule, line } = found.dataset;
    act(name, name === "fix" ? { visit, rule, line } : {});
  } else if ((found = near("[data-all]"))) act(found.dataset.all, { claim: picked() });
  else if ((found = near("[data-group-fix]"))) fixes({ of_cause: found.dataset.groupFix, of_state: found.dataset.state });
  else if ((found = near("[data-whole]"))) then(() => pickWhole(found));
  else if (near("[data-fixes]")) fixesOfPicked();
  else if ((found = near("[data-correct]"))) correct(found.dataset.field);
  else if (near("[data-leave]") && document.getElementById("correcting")?.childElementCount) { event.preventDefault(); leave(); }
  else if (near("[data-clear]")) clear();
  else if ((found = near("[data-cancel]"))) found.closest("dialog").close();
  else if (desk && (found = near("[data-step]"))) { event.preventDefault(); step(Number(found.dataset.step)); }
  else if ((found = near("[data-open]"))) {
    meant = found.dataset.for === "all" ? picked() : [seen()];
    prepare(found, meant);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick], [data-pick-all]")) whole = null;
  if (event.target.matches("[data-pick-all]")) for (const box of document.querySelectorAll("[data-pick]")) box.checked = event.target.checked;
  if (event.target.matches("[data-pick], [data-pick-all]")) selected();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-dialog]");
  if (!form) return;
  event.preventDefault();
  const values = read(form, alone ? [seen()] : meant);
  if (alone) sendAlone(form, place, { ...values, act: form.dataset.dialog });
  else { begin(form); act(form.dataset.dialog, values); }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (event.target.closest("[data-correcting]")) leave();
  else if (!typing(event.target)) clear();
});

// What was done last, of which claims: `u` undoes it while one of them is open, and never changes another one.
function remember(claims) {
  undoing = claims.length ? { of: claims.map(id), act: () => act("undo", { claim: claims }) } : null;
}
document.addEventListener("acted", (event) => {
  const { text, undo, inDialog, changed, left, refused } = event.detail;
  if (sum) {
    Object.assign(sum, { changed: sum.changed + changed, undo: [...sum.undo, ...undo], refused, inDialog, text: left || refused ? text : sum.text });
    sum.answer(true);
    return;
  }
  remember(undo);
  if (!inDialog) say(text, undoing?.act);
  selected();
  mark();
});
document.addEventListener("corrected", () => {
  if (alone) { location.reload(); return; }
  const row = opened(), link = row?.querySelector("[data-open-claim]") ?? document.querySelector("[data-key=o]");
  mark();
  then(() => htmx.ajax("GET", link.getAttribute("href"), { target: "#record", swap: "innerHTML" }).then(reload));
  leave();
  const corrected = id(seen());
  undoing = { of: [corrected], act: () => (id(seen()) === corrected ? act("undo") : say("Open the claim that you corrected to undo it.")) };
  say("Corrected.", undoing.act);
});
// Other filters, another list: where the open claim is not in it, its first is opened.
document.addEventListener("htmx:afterSettle", (event) => {
  if (!desk || event.detail.target.id !== "list" || event.detail.requestConfig?.elt.id !== "filters") return;
  mark();
  if (!opened() && matchMedia("(min-width: 75rem)").matches) then(() => open(rows()[0]));
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "correcting") {
    const here = event.detail.target;
    const meantField = wantedField ? here.querySelector(`[name$=".${wantedField}"], [name="${wantedField}"]`) : null;
    meantField?.closest("details")?.setAttribute("open", "");
    (here.querySelector("[aria-invalid]") ?? meantField ?? here.querySelector("input:not([type=hidden]), select"))?.focus();
  }
});

on("j", () => (desk ? step(1) : document.querySelector("[data-key=j]")?.click()));
on("k", () => (desk ? step(-1) : document.querySelector("[data-key=k]")?.click()));
on("x", () => then(() => { const box = opened()?.querySelector("[data-pick]"); if (box) { box.checked = !box.checked; selected(); } }));
on("J", () => { if (desk) stepCause(1); });
on("K", () => { if (desk) stepCause(-1); });
on("X", () => { if (desk) pickCause(); });
// What is selected counts when the key's turn comes, since the `x` before it may still have to wait for its own.
const click = (what) => document.querySelector(what)?.click();
const press = (what) => then(() => { click(what); });
on("f", () => then(() => {
  if (picked().length) return showPickedFixes();
  const button = document.querySelector("[data-first-fix]");
  if (button) button.click(); else if (seen()) say("Nothing here is fixed without somebody's judgment.");
  return null;
}));
on("a", () => then(() => (picked().length ? send("approve", {}, picked()) : click("[data-do=approve]:not(:disabled)"))));
on("h", () => then(() => { click(picked().length ? "#selected [data-open=hold-dialog]" : "[data-key=h]"); }));
on("v", () => press("[data-open=override-dialog]"));
on("e", () => then(() => correct()));
on("u", () => then(() => {
  const doing = undoing?.of.includes(id(seen())) ? undoing.act : null;
  if (doing) { undoing = null; doing(); return; }
  const own = document.querySelector("[data-do=undo]");
  if (own) own.click(); else if (seen()) say("Nothing was done to this claim that can be undone.");
}));
on("/", () => document.getElementById("text")?.focus());
