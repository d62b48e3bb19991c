// The day on the user's own calendar, told to the server with every request: what is "today" and "filed today" goes by it.
const NAME = "cleanclaim_day";
const here = () => { const now = new Date(), two = (number) => String(number).padStart(2, "0"); return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`; };
const told = () => document.cookie.split("; ").find((one) => one.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
export const today = here;

function tell() { if (told() !== here()) document.cookie = `${NAME}=${here()}; path=/; samesite=strict`; }

const before = document.documentElement.dataset.day;
tell();
if (before && before !== here() && told() === here()) location.reload();
document.addEventListener("visibilitychange", tell);
setInterval(tell, 60_000);
