// Files are dropped anywhere on the page, or chosen: they go to the page's form with a file field, and are sent at once.
const forms = [...document.querySelectorAll("[data-drop]")];
const field = (form) => form.querySelector("input[type=file]");
const mark = (over) => forms.forEach((form) => form.classList.toggle("over", over));
const ofFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!ofFiles(event)) return;
  event.preventDefault();
  if (!forms.length) event.dataTransfer.dropEffect = "none";
  mark(true);
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(false); });
document.addEventListener("drop", (event) => {
  if (!ofFiles(event)) return;
  event.preventDefault();
  mark(false);
  const form = event.target.closest?.("[data-drop]") ?? forms[0];
  if (!form || !event.dataTransfer.files.length) return;
  field(form).files = event.dataTransfer.files;
  form.requestSubmit();
});
for (const form of forms) field(form).addEventListener("change", () => field(form).files.length && form.requestSubmit());
