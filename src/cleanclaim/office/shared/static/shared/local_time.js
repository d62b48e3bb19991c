// Times as the clock on the wall here has them; the server writes them in UTC.
const written = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });
for (const time of document.querySelectorAll("time[data-local]")) time.textContent = written.format(new Date(time.dateTime));
