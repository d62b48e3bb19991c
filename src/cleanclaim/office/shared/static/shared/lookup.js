// Looking things up by keys: `/` to the search, arrows or j and k through what was found, Enter opens the first.
import { on } from "./keys.js";

const sought = () => document.getElementById("sought");
const found = () => [...document.querySelectorAll("[data-found]")];

function step(by) {
  const all = found(), here = all.indexOf(document.activeElement);
  if (here + by < 0 && sought()) { sought().focus(); return; }
  all[Math.min(Math.max(here + by, 0), all.length - 1)]?.focus();
}

on("/", () => { sought()?.focus(); sought()?.select(); });
on("j", () => step(1));
on("k", () => step(-1));
on("d", () => document.querySelector("[data-date]")?.focus());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inSearch = event.target.matches("input[type=search]"), inFound = event.target.matches("[data-found]");
  if (event.key === "ArrowDown" && (inSearch || inFound)) { event.preventDefault(); step(1); }
  if (event.key === "ArrowUp" && inFound) { event.preventDefault(); step(-1); }
});

// Enter in the search opens the first one found, once the server has answered to all that was typed.
document.addEventListener("submit", (event) => {
  const field = event.target.querySelector("input[type=search]");
  if (!field) return;
  event.preventDefault();
  const open = () => found()[0]?.click();
  const answered = document.querySelector("[data-words]")?.dataset.words;
  if (answered === field.value.trim().replaceAll(/\s+/g, " ")) open();
  else document.addEventListener("htmx:afterSettle", open, { once: true });
}, true);
