// The palette: Ctrl K opens it; arrows go through what was found, Enter opens the first or the one that has the focus.
const dialog = document.getElementById("palette"), words = document.getElementById("palette-words");
const found = () => [...dialog.querySelectorAll(".results :is(a, li button)")];
let answered = "";

function open() {
  if (dialog.open) return;
  dialog.showModal();
  words.select();
  htmx.trigger(dialog.querySelector("[data-lookup]"), "opened");
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); return; }
  if (dialog.open && event.key === "Escape") { event.preventDefault(); dialog.close(); return; }  // a search field would only empty itself
  if (!dialog.open || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const all = found(), next = all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  if (next < 0) words.focus(); else all[Math.min(next, all.length - 1)]?.focus();
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-palette]")) open(); });
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("htmx:afterSettle", (event) => { if (event.target.matches("[data-lookup]")) answered = event.detail.requestConfig.parameters.q; });

// Enter opens what is found first, once the server has answered to all that was typed.
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const first = () => found()[0]?.click();
  if (answered === words.value && !dialog.querySelector(".htmx-request")) first();
  else dialog.addEventListener("htmx:afterSettle", () => setTimeout(first), { once: true });
});
