// Changing a text by hand: its words and how they look and come, beside the picture.

import { make, setText } from "../common/dom.js";
import { loadStyle } from "../common/load-style.js";
import { painted, WORD_ROLES } from "../document/colours.js";
import { editing, LOOKS, textsOf } from "../document/texts.js";

await loadStyle("by-hand/text-editor");

const DYES = 8;
const SMALLEST = 4;
const LARGEST = 400;
const CHOICES = {
  font: {
    heading: "As headings",
    body: "As other words",
    sans: "Inter, plain",
    display: "Outfit, for headings",
    serif: "Playfair, with serifs",
    script: "Pacifico, a brush",
    condensed: "Oswald, narrow",
    poster: "Anton, for posters",
    slab: "Roboto Slab, sturdy",
    mono: "JetBrains Mono, typed",
    rounded: "Fredoka, round",
    hand: "Caveat, by hand",
  },
  weight: { 300: "Light", 400: "Regular", 500: "Medium", 600: "Semi-bold", 700: "Bold", 800: "Extra bold", 900: "Black" },
  align: { left: "Left", center: "Centre", right: "Right" },
  motion: {
    none: "At once",
    fade: "Fade in",
    slide_up: "Rise",
    slide_down: "Fall",
    slide_left: "From the right",
    slide_right: "From the left",
    zoom: "Zoom in",
    pop: "Pop up",
    wipe: "Wipe in",
    typewriter: "Letter by letter",
    draw: "Drawn",
  },
};

export class TextEditor {
  /**
   * `told({scene, text})` gives the words for a change that is about to be made, `saved(promise, words)` is given what it
   * comes to, to tell the person; `closed()` is called afterwards.
   */
  constructor(form, store, { told, saved, closed }) {
    Object.assign(this, { form, store, told, saved, closed, text: null });
    this.part = (name) => form.querySelector(`[data-${name}]`);
    const { words, size } = form.elements;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    form.addEventListener("keydown", (event) => this.key(event));
    this.part("cancel").addEventListener("click", () => this.close());
    this.part("theirs").addEventListener("click", () => this.open(this.scene, this.theirs, this.warning));
    form.elements.color.addEventListener("input", ({ target }) => (this.fillCode = target.value + this.alpha));
    this.part("smaller").addEventListener("click", () => this.scale(1 / 1.15));
    this.part("larger").addEventListener("click", () => this.scale(1.15));
    for (const [name, choices] of Object.entries(CHOICES)) this.fill(form.elements[name], choices);
    for (const field of [words, size]) field.addEventListener("input", () => field.setCustomValidity(""));
    store.addEventListener("change", () => this.look());
  }

  fill(select, choices) {
    select.replaceChildren(...Object.entries(choices).map(([value, words]) => make("option", { value }, words)));
  }

  get isOpen() {
    return !this.form.hidden;
  }

  /** Edit `text` (as of textsOf) of the scene `scene`. `warning` tells what else a change does; "" where nothing. */
  open(scene, text, warning = "") {
    Object.assign(this, { scene, text, warning, theirs: null });
    const { words, size } = this.form.elements;
    for (const name of Object.keys(CHOICES)) this.choose(name, String(text[name]));
    setText(this.part("warning"), warning);
    this.part("warning").hidden = !warning;
    words.value = text.text;
    size.value = String(Math.round(text.size * 10) / 10);
    this.setFill(text.fill);
    this.showDyes();
    this.showConflict();
    this.form.hidden = false;
    words.focus();
    words.select();
  }

  /** What is not among the choices, as a weight of 450, is one as long as it is chosen. */
  choose(name, value) {
    const select = this.form.elements[name];
    this.fill(select, value in CHOICES[name] ? CHOICES[name] : { ...CHOICES[name], [value]: value });
    select.value = value;
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

  /** `code` as in the document: a role of the style stays one. */
  setFill(code) {
    const color = painted(code, this.store.document.style);
    this.fillCode = code;
    this.alpha = color.slice(7); // how see-through it is stays when another is picked
    this.form.elements.color.value = color.slice(0, 7);
  }

  /** The style's own colours and those that the video's texts have already, then the browser's own choice. */
  showDyes() {
    const { document } = this.store;
    const fills = document.scene_order.flatMap((id) => textsOf(document, id).map(({ fill }) => fill));
    const dyes = new Map(); // by what is seen: roles come first
    for (const code of [...Object.keys(WORD_ROLES), this.text.fill, ...fills, "#ffffff", "#111318"]) {
      const color = painted(code, document.style).slice(0, 7);
      if (!dyes.has(color)) dyes.set(color, code);
    }
    this.part("dyes").replaceChildren(...[...dyes].slice(0, DYES).map(([color, code]) => this.dye(color, code)));
  }

  dye(color, code) {
    const words = code in WORD_ROLES ? `${WORD_ROLES[code]}, as in the style` : color;
    const button = make("button.dye", { type: "button", "aria-label": `Colour ${words}`, title: words });
    button.style.setProperty("--color", color);
    button.addEventListener("click", () => this.setFill(code));
    return button;
  }

  /** What the form says, in the document's terms. */
  wanted() {
    const { words, size, weight, align, font, motion } = this.form.elements;
    const isSameSize = Math.abs(Number(size.value) - this.text.size) < 0.06;
    return {
      text: words.value,
      size: isSameSize ? this.text.size : Math.max(SMALLEST, Math.min(LARGEST, Number(size.value) || this.text.size)),
      fill: this.fillCode,
      weight: Number(weight.value),
      align: align.value,
      font: font.value,
      motion: motion.value,
    };
  }

  async save() {
    const { scene, text } = this;
    const operations = editing(text, this.wanted());
    if (operations.length === 0) return this.close();
    const words = this.told({ scene, text });
    const change = this.store.change(operations, `Edited the text “${this.wanted().text.trim().slice(0, 60)}”`);
    this.form.inert = true;
    try {
      await change;
      this.close();
      this.saved(change, words);
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
    const isSame = now && LOOKS.every((name) => now[name] === this.text[name]);
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

const pick = (text) => Object.fromEntries([...LOOKS, "paths"].map((name) => [name, text[name]]));
