// The words of a scene, a field for each slot of its layout. What is typed stays typed whatever others write meanwhile.

import { make, setText } from "../common/dom.js";
import { SlotField } from "./slot-fields.js";

const EVERYWHERE = ["icon", "effect"]; // slots of any layout
const LISTS = ["items", "figures", "details", "pictures"];

export class SlotForm {
  /** `send()` stores what is typed, `forget()` takes it back. */
  constructor({ send, forget }) {
    this.fields = new Map();
    this.list = make("div.slots");
    this.problem = make("p.slot-problem", { role: "alert", hidden: true });
    this.save = make("button.primary", { type: "submit" }, "Save");
    this.back = make("button.quiet", { type: "button", hidden: true, onclick: forget }, "As it was");
    const actions = make("div.form-actions", {}, this.back, this.save);
    this.element = make("form.form-part", { novalidate: true, "aria-label": "Words of the scene" }, make("h3", {}, "Words"), this.list, this.problem, actions);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
  }

  /**
   * Show the slots of the layout `kind`, none of null. `stored` is what the document says, `usual` what a slot begins with
   * that it does not have, `typed` what the person wrote over both.
   */
  build(kind, { stored, usual, typed, pictures }) {
    if (kind && kind.name === this.kind?.name && Object.keys(typed).length === 0) return this.begin(stored, usual);
    this.kind = kind;
    const names = kind ? [...new Set([...kind.needs, ...kind.takes, ...EVERYWHERE])] : [];
    const made = (slot) => new SlotField(slot, { isNeeded: kind.needs.includes(slot), pictures, changed: () => this.changed() });
    this.base = structuredClone(stored);
    this.fields = new Map(names.map((slot) => [slot, made(slot)]));
    for (const [slot, field] of this.fields) field.value = typed[slot] ?? stored[slot] ?? usual[slot] ?? empty(slot);
    this.list.replaceChildren(...[...this.fields.values()].map(({ element }) => element));
    this.element.hidden = !kind;
    this.complain([]);
    this.changed();
  }

  /** The same fields, as they are stored: where the cursor is, it stays. */
  begin(stored, usual) {
    this.base = structuredClone(stored);
    for (const [slot, field] of this.fields) {
      const value = stored[slot] ?? usual[slot] ?? empty(slot);
      if (!isSame(field.value, value)) field.value = value;
      field.meet(null);
    }
    this.complain([]);
    this.changed();
  }

  /** The slots whose fields say something else than the document did. */
  get typed() {
    const changed = [...this.fields].filter(([slot, { value }]) => !isSame(value, valueOf(this.base, slot)));
    return Object.fromEntries(changed.map(([slot, { value }]) => [slot, value]));
  }

  /** Whether something is to be stored besides, as another layout. */
  set isWaiting(isWaiting) {
    this.waits = isWaiting;
    this.changed();
  }

  changed() {
    const isDirty = this.waits || Object.keys(this.typed).length > 0;
    this.save.disabled = !isDirty;
    this.back.hidden = !isDirty;
  }

  /** The document says `now`: fields that nobody typed in follow; where both wrote, the person is told and decides. */
  follow(now) {
    const { typed } = this;
    for (const [slot, field] of this.fields) {
      const theirs = valueOf(now, slot);
      if (isSame(theirs, valueOf(this.base, slot))) continue;
      this.base[slot] = structuredClone(theirs);
      if (!(slot in typed)) field.value = theirs;
      else if (!isSame(field.value, theirs)) field.meet(inWords(theirs), () => this.take(slot, theirs));
    }
    this.changed();
  }

  take(slot, theirs) {
    const field = this.fields.get(slot);
    field.value = theirs;
    field.meet(null);
    this.changed();
  }

  /** Whether the document, which says `now`, still says in `slots` what was seen. */
  stands(now, slots) {
    return Object.keys(slots).every((slot) => isSame(valueOf(now, slot), valueOf(this.base, slot)));
  }

  /** Each complaint, `{slot, message}`, at its slot, others below; nothing that was typed is lost. */
  complain(slots) {
    for (const [slot, field] of this.fields) field.complain(wordsOf(slots.filter((each) => each.slot === slot)));
    this.say(wordsOf(slots.filter(({ slot }) => !this.fields.has(slot))));
    [...this.fields.values()].find(({ slot }) => slots.some((each) => each.slot === slot))?.focus();
  }

  /** Say something about all of it; "" for nothing. */
  say(words) {
    setText(this.problem, words);
    this.problem.hidden = !words;
  }

  /** Let the cursor be in a slot, else in the first. */
  focus(slot) {
    (this.fields.get(slot) ?? [...this.fields.values()][0])?.focus();
  }

  /** Let it be in the first slot without which the layout shows nothing and that says nothing. */
  focusMissing({ needs }) {
    this.focus(needs.find((slot) => isSame(this.fields.get(slot).value, empty(slot))));
  }
}

const wordsOf = (slots) => slots.map(({ message }) => message).join(" ");
const empty = (slot) => (LISTS.includes(slot) ? [] : slot === "effect" ? "none" : "");
const valueOf = (slots, slot) => slots[slot] ?? empty(slot);

const inOrder = (_, value) => (value && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value);
const told = (value) => JSON.stringify(value, inOrder);
const isSame = (one, other) => told(one) === told(other);

function inWords(value) {
  const rows = [value].flat().map((each) => (typeof each === "string" ? each : Object.values(each).filter(Boolean).join(" ")));
  return rows.join(", ") || "nothing";
}
