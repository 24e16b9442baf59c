// The fields of a scene's slots: one for words, rows of them for lists, a choice for what is named.

import { actionButton, icon, make, setText } from "../common/dom.js";

export const SLOT_WORDS = {
  kicker: "Over the heading",
  heading: "Heading",
  body: "Text",
  items: "Points",
  figures: "Figures",
  details: "Lines",
  quote: "Quote",
  by: "Who says it",
  action: "Button",
  icon: "Icon",
  picture: "Picture",
  pictures: "Pictures",
  effect: "Effect",
};
const HINTS = { icon: "A word for it: clock, heart", action: "Order now" };
const COLUMNS = {
  items: { "": "Point" },
  figures: { value: "Value", unit: "Unit", label: "What it measures" },
  details: { label: "Label", value: "Value" },
};
const EFFECTS = { none: "None", firework: "Fireworks", confetti: "Confetti", snow: "Snow", sparks: "Sparks", bubbles: "Bubbles" };
const MOST_ROWS = 12;

/** The field of a slot: `element`, `value` as in the document, `focus()`, and what is said below it. */
export class SlotField {
  /** `pictures` are the ids of those that there are; `changed()` is called when the person changes it. */
  constructor(slot, { isNeeded, pictures, changed }) {
    this.slot = slot;
    this.id = `slot-${slot}`;
    this.control = controlOf(slot, this.id, { pictures, changed });
    this.problem = make("p.slot-problem", { role: "alert", hidden: true });
    this.theirs = make("p.slot-theirs", { role: "status", hidden: true });
    const need = isNeeded ? make("span.slot-need", {}, "needed") : null;
    const name = make(this.control.isGroup ? "span.slot-name" : "label.slot-name", { for: this.control.isGroup ? null : this.id, id: `${this.id}-name` }, SLOT_WORDS[slot], need);
    this.element = make("div.slot", { "data-slot": slot }, name, this.control.element, this.problem, this.theirs);
  }

  get value() {
    return this.control.read();
  }

  set value(value) {
    this.control.write(value);
  }

  focus() {
    this.element.querySelector("textarea, input, select")?.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** Say what is wrong with it; "" for nothing. */
  complain(words) {
    setText(this.problem, words);
    this.problem.hidden = !words;
  }

  /** Say that somebody else wrote `words` here meanwhile, which `take()` takes; null: nobody did. */
  meet(words, take) {
    this.theirs.hidden = words === null;
    if (words === null) return;
    const button = actionButton("button.small", "Take theirs", async () => take(), () => {});
    this.theirs.replaceChildren(`Somebody else wrote “${words}” here meanwhile. Saving puts yours over it. `, button);
  }
}

function controlOf(slot, id, { pictures, changed }) {
  if (slot in COLUMNS) return rows(COLUMNS[slot], id, changed);
  if (slot === "effect") return choice(id, EFFECTS, changed);
  const named = Object.fromEntries(pictures.map((each) => [each, each]));
  if (slot === "picture") return choice(id, { "": "None", ...named }, changed);
  if (slot === "pictures") return several(named, id, changed);
  const words = make("textarea", { id, rows: "1", maxlength: "1000", placeholder: HINTS[slot] ?? null, oninput: changed });
  return { element: words, read: () => words.value, write: (value) => (words.value = value) };
}

function choice(id, choices, changed) {
  const select = make("select", { id, onchange: changed });
  const fill = (more) => select.replaceChildren(...Object.entries({ ...choices, ...more }).map(([value, words]) => make("option", { value }, words)));
  fill({});
  const write = (value) => {
    if (!(value in choices)) fill({ [value]: value });
    select.value = value;
  };
  return { element: select, read: () => select.value, write };
}

function several(choices, id, changed) {
  const boxes = Object.keys(choices).map((value) => make("input", { type: "checkbox", value, onchange: changed }));
  const labels = boxes.map((box) => make("label.slot-picture", {}, box, box.value));
  const none = make("span.slot-none", {}, "Upload pictures in the panel “Pictures” first.");
  const element = make("div", { role: "group", "aria-labelledby": `${id}-name` }, ...(labels.length ? labels : [none]));
  const write = (value) => boxes.forEach((box) => (box.checked = value.includes(box.value)));
  return { isGroup: true, element, read: () => boxes.filter((box) => box.checked).map((box) => box.value), write };
}

/** Rows of one or several fields; a row without words is none. */
function rows(columns, id, changed) {
  const list = make("ol.slot-rows");
  const add = make("button.small.quiet.slot-add", { type: "button" }, icon("plus"), "Add");
  const names = Object.keys(columns);
  const rowOf = (values) => {
    const fields = names.map((name) => make(`input.slot-cell${name === "unit" ? ".short" : ""}`, { value: values[name] ?? "", "aria-label": columns[name], placeholder: columns[name], maxlength: name === "" || name === "label" ? "1000" : "80", oninput: changed }));
    const gone = make("button.small.quiet", { type: "button", "aria-label": "Remove this row" }, icon("close"));
    const row = make("li.slot-row", {}, ...fields, gone);
    gone.addEventListener("click", () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next?.querySelector("input") ?? add).focus();
      settle();
    });
    fields.at(-1).addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      begin(row);
    });
    return row;
  };
  const settle = () => {
    add.hidden = list.children.length >= MOST_ROWS;
    changed();
  };
  const begin = (after) => {
    if (list.children.length >= MOST_ROWS) return;
    const row = rowOf({});
    if (after) after.after(row);
    else list.append(row);
    row.querySelector("input").focus();
    settle();
  };
  add.addEventListener("click", () => begin(null));
  const plain = (row) => Object.fromEntries(names.map((name, place) => [name, row.querySelectorAll("input")[place].value]));
  const read = () => [...list.children].map(plain).filter((row) => names.some((name) => row[name].trim())).map((row) => ("" in row ? row[""] : row));
  const write = (value) => list.replaceChildren(...(value.length ? value : [{}]).map((each) => rowOf(typeof each === "string" ? { "": each } : each)));
  return { isGroup: true, element: make("div", { role: "group", "aria-labelledby": `${id}-name` }, list, add), read, write };
}
