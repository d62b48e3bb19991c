// A suggestion is put into its field; Ctrl Enter takes the rows.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-suggest]");
  if (!button) return;
  const field = button.parentElement.querySelector("input");
  field.value = button.dataset.suggest;
  field.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.ctrlKey) return;
  const main = document.querySelector("[data-main]");
  if (main) { event.preventDefault(); main.click(); }
});
