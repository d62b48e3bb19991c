// The day on the user's own calendar, sent to the server with every request: what is "today" and "filed today" goes by it.
const NAME = "cleanclaim_day";
const here = () => { const now = new Date(), two = (number) => String(number).padStart(2, "0"); return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`; };
const sent = () => document.cookie.split("; ").find((one) => one.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
export const today = here;

function send() { if (sent() !== here()) document.cookie = `${NAME}=${here()}; path=/; samesite=strict`; }

const before = document.documentElement.dataset.day;
send();
if (before && before !== here() && sent() === here()) location.reload();
document.addEventListener("visibilitychange", send);
setInterval(send, 60_000);
