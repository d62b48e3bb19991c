// Times as the clock on the wall here has them; the server writes them in UTC. Also in parts that come later.
const written = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });
export function localize() {
  for (const time of document.querySelectorAll("time[data-local]")) time.textContent = written.format(new Date(time.dateTime));
}
localize();
document.addEventListener("htmx:afterSettle", localize);
