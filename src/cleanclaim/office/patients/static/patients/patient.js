// One patient: u undoes the last change. (Shift U and e are on their buttons.)
import { on } from "../shared/keys.js";

on("u", () => document.getElementById("undo")?.click());
