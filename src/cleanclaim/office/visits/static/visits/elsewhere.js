// What another page of the same visit typed of a part that this one changed too: both stand here until one is chosen.
const keys = (place) => [...place.querySelectorAll("[data-elsewhere]")].map((one) => one.dataset.elsewhere).join(" ");
const decided = () => document.querySelectorAll("#entered [name=chosen]");

// Puts what is to be chosen now where it stands; what is there already stays, and who is at its buttons stays there.
export function showElsewhere(page, put) {
  for (const place of page.querySelectorAll("[id^=elsewhere-]")) {
    const here = document.getElementById(place.id);
    if (here && keys(here) !== keys(place)) put(place.id, place.outerHTML);
  }
}

// The choices that were stored are not sent again.
export function forgetChosen(sent) {
  for (const one of decided()) if (sent.getAll("chosen").includes(one.value)) one.remove();
}

const cells = (row) => [...row.querySelectorAll("input, select")].map((cell) => cell.value).join("|");
const joined = { note: "\n\n", diagnoses: " " };
function take(section, both) {
  const part = section.dataset.part, form = document.getElementById("entered");
  if (part === "blocks") {
    const mine = [...document.querySelectorAll("#blocks > .block")], theirs = section.querySelector("template").content;
    const stand = new Set(mine.map(cells));
    for (const row of both ? theirs.querySelectorAll(".block") : mine) if (!both || stand.has(cells(row))) row.remove();
    document.querySelector("#blocks > .empty").before(theirs);
    return;
  }
  const field = form.elements[part], text = section.querySelector("[data-text]").textContent;
  field.value = both && field.value.trim() ? `${field.value.trimEnd()}${joined[part]}${text}` : text;
}

// Chooses where a button says so; true where one did.
export function chooseElsewhere(target) {
  const button = target.closest("[data-choose]");
  if (!button) return false;
  const section = button.closest("[data-elsewhere]"), part = section.dataset.part;
  if (button.dataset.choose !== "mine") take(section, button.dataset.choose === "both");
  const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: "chosen", value: section.dataset.elsewhere });
  document.getElementById("entered").append(chosen);
  section.remove();
  (document.querySelector("[data-choose]") ?? document.querySelector(part === "blocks" ? "#typed" : `[form=entered][name=${part}], #entered [name=${part}]`))?.focus();
  return true;
}
