// Asking the server, and saying so where it does not answer or refuses: above the page, which stays as it is.
const banner = document.getElementById("banner");
const WAITS = [2, 4, 8, 15];
export const AWAY = "Cannot reach the server. What you typed is kept in this page; it is sent as soon as the server answers.";
let again = null;

function show(text, retry = null) {
  banner.firstElementChild.textContent = text;
  again = retry;
  const button = banner.querySelector("[data-again]");
  button.hidden = !retry;
  banner.hidden = false;
}
export function clear() { banner.hidden = true; again = null; }
banner.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) { const retry = again; clear(); retry?.(); }
  if (event.target.closest("[data-close]")) clear();
});

export const token = () => JSON.parse(document.body.getAttribute("hx-headers"));
const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

// What an error says: the sentences of its card.
export function reason(html) {
  const card = new DOMParser().parseFromString(html, "text/html").querySelector(".finding");
  return card ? [...card.querySelectorAll("h3, p")].map((one) => one.textContent.trim()).join(" ") : "The server refused it.";
}

export class Refused extends Error {}

// POST, and the answer's text and headers. Where the server does not answer it is asked again until it does.
export async function ask(address, values, waiting = () => {}) {
  for (let tries = 0; ; tries += 1) {
    let answer;
    try {
      answer = await fetch(address, { method: "POST", headers: { ...token(), "HX-Request": "true" }, body: new URLSearchParams(values) });
    } catch {
      show(AWAY);
      waiting();
      await pause(WAITS[Math.min(tries, WAITS.length - 1)]);
      continue;
    }
    const text = await answer.text();
    if (!answer.ok) { const why = reason(text); show(why); throw new Refused(why); }
    if (tries) clear();
    return { text, headers: answer.headers };
  }
}

// The same for what htmx asks: a list is never replaced by an error, and nothing is where the whole page is refused.
document.addEventListener("htmx:sendError", (event) => {
  const { elt, requestConfig: sent } = event.detail;
  show("Cannot reach the server. What is on this page is kept.", () => {
    htmx.ajax(sent.verb, sent.path, { source: elt, target: sent.target, swap: elt.getAttribute("hx-swap") ?? undefined, values: Object.fromEntries(sent.formData ?? []) });
  });
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  const refused = xhr.status === 403 || (xhr.status >= 400 && xhr.status !== 409 && target.closest("[data-keep]"));
  if (!refused) return;
  event.detail.shouldSwap = false;
  show(reason(xhr.responseText));
});
document.addEventListener("htmx:afterOnLoad", (event) => { if (event.detail.successful) clear(); });
