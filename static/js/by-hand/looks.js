// The layouts that a scene could have and the styles of the whole video, each as a picture to press.

import { get } from "../common/api.js";
import { make, placeInOrder } from "../common/dom.js";
import { readable } from "../document/scenes.js";
import { ScenePictures } from "../studio/scene-pictures.js";
import { SLOT_WORDS } from "./slot-fields.js";

const PICTURE_PX = 176;

export const nameOf = (layout) => readable(layout);

/** Layouts that fit the scene's words as pictures of it, the others as names. `choose(layout)` is called with one. */
export class LayoutChoice {
  constructor(store, choose) {
    Object.assign(this, { store, choose });
    this.pictures = new ScenePictures();
    this.tiles = new Map();
    this.fitting = make("div.layouts", { role: "group", "aria-labelledby": "layouts-name" });
    this.others = make("div.layout-names");
    this.more = make("details.more-layouts", {}, make("summary", {}, "Layouts for other words"), this.others);
    const name = make("h3", { id: "layouts-name" }, "Layout");
    this.element = make("section.form-part", {}, name, this.fitting, this.more);
  }

  /** Load what fits `scene` (its id) as it is now: `{kinds, words}`, all layouts by their names, and what it says. */
  async load(scene) {
    const { version } = this.store;
    const { items, words } = await get(`${this.store.path}/scenes/${scene}/layouts`);
    const fits = items.filter((each) => each.fits).sort((a, b) => a.loses.length - b.loses.length);
    if (scene !== this.scene) this.tiles.clear();
    this.scene = scene;
    placeInOrder(this.fitting, fits.map((each) => this.tile(each, scene, version)));
    while (this.fitting.children.length > fits.length) this.fitting.lastElementChild.remove();
    this.others.replaceChildren(...items.filter((each) => !each.fits).map((each) => this.named(each)));
    this.mark(this.store.document.scenes[scene]?.layout?.name);
    return { kinds: new Map(items.map((each) => [each.name, each])), words };
  }

  /** The layout that is chosen, pressed or by its words. */
  mark(name) {
    for (const button of this.element.querySelectorAll("[data-layout]")) {
      button.setAttribute("aria-pressed", String(button.dataset.layout === name));
    }
  }

  tile(layout, scene, version) {
    const tile = this.tiles.get(layout.name) ?? this.newTile(layout);
    this.tiles.set(layout.name, tile);
    const asked = new URLSearchParams({ scene, version, layout: layout.name, width: PICTURE_PX });
    const lost = layout.loses.length ? `It has no place for: ${layout.loses.map((slot) => SLOT_WORDS[slot]).join(", ")}.` : "";
    tile.button.title = [layout.about, lost].filter(Boolean).join(". ");
    queueMicrotask(() => this.pictures.show(tile.image, `${this.store.path}/still?${asked}`)); // once it is in the page
    return tile.button;
  }

  newTile({ name }) {
    const image = make("img", { alt: "", decoding: "async" });
    const button = make("button.layout", { type: "button", "data-layout": name }, image, make("span", {}, nameOf(name)));
    button.addEventListener("click", () => this.choose(name));
    return { image, button };
  }

  named(layout) {
    const button = make("button.small", { type: "button", "data-layout": layout.name, title: layout.about }, nameOf(layout.name));
    button.addEventListener("click", () => this.choose(layout.name));
    return button;
  }
}

/** The catalogue of styles. `choose(name)` is called with one. */
export class StyleChoice {
  constructor(store, choose) {
    Object.assign(this, { store, choose });
    this.list = make("div.styles", { role: "group", "aria-labelledby": "styles-name" });
    this.element = make("section.form-part", {}, make("h3", { id: "styles-name" }, "Style of the whole video"), this.list);
  }

  async load() {
    if (this.list.children.length) return;
    const { items } = await get("/api/styles");
    this.list.replaceChildren(...items.map((each) => this.swatch(each)));
    this.mark();
  }

  mark() {
    const { name } = this.store.document.style;
    for (const each of this.list.children) each.setAttribute("aria-pressed", String(each.dataset.style === name));
  }

  swatch({ name, about, ...colors }) {
    const dots = ["accent", "accent2", "surface"].map((role) => {
      const dot = make("span.style-dot");
      dot.style.setProperty("--color", colors[role]);
      return dot;
    });
    const words = make("span.style-words", { "aria-hidden": "true" }, "Aa");
    const shown = make("span.style-ground", {}, words, ...dots);
    shown.style.setProperty("--ground", colors.background);
    shown.style.setProperty("--words", colors.text);
    const button = make("button.style", { type: "button", "data-style": name, title: about }, shown, make("span", {}, nameOf(name)));
    button.addEventListener("click", () => this.choose(name));
    return button;
  }
}
