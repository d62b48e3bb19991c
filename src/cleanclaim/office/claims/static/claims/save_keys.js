// The keys of a form in which a claim is corrected, or of a dialog: Ctrl Enter saves from anywhere in it, and Enter also
// from a choice, from which a browser sends nothing. Esc leaves a page that is nothing but the form.
function isUnfolded(choice) {
  try { return choice.matches(":open"); } catch { return false; }  // a browser that does not know it says nothing
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("[data-correcting], [data-dialog]");
  if (!form) return;
  if (event.key === "Escape" && !document.getElementById("correcting")) form.querySelector("[data-leave]")?.click();
  if (event.key !== "Enter" || event.altKey || event.shiftKey) return;
  const fromChoice = event.target.matches("select") && !isUnfolded(event.target);
  if (!(event.ctrlKey || event.metaKey || fromChoice)) return;
  event.preventDefault();
  form.requestSubmit();
});
