// The day: j and k go through its rows, n to a new appointment; on a phone the open visit's row is brought into view.
import { on } from "../shared/keys.js";

const rows = () => [...document.querySelectorAll(".rows-of-day [data-row]")];
function step(by) {
  const all = rows(), here = Math.max(all.indexOf(document.activeElement), all.findIndex((row) => row.ariaCurrent));
  all[Math.min(Math.max(here + by, 0), all.length - 1)]?.focus();
}
on("j", () => step(1));
on("k", () => step(-1));
if (document.getElementById("whom")) on("n", () => document.getElementById("whom").focus());
document.querySelector(".rows-of-day [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
