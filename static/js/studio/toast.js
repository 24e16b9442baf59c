// Short news of what was done, with a way back; a problem stays until it is read.

import { actionButton, icon, make } from "../common/dom.js";

const SHOWN_MS = 9000;

export class Toast {
  constructor(root) {
    this.root = root;
    for (const type of ["pointerenter", "focusin"]) root.addEventListener(type, () => clearTimeout(this.timer));
    for (const type of ["pointerleave", "focusout"]) root.addEventListener(type, () => this.leaveLater());
  }

  /** Say `words`; `undo()`, where given, takes it back. */
  show(words, undo = null) {
    const back = undo && actionButton("button.small.toast-undo", [icon("restore"), "Undo"], () => this.undo(undo), () => {});
    this.put("status", words, back);
    this.leaveLater();
  }

  async undo(undo) {
    try {
      await undo();
      this.show("Undone.");
    } catch (error) {
      this.problem(error);
    }
  }

  problem(error) {
    clearTimeout(this.timer);
    this.put("alert", error.message || "Something went wrong. Try again.");
  }

  put(role, words, action = null) {
    const close = make("button.small.quiet.toast-close", { type: "button", "aria-label": "Close this message" }, icon("close"));
    close.addEventListener("click", () => this.hide());
    this.root.replaceChildren(make("div.toast", { role }, make("p", {}, words), action, close));
    this.isProblem = role === "alert";
  }

  leaveLater() {
    clearTimeout(this.timer);
    if (!this.isProblem) this.timer = setTimeout(() => this.hide(), SHOWN_MS);
  }

  hide() {
    this.root.replaceChildren();
  }
}
