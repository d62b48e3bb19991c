// The form of a patient: a further coverage is a copy of the first, emptied. Ctrl Enter saves.
document.getElementById("another").addEventListener("click", () => {
  const all = document.getElementById("coverages"), copy = all.querySelector(".coverage").cloneNode(true);
  for (const field of copy.querySelectorAll("input")) { field.value = ""; field.removeAttribute("aria-invalid"); }
  for (const field of copy.querySelectorAll("select")) { field.selectedIndex = 0; field.removeAttribute("aria-invalid"); }
  for (const error of copy.querySelectorAll(".error")) error.remove();
  copy.querySelector("[name=relationship]").value = "self";
  all.append(copy);
  copy.querySelector("select").focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) document.getElementById("patient").requestSubmit(document.querySelector("#patient button.first"));
});
