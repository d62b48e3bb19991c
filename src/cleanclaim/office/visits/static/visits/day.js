// The day: j and k go through its rows, n to a new appointment; on a phone the open visit's row is brought into view.
import { on } from "../shared/keys.js";

const rows = () => [...document.querySelectorAll(".rows-of-day [data-row]")];
function step(by) {
  const all = rows(), here = Math.max(all.indexOf(document.activeElement), all.findIndex((row) => row.ariaCurrent));
  all[Math.min(Math.max(here + by, 0), all.length - 1)]?.focus();
}
on("j", () => step(1));
on("k", () => step(-1));
if (document.getElementById("whom")) choosePatients(document.getElementById("whom"));

// Enter chooses the first patient of the list of what is typed, once that is here; never one of a list before.
function choosePatients(field) {
  const found = document.getElementById("whom-found");
  const first = () => { const list = found.querySelector(".whom"); return list?.dataset.words === field.value.trim() ? list.querySelector("button") : null; };
  let entered = false;
  on("n", () => field.focus());
  field.addEventListener("input", () => { entered = false; });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (first()) first().click(); else entered = true;
  });
  found.addEventListener("htmx:afterSwap", () => { if (entered && first()) first().click(); });
}
document.querySelector(".rows-of-day [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
