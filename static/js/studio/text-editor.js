// Changing a text by hand: its words, size and colour, beside the picture.

import { make, setText } from "../common/dom.js";
import { loadStyle } from "../common/load-style.js";
import { editing, textsOf } from "../document/texts.js";

await loadStyle("studio/text-editor");

const DYES = 7;
const SMALLEST = 4;
const LARGEST = 400;

export class TextEditor {
  /** `saved(promise)` is given what a change comes to, to tell the person; `closed()` is called afterwards. */
  constructor(form, store, { saved, closed }) {
    Object.assign(this, { form, store, saved, closed, text: null });
    this.part = (name) => form.querySelector(`[data-${name}]`);
    const { words, size } = form.elements;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    form.addEventListener("keydown", (event) => this.key(event));
    this.part("cancel").addEventListener("click", () => this.close());
    this.part("theirs").addEventListener("click", () => this.open(this.scene, this.theirs));
    this.part("smaller").addEventListener("click", () => this.scale(1 / 1.15));
    this.part("larger").addEventListener("click", () => this.scale(1.15));
    for (const field of [words, size]) field.addEventListener("input", () => field.setCustomValidity(""));
    store.addEventListener("change", () => this.look());
  }

  get isOpen() {
    return !this.form.hidden;
  }

  /** Edit `text` (as of textsOf) of the scene `scene`. */
  open(scene, text) {
    Object.assign(this, { scene, text, theirs: null });
    const { words, size, color } = this.form.elements;
    words.value = text.text;
    size.value = String(Math.round(text.size * 10) / 10);
    color.value = text.fill.slice(0, 7);
    this.showDyes();
    this.showConflict();
    this.form.hidden = false;
    words.focus();
    words.select();
  }

  close() {
    if (!this.isOpen) return;
    this.form.hidden = true;
    this.text = null;
    this.closed();
  }

  key(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.form.elements.words && !event.shiftKey) {
      this.form.requestSubmit();
    } else return;
    event.preventDefault();
  }

  scale(by) {
    const { size } = this.form.elements;
    size.value = String(Math.max(SMALLEST, Math.min(LARGEST, Math.round(Number(size.value) * by))));
  }

  /** The colours that the video's texts have already, then the browser's own choice. */
  showDyes() {
    const { document } = this.store;
    const fills = document.scene_order.flatMap((id) => textsOf(document, id).map(({ fill }) => fill.slice(0, 7).toLowerCase()));
    const colors = [...new Set([this.text.fill.slice(0, 7).toLowerCase(), ...fills, "#ffffff", "#111318"])].slice(0, DYES);
    this.part("dyes").replaceChildren(...colors.map((color) => this.dye(color)));
  }

  dye(color) {
    const button = make("button.dye", { type: "button", "aria-label": `Colour ${color}`, title: color });
    button.style.setProperty("--color", color);
    button.addEventListener("click", () => (this.form.elements.color.value = color));
    return button;
  }

  /** What the form says, in the document's terms; a colour keeps how see-through it was. */
  wanted() {
    const { words, size, color } = this.form.elements;
    const isSameSize = Math.abs(Number(size.value) - this.text.size) < 0.06;
    const isSameColor = color.value === this.text.fill.slice(0, 7).toLowerCase();
    return {
      text: words.value,
      size: isSameSize ? this.text.size : Math.max(SMALLEST, Math.min(LARGEST, Number(size.value) || this.text.size)),
      fill: isSameColor ? this.text.fill : color.value + this.text.fill.slice(7),
    };
  }

  async save() {
    const { scene, text } = this;
    const operations = editing(text, this.wanted());
    if (operations.length === 0) return this.close();
    const change = this.store.change(operations, `Edited the text “${this.wanted().text.trim().slice(0, 60)}”`);
    this.form.inert = true;
    try {
      await change;
      this.close();
      this.saved(change);
    } catch (error) {
      this.failed(error, scene, text);
    } finally {
      this.form.inert = false;
    }
  }

  /** Nothing that was typed is lost: the form stays open, and says what happened. */
  failed(error, scene, text) {
    this.look();
    if (this.theirs) return;
    setText(this.part("problem"), error.message);
    this.part("problem").hidden = false;
  }

  /** See whether somebody else changed this very text while it is being edited. */
  look() {
    if (!this.isOpen || this.form.inert) return;
    const now = this.current();
    const isSame = now && ["text", "fill", "size"].every((name) => now[name] === this.text[name]);
    this.theirs = isSame ? null : now;
    this.isGone = !now;
    this.showConflict();
  }

  current() {
    const { document } = this.store;
    if (!document.scenes[this.scene.id]) return null;
    return textsOf(document, this.scene.id).find(({ key }) => key === this.text.key) ?? null;
  }

  showConflict() {
    const problem = this.part("problem");
    problem.hidden = !this.theirs && !this.isGone;
    this.part("theirs").hidden = !this.theirs;
    this.form.elements.save.disabled = Boolean(this.isGone);
    setText(this.form.elements.save, this.theirs ? "Save mine over it" : "Save");
    if (this.isGone) setText(problem, "This text was removed meanwhile. Copy your words if you want to keep them.");
    else if (this.theirs) setText(problem, `Somebody else changed this text meanwhile. It now reads “${this.theirs.text.trim()}”.`);
    if (this.theirs) this.text = { ...this.text, ...pick(this.theirs) };
  }
}

const pick = ({ text, fill, size, paths }) => ({ text, fill, size, paths });
