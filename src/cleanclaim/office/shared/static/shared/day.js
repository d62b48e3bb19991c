// The day on the user's own calendar and the zone of the clock, sent to the server with every request: what is "today" and
// "filed today" goes by the one, times by the other where the practice names no zone.
const NAME = "cleanclaim_day", ZONE = "cleanclaim_zone";
const here = () => { const now = new Date(), two = (number) => String(number).padStart(2, "0"); return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`; };
const sent = (name = NAME) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
export const today = here;

function send() {
  for (const [name, value] of [[NAME, here()], [ZONE, zone()]]) if (sent(name) !== value) document.cookie = `${name}=${value}; path=/; samesite=strict`;
}

const before = document.documentElement.dataset.day;
send();
if (before && before !== here() && sent() === here()) location.reload();
document.addEventListener("visibilitychange", send);
setInterval(send, 60_000);
