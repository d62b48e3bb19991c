// The file drop: a form with one file field, sent as soon as a file is chosen or dropped on it.
for (const form of document.querySelectorAll("[data-drop]")) {
  const field = form.querySelector("input[type=file]");
  const mark = (over) => (event) => { event.preventDefault(); form.classList.toggle("over", over); };
  form.addEventListener("dragenter", mark(true));
  form.addEventListener("dragover", mark(true));
  form.addEventListener("dragleave", mark(false));
  form.addEventListener("drop", (event) => {
    mark(false)(event);
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  field.addEventListener("change", () => field.files.length && form.requestSubmit());
}
