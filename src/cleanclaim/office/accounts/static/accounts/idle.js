// Signs out after a quarter of an hour without a key or a click, in any tab; and says meanwhile that somebody types.
const IDLE = 15 * 60_000, OFTEN = 4 * 60_000;
const key = "cleanclaim-active";
const token = JSON.parse(document.body.getAttribute("hx-headers"));
const post = (url) => fetch(url, { method: "POST", headers: token }).catch(() => null);
const now = () => Date.now();
const last = () => Number(localStorage.getItem(key)) || 0;
let noted = now();

function active() {
  localStorage.setItem(key, String(now()));
  if (now() - noted < OFTEN) return;
  noted = now();
  post(document.body.dataset.here);
}

active();
for (const name of ["keydown", "pointerdown", "wheel", "touchstart"]) addEventListener(name, active, { passive: true });
setInterval(async () => {
  if (now() - last() < IDLE) return;
  await post(document.body.dataset.out);
  location.replace("/");
}, 5_000);
