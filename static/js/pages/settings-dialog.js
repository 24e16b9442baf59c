// The settings of a project in a dialog. The form is that of their own page; it is fetched when it is wanted.

import { ApiError, UNREACHABLE } from "../common/api.js";
import { icon, make } from "../common/dom.js";
import { loadStyle } from "../common/load-style.js";
import { showColours } from "./colour-swatches.js";

const FORM = "[data-settings-form]";
const NO_FORM = { code: "no_form", message: "The settings are no longer to be had here." };
let isOpening = false;

/** Show the form at `address` in a dialog; `saved()` is called when it was stored. Raises ApiError. */
export async function openSettings(address, { saved }) {
  if (isOpening) return;
  isOpening = true;
  try {
    const [{ form }] = await Promise.all([ask(address), loadStyle("pages/settings")]);
    showDialog(form, saved);
  } finally {
    isOpening = false;
  }
}

function showDialog(form, saved) {
  const dialog = make("dialog.settings-dialog", { "aria-labelledby": "settings-title" });
  dialog.addEventListener("close", () => dialog.remove());
  const show = (shown) => {
    dialog.replaceChildren(enhanced(shown, dialog, show, saved));
    shown.querySelector("[aria-invalid]")?.focus();
  };
  show(form);
  document.body.append(dialog);
  dialog.showModal();
}

/** The form in the page that the server answers with, and whether it was led there by having stored something. */
async function ask(address, options = {}) {
  const response = await fetch(address, { credentials: "same-origin", ...options }).catch(() => null);
  if (!response || response.status >= 500) throw new ApiError(0, UNREACHABLE);
  const form = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(FORM);
  if (form) return { form: document.adoptNode(form), isStored: response.redirected };
  location.assign(address); // signed out, or no longer ours: the page itself says so
  throw new ApiError(response.status, NO_FORM);
}

function enhanced(form, dialog, show, saved) {
  const close = form.querySelector("[data-close]");
  close.hidden = false;
  for (const button of [close, form.querySelector("[data-cancel]")]) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    });
  }
  showColours(form.querySelector("[data-colours]"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const send = form.querySelector("[type=submit]");
    send.disabled = true;
    try {
      const answer = await ask(form.action, { method: "POST", body: new FormData(form) });
      if (!answer.isStored) return show(answer.form);
      saved();
      dialog.close();
    } catch (error) {
      tell(form, error.message);
    } finally {
      send.disabled = false;
    }
  });
  return form;
}

function tell(form, words) {
  const body = form.querySelector("[data-body]");
  body.querySelector(".settings-wrong")?.remove();
  body.prepend(make("p.settings-wrong", { role: "alert" }, icon("failed"), words));
  body.scrollTop = 0;
}
