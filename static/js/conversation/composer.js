// Where a message is written. Enter sends (enter-sends.js), Shift+Enter makes a line, Esc stops the answer, ↑ edits what was
// said last, / comes here from anywhere. What is being written survives a reload.

import { read, write } from "../common/storage.js";

const FIELDS = "input, textarea, select, [contenteditable]";

export class Composer {
  /** `send(content)` takes a message, `stop()` stops the answer that is being made; `draft` is the key to store under. */
  constructor(form, { send, stop, editLast, draft, pictures }) {
    Object.assign(this, { form, draft, editLast, pictures, sendMessage: send, stopAnswer: stop });
    this.input = form.elements.content;
    this.stopButton = form.querySelector("[data-stop]");
    form.addEventListener("submit", (event) => this.submit(event));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => this.keep());
    this.stopButton.addEventListener("click", stop);
    document.addEventListener("keydown", (event) => this.keyAnywhere(event));
    if (this.input.value) this.keep(); // it was begun while the page was being loaded
    else this.input.value = read(draft, "");
  }

  submit(event) {
    event.preventDefault();
    const suggestion = event.submitter?.name === "suggestion" ? event.submitter.value : null;
    if (suggestion?.endsWith("…")) return this.edit(`${suggestion.slice(0, -1).trimEnd()} `); // the person ends it
    const words = suggestion ?? this.input.value;
    if (words.trim() === "") return this.input.focus();
    const named = this.pictures.leave();
    const content = named.length ? [words.trimEnd(), "", ...named].join("\n") : words;
    if (suggestion === null) this.write("");
    this.sendMessage(content);
    this.input.focus();
  }

  key(event) {
    if (event.key !== "ArrowUp" || this.input.value !== "") return;
    event.preventDefault();
    this.editLast();
  }

  keyAnywhere(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return; // it has its own keys
    if (event.key === "Escape" && !this.stopButton.hidden) this.stopAnswer();
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest(FIELDS)) {
      event.preventDefault();
      this.input.focus();
    }
  }

  keep() {
    write(this.draft, this.input.value);
  }

  write(content) {
    this.input.value = content;
    this.keep();
  }

  /** Show the stop button while an answer is being made. */
  setRunning(isRunning) {
    this.stopButton.hidden = !isRunning;
  }

  /** Take a text back for editing; one that is being written stays. */
  edit(content) {
    this.write([this.input.value, content].filter((text) => text.trim()).join("\n\n"));
    this.input.focus();
  }
}
