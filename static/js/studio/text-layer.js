// What can be changed in the picture as places to click: a layer of buttons over the player.

import { make, setAttributeIfNew } from "../common/dom.js";
import { textsOf } from "../document/texts.js";

export class TextLayer {
  /** `hands.edit({scene, text})` is called for the text that was clicked, `hands.take({scene, element})` for what is none. */
  constructor(root, hands) {
    Object.assign(this, { root, hands, buttons: [], document: null, scene: null, marked: null, others: () => [] });
  }

  /** `others(document, id)` gives the elements of a scene, as of boxesOf, that can be clicked beside its texts. */
  showAlso(others) {
    this.others = others;
    if (this.document) this.build(this.document, this.scene);
  }

  /** Frame the text with this key, which is being edited; null for none. */
  mark(key) {
    this.marked = key;
    for (const { button, text } of this.buttons) button.classList.toggle("edited", text.key === key);
  }

  /** Show the places of the texts that are seen at `time`, seconds of `scene` (as of scenesOf). */
  show(document, scene, time) {
    if (document !== this.document || scene?.id !== this.scene?.id) this.build(document, scene);
    for (const { button, text } of this.buttons) button.hidden = time < text.start || time >= text.end;
  }

  build(document, scene) {
    Object.assign(this, { document, scene });
    const texts = document && scene ? textsOf(document, scene.id).filter(({ text }) => text.trim()) : [];
    texts.sort((one, other) => area(other.box) - area(one.box)); // the smaller lie on top: on a small screen they overlap
    const places = document && scene ? [...this.others(document, scene.id), ...texts] : [];
    while (this.buttons.length > places.length) this.buttons.pop().button.remove();
    places.forEach((place, index) => this.place(index, place));
  }

  place(index, text) {
    this.buttons[index] ??= this.made();
    const entry = this.buttons[index];
    entry.text = text;
    entry.button.classList.toggle("edited", text.key === this.marked);
    setAttributeIfNew(entry.button, "aria-label", text.paths ? `Edit the text “${text.text.trim()}”` : `Take the ${text.name}`);
    for (const [name, share] of Object.entries(shares(text.box, this.document))) {
      entry.button.style.setProperty(`--${name}`, `${share * 100}%`);
    }
  }

  made() {
    const button = make("button.text-place", { type: "button" });
    const entry = { button, text: null };
    button.addEventListener("click", () => {
      const { text } = entry;
      if (text.paths) this.hands.edit({ scene: this.scene, text });
      else this.hands.take({ scene: this.scene, element: text });
    });
    this.root.append(button);
    return entry;
  }
}

const area = ({ w, h }) => w * h;

/** The box as shares of the frame, cut where it leaves it. */
function shares({ x, y, w, h }, { width, height }) {
  const inside = (value) => Math.max(0, Math.min(1, value));
  const [left, top] = [inside(x / width), inside(y / height)];
  return { left, top, width: inside((x + w) / width) - left, height: inside((y + h) / height) - top };
}
