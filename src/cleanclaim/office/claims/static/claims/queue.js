// The work queue by keys: from claim to claim, the record follows; fixed, approved, corrected, held, undone. And the same on a claim's own page.
import { on, typing } from "../shared/keys.js";
import { say } from "../shared/toast.js";

const desk = document.querySelector("[data-queue]");
const alone = document.querySelector("[data-alone]");
const place = (desk ?? alone)?.dataset.act;
let at = 0, undoing = null, meant = "one";

const rows = () => [...document.querySelectorAll("tr[data-claim]")];
const opened = () => document.querySelector("tr[data-claim].open");
const picked = () => [...document.querySelectorAll("[data-pick]:checked")].map((box) => box.closest("tr").dataset.claim);
const seen = () => document.querySelector("[data-seen]")?.dataset.seen;

function open(row) {
  if (!row) return;
  for (const other of document.querySelectorAll("tr.open")) { other.classList.remove("open"); other.removeAttribute("aria-current"); }
  row.classList.add("open");
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
  at = rows().indexOf(row);
  const address = new URL(location.href);
  address.searchParams.set("open", row.dataset.claim.split(":")[0]);
  history.replaceState(history.state, "", address);
  htmx.ajax("GET", row.querySelector("[data-open-claim]").getAttribute("href"), { target: "#record", swap: "innerHTML" });
}

function step(by) {
  const all = rows(), here = all.indexOf(opened());
  if (!all.length) return;
  open(all[Math.min(Math.max(here < 0 ? (by > 0 ? at : at - 1) : here + by, 0), all.length - 1)]);
}

function act(name, more = {}) {
  const claims = more.claim ?? [seen()];
  if (alone) return submit({ ...more, act: name, claim: claims });
  const filters = Object.fromEntries(new FormData(document.getElementById("filters")));
  const here = rows().indexOf(opened());
  if (here >= 0) at = here;
  return htmx.ajax("POST", place, { target: "#record", swap: "innerHTML", values: { ...filters, ...more, act: name, claim: claims, open: (seen() ?? "").split(":")[0] } });
}

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
  form.submit();
}

function selected() {
  const bar = document.getElementById("selected");
  if (!bar) return;
  const number = picked().length;
  bar.hidden = !number;
  bar.querySelector("[data-count]").textContent = `${number} selected`;
}

function clear() {
  for (const box of document.querySelectorAll("[data-pick], [data-pick-all]")) box.checked = false;
  selected();
}

function reload() {
  const address = new URL(location.href);
  htmx.ajax("GET", address.pathname + address.search, { target: "#list", swap: "innerHTML" }).then(() => {
    const row = document.getElementById(`row-${(seen() ?? "").split(":")[0]}`);
    row?.classList.add("open");
  });
}

function correct() {
  const button = document.querySelector("[data-correct]");
  if (button) htmx.ajax("GET", button.dataset.correct, { target: "#correcting", swap: "innerHTML" });
}
function leave() { const here = document.getElementById("correcting"); if (here) here.innerHTML = ""; }

document.addEventListener("click", (event) => {
  const near = (what) => event.target.closest(what);
  let found;
  if (desk && (found = near("[data-open-claim]")) && !event.ctrlKey && !event.metaKey && !event.shiftKey && matchMedia("(min-width: 75rem)").matches) {
    event.preventDefault();
    open(found.closest("tr"));
  } else if ((found = near("[data-do]"))) {
    const { do: name, visit, rule, line } = found.dataset;
    act(name, name === "fix" ? { visit, rule, line } : {});
  } else if ((found = near("[data-all]"))) act(found.dataset.all, { claim: picked() });
  else if ((found = near("[data-group-fix]"))) act("fix-all", { all: "cause", cause: found.dataset.groupFix, state: found.dataset.state });
  else if (near("[data-correct]")) correct();
  else if (near("[data-leave]") && document.getElementById("correcting")?.childElementCount) { event.preventDefault(); leave(); }
  else if (near("[data-clear]")) clear();
  else if ((found = near("[data-cancel]"))) found.closest("dialog").close();
  else if (desk && (found = near("[data-step]"))) { event.preventDefault(); step(Number(found.dataset.step)); }
  else if ((found = near("[data-open]"))) {
    meant = found.dataset.for ?? "one";
    const rule = document.querySelector("#override-dialog [name=rule]");
    if (rule && found.dataset.rule) rule.value = found.dataset.rule;
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) for (const box of document.querySelectorAll("[data-pick]")) box.checked = event.target.checked;
  if (event.target.matches("[data-pick], [data-pick-all]")) selected();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-dialog]");
  if (!form) return;
  event.preventDefault();
  form.closest("dialog").close();
  const values = Object.fromEntries(new FormData(form));
  act(form.dataset.dialog, meant === "all" ? { ...values, claim: picked() } : values);
  form.reset();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  if (event.target.closest("[data-correcting]")) leave();
  else if (!typing(event.target)) clear();
});

document.addEventListener("acted", (event) => {
  const { text, undo } = event.detail;
  undoing = undo.length ? () => act("undo", { claim: undo }) : null;
  say(text, undoing);
  selected();
});
document.addEventListener("corrected", () => {
  if (alone) { location.reload(); return; }
  const row = opened(), link = row?.querySelector("[data-open-claim]") ?? document.querySelector("[data-key=o]");
  htmx.ajax("GET", link.getAttribute("href"), { target: "#record", swap: "innerHTML" }).then(reload);
  say("Corrected.", () => act("undo"));
  undoing = () => act("undo");
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "correcting") (event.detail.target.querySelector("[aria-invalid]") ?? event.detail.target.querySelector("input:not([type=hidden])"))?.focus();
});

on("j", () => (desk ? step(1) : document.querySelector("[data-key=j]")?.click()));
on("k", () => (desk ? step(-1) : document.querySelector("[data-key=k]")?.click()));
on("x", () => { const box = opened()?.querySelector("[data-pick]"); if (box) { box.checked = !box.checked; selected(); } });
on("f", () => (picked().length ? act("fix-all", { claim: picked() }) : document.querySelector("[data-first-fix]")?.click()));
on("a", () => (picked().length ? act("approve", { claim: picked() }) : document.querySelector("[data-do=approve]:not(:disabled)")?.click()));
on("e", correct);
on("u", () => { const doing = undoing; undoing = null; if (doing) doing(); else document.querySelector("[data-do=undo]")?.click(); });
on("/", () => document.getElementById("text")?.focus());
