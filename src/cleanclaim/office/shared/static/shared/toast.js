// The toast: says what was done, and undoes it while it can be undone.
const toast = document.getElementById("toast");
let undo = null, timer = 0;

export function say(text, undoing = null) {
  toast.firstElementChild.textContent = text;
  undo = undoing;
  toast.querySelector("button").hidden = !undoing;
  toast.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => { toast.hidden = true; }, 8000);
}

// Whether there was something to undo.
export function undoLast() {
  if (!undo) return false;
  const doing = undo;
  undo = null;
  toast.hidden = true;
  doing();
  return true;
}

toast.querySelector("button").addEventListener("click", undoLast);
