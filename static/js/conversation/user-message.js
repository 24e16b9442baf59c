// What a person said, what became of sending it, and changing it in its place.

import { icon, make } from "../common/dom.js";
import { MessageBar } from "./message-bar.js";
import { partsOf, pictureOf } from "./message-pictures.js";

const PASSING = new Set(["too_busy", "too_fast", "limited", "database_unavailable", "storage_full", "server_error", "error"]);

/** One message of a person, with what became of sending it. */
export class UserMessage {
  /**
   * `again(message)` sends a refused one once more, `edit(message)` takes its text back into the composer,
   * `rewrite(message, text)` sends another text in its place, `remove(message)` and `show(id)` as in MessageBar.
   */
  constructor({ again, edit, rewrite, remove, show, failed, project }) {
    Object.assign(this, { again, edit, rewrite, failed, project });
    this.bubble = make("div.bubble");
    this.note = make("div.local-note", { hidden: true });
    this.bar = new MessageBar({
      text: () => this.message.content,
      edit: () => this.openEditor(),
      remove: () => remove(this.message),
      show,
      failed,
    });
    const said = make("span.visually-hidden", {}, "You said:");
    this.element = make("li.message.user", {}, said, this.bubble, this.note, this.bar.element);
  }

  update(message) {
    this.message = message;
    this.element.id = `m-${message.id}`;
    if (this.shown !== message.content) this.showContent(message.content);
    this.bar.update(message);
    const local = message.local ?? "";
    this.bar.element.hidden = local !== "";
    this.note.hidden = local !== "refused";
    if (this.element.dataset.local === local && local !== "refused") return;
    this.element.dataset.local = local;
    if (local === "refused") this.note.replaceChildren(...this.refusal(message));
  }

  showContent(content) {
    this.shown = content;
    const { words, pictures } = partsOf(content);
    this.bubble.replaceChildren(words, ...pictures.map((picture) => pictureOf(this.project, picture)));
  }

  /** What a moment later may be taken can be sent again; what is wrong by itself is changed. */
  refusal(message) {
    const passes = message.problem.retry_after_s || PASSING.has(message.problem.code);
    const again = passes && make("button.small", { type: "button", onclick: () => this.again(message) }, icon("retry"), "Send again");
    const edit = make("button.small.quiet", { type: "button", onclick: () => this.edit(message) }, "Edit");
    const wait = message.problem.retry_after_s;
    const hint = wait ? ` It can be sent again in ${Math.ceil(wait)}\u00a0s.` : "";
    return [make("p.problem-words", { role: "alert" }, icon("failed"), message.problem.message + hint), again || "", edit];
  }

  /** Edit in place; what is sent stands beside the old text, as another branch. */
  openEditor() {
    if (this.editor) return this.editor.querySelector("textarea").focus();
    const area = make("textarea", { "aria-label": "Edit your message", rows: "2" });
    area.value = this.message.content;
    const cancel = make("button.small.quiet", { type: "button", onclick: () => this.closeEditor() }, "Cancel");
    const send = make("button.small.primary", { type: "submit" }, "Send");
    this.editor = make("form.editor", { onsubmit: (event) => this.sendEdited(event, area) }, area, make("div", {}, cancel, send));
    area.addEventListener("keydown", (event) => this.editorKey(event));
    this.element.classList.add("editing");
    this.bubble.after(this.editor);
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
    return undefined;
  }

  editorKey(event) {
    if (event.key === "Escape") {
      event.preventDefault(); // it ends the editing, not the answer
      this.closeEditor();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.editor.requestSubmit();
    }
  }

  sendEdited(event, area) {
    event.preventDefault();
    if (area.value.trim() === "") return;
    this.closeEditor();
    this.rewrite(this.message, area.value);
  }

  closeEditor() {
    this.editor?.remove();
    this.editor = null;
    this.element.classList.remove("editing");
    this.bar.edit.focus();
  }

  remove() {
    this.element.remove();
  }
}
