// The sheet: Ctrl and Enter send what is listed, once somebody has ticked that what is left out, if anything is, was looked at.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) document.querySelector("[data-send]")?.requestSubmit();
});
