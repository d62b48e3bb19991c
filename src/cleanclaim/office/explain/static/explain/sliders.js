// The two sliders: each stands on a day on which something changes, and sets the date beside it, which asks the server.
import { on } from "../shared/keys.js";

const form = document.getElementById("sliders");
const picker = document.getElementById("picker");
const slider = (name) => form.querySelector(`[data-for=${name}]`);
const field = (name) => form.querySelector(`[name=${name}]`);
const days = (range) => range.dataset.days.split(" ");
const spoken = (day) => new Date(`${day}T12:00`).toLocaleDateString("en-US", { day: "numeric", month: "short", year: "numeric" });

function say(range) {
  const last = range.dataset.for === "known_on" && range.value === range.max;
  range.setAttribute("aria-valuetext", last ? "all that is known" : spoken(days(range)[range.value]));
}

function moved(range) {
  const last = range.dataset.for === "known_on" && range.value === range.max;
  field(range.dataset.for).value = last ? "" : days(range)[range.value];
  say(range);
}

// The slider goes to the last of its days that is not after the date.
function followed(name) {
  const range = slider(name), day = field(name).value;
  const before = days(range).filter((one) => one <= day).length - 1;
  range.value = day ? Math.max(before, 0) : range.max;
  say(range);
}

form.addEventListener("input", (event) => {
  if (event.target.matches("[type=range]")) moved(event.target);
  else if (event.target.matches("[type=date]")) followed(event.target.name);
}, true);
document.getElementById("own-day").addEventListener("click", () => {
  field("as_of").value = field("as_of").dataset.own;
  field("known_on").value = "";
  ["as_of", "known_on"].forEach(followed);
  form.dispatchEvent(new Event("input", { bubbles: true }));
});

function open() {
  if (field("zip")) picker.form.elements.zip.value = field("zip").value;
  picker.form.requestSubmit();
}
picker.addEventListener("change", open);

function pick(by) {
  const next = picker.selectedIndex + by;
  if (next < 0 || next >= picker.options.length) return;
  picker.selectedIndex = next;
  open();
}

on("a", () => slider("as_of").focus());
on("w", () => slider("known_on").focus());
on("q", () => { for (const one of document.querySelectorAll(".questions")) one.open = !one.open; });
on("[", () => pick(-1));
on("]", () => pick(1));
form.querySelectorAll("[type=range]").forEach(say);
