// The style page alone: a toast to look at, and both themes.
import { say } from "../shared/toast.js";
document.getElementById("show-toast").addEventListener("click", () => say("97110 removed.", () => say("97110 is back.")));
for (const button of document.querySelectorAll("[data-theme-of]")) button.addEventListener("click", () => { document.documentElement.dataset.theme = button.dataset.themeOf; });
