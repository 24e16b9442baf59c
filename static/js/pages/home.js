// The first page: puts prompt, styles, templates and the person's videos together.

import { closeOthers } from "../beginning/card-menus.js";
import { FirstPictures } from "../beginning/first-pictures.js";
import { playWhileLookedAt } from "../beginning/moving-pictures.js";
import { showInStyle } from "../beginning/template-styles.js";
import { forgetAll } from "../common/storage.js";

const form = document.querySelector("[data-beginning]");
const templates = [...form.querySelectorAll("[data-template]")];

new FirstPictures(form.querySelector(".prompt"));
showInStyle(form.querySelector("[data-styles]"), templates);
playWhileLookedAt([...templates, ...document.querySelectorAll(".card")]);
closeOthers(document.querySelectorAll("[data-menu]"));

// Once: what is sent twice would begin two videos. The button that was pressed is still in what is sent.
form.addEventListener("submit", () => setTimeout(() => setBusy(true)));
window.addEventListener("pageshow", () => setBusy(false)); // the person came back

function setBusy(isBusy) {
  form.setAttribute("aria-busy", String(isBusy));
  for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = isBusy;
}

document.querySelector("[data-sign-out]")?.addEventListener("submit", forgetAll);
