// The sheet: Ctrl and Enter send what is listed, once somebody has ticked that what is left out, if anything is, was looked at;
// before, they lead to that box, on which the sheet opens.
const looked = document.querySelector("[data-send] [name=looked][type=checkbox]");
looked?.focus({ preventScroll: true });  // the sheet is read from its top
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  const missing = looked && !looked.checked, note = document.querySelector("[data-unticked]");
  if (note) note.hidden = !missing;
  if (missing) looked.focus();
  else document.querySelector("[data-send]")?.requestSubmit();
});
