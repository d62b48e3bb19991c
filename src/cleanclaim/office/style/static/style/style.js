// The style page alone: a toast to look at.
import { say } from "../shared/toast.js";
document.getElementById("show-toast").addEventListener("click", () => say("97110 removed.", () => say("97110 is back.")));
