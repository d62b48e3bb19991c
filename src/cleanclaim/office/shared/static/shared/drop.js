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
// What is larger than the office reads is said here, before minutes are spent on sending it.
const most = Number(document.body.dataset.most);
const ofSize = (bytes) => `${Math.ceil(bytes / 1e6).toLocaleString("en-US")} MB`;
document.addEventListener("submit", (event) => {
  const files = [...event.target.querySelectorAll("input[type=file]")].flatMap((one) => [...one.files]);
  const size = files.reduce((sum, one) => sum + one.size, 0);
  if (!most || size <= most) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const place = event.target.querySelector("[data-too-large]") ?? event.target.appendChild(document.createElement("p"));
  place.dataset.tooLarge = "";
  place.setAttribute("role", "alert");
  place.textContent = `${files.length > 1 ? "The files are" : `${files[0].name} is`} ${ofSize(size)}: the office reads up to ${ofSize(most)} at once. `
    + "Divide it, by month for example, or use the command line, which reads files of any length.";
  for (const one of event.target.querySelectorAll("input[type=file]")) one.value = "";
}, true);
for (const form of forms) field(form).addEventListener("change", () => field(form).files.length && form.requestSubmit());
// Where files wait for a button, those that are chosen are named.
for (const place of document.querySelectorAll("[data-chosen]")) {
  const files = field(place.closest("form"));
  files.addEventListener("change", () => {
    const names = [...files.files].map((one) => one.name);
    place.textContent = names.length ? `Chosen: ${names.join(", ")}` : "";
  });
}
