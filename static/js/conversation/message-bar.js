// What can be done with a message, in a quiet row below it: leaf through its branches, copy, edit, make anew, delete.

import { copyText } from "../common/clipboard.js";
import { actionButton, icon, make, setText } from "../common/dom.js";

const SAID_MS = 1600;

const button = (name, label, act, failed) => {
  const made = actionButton("button.tool", icon(name), act, failed);
  made.setAttribute("aria-label", label);
  made.title = label;
  if (name !== "copy") made.dataset.changes = ""; // viewers are not offered it
  return made;
};

export class MessageBar {
  /**
   * `text()` gives what is copied, `show(id)` shows the branch of a message; `edit()`, `again()` and `remove()` are
   * there where they can be done.
   */
  constructor({ text, show, edit, again, remove, failed }) {
    this.show = show;
    this.place = make("span.branch-place");
    this.earlier = button("left", "Show the version before", () => this.step(-1), failed);
    this.later = button("chevron", "Show the next version", () => this.step(1), failed);
    this.branches = make("span.branches", { hidden: true }, this.earlier, this.place, this.later);
    this.copy = button("copy", "Copy", () => this.copyNow(text), failed);
    this.edit = edit && button("edit", "Edit and send again", edit, failed);
    this.again = again && button("retry", "Answer anew", again, failed);
    this.remove = remove && this.removeButton(remove, failed);
    this.element = make("div.bar", {}, this.branches, this.copy, this.edit, this.again, this.remove);
  }

  update({ id, siblings = [] }) {
    this.id = id;
    this.siblings = siblings;
    const at = siblings.indexOf(id);
    this.branches.hidden = siblings.length < 2;
    if (this.branches.hidden) return;
    setText(this.place, `${at + 1}/${siblings.length}`);
    this.earlier.disabled = at <= 0;
    this.later.disabled = at >= siblings.length - 1;
  }

  step(by) {
    return this.show(this.siblings[this.siblings.indexOf(this.id) + by]);
  }

  async copyNow(text) {
    const isCopied = await copyText(text());
    this.copy.replaceChildren(icon(isCopied ? "done" : "failed"));
    setTimeout(() => this.copy.replaceChildren(icon("copy")), SAID_MS);
  }

  /** The first press asks, the second one does it. */
  removeButton(remove, failed) {
    const made = button("bin", "Delete", async () => {
      if (made.dataset.sure) return remove();
      made.dataset.sure = "true";
      made.append("Delete for good");
      setTimeout(() => this.calm(made), 4000);
      return undefined;
    }, failed);
    return made;
  }

  calm(made) {
    delete made.dataset.sure;
    made.replaceChildren(icon("bin"));
  }
}
