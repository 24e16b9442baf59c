// A scene as a form beside its picture: its words, its layout, and the style of all.

import { icon, make, setText } from "../common/dom.js";
import { loadStyle } from "../common/load-style.js";
import { picturesOf, titleOf } from "../document/scenes.js";
import { ClipFields } from "./clip-fields.js";
import { LayoutChoice, nameOf, StyleChoice } from "./looks.js";
import { SlotForm } from "./slot-form.js";

await loadStyle("by-hand/scene-form");

const MET = "Somebody else changed the same words meanwhile. Look at what they wrote, then save again.";
const GONE = "Somebody removed this scene meanwhile. Copy your words if you want to keep them.";
const BY_HAND =
  "This scene is made by hand: click in the picture what you want to change or move. A layout puts its own elements in place of these; you can undo that.";

export class SceneForm {
  /**
   * `changed(version, words)` is given the promise of a version to tell, `closed()` is called when the form is left,
   * `lookOf(scene, element)` opens how a text looks, `quiet()` resolves when what was changed last is drawn.
   */
  constructor(store, hooks) {
    Object.assign(this, { store, hooks, scene: null, kept: new Map(), kinds: new Map(), wanted: null });
    this.title = make("h2.form-title");
    this.note = make("p.form-note", { hidden: true }, BY_HAND);
    this.inHand = make("div.form-hand", { hidden: true });
    this.words = new SlotForm({ send: () => this.send(), forget: () => this.forget() });
    this.clips = new ClipFields(store, (operations, told) => hooks.changed(store.change(operations), told));
    this.layouts = new LayoutChoice(store, (name) => this.chooseLayout(name));
    this.styles = new StyleChoice(store, (name) => this.chooseStyle(name));
    const close = make("button.control", { type: "button", "aria-label": "Close", title: "Close (Esc)", onclick: () => this.close() }, icon("close"));
    const body = make("div.form-body", {}, this.note, this.inHand, this.words.element, this.clips.element, this.layouts.element, this.styles.element);
    this.element = make("section.scene-form", { "aria-label": "Edit the scene", hidden: true }, make("div.form-head", {}, this.title, close), body);
    this.element.addEventListener("keydown", (event) => this.key(event));
    store.addEventListener("change", () => this.look());
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Open the scene with this id; the cursor goes to `slot`, or to the first one. */
  async open(id, slot = null) {
    if (this.scene !== id) this.keep();
    this.scene = id;
    this.isReady = false;
    this.element.hidden = false;
    this.describe();
    await Promise.all([this.load(), this.styles.load()]);
    if (this.scene !== id) return;
    const { wanted = null, typed = {} } = this.kept.get(id) ?? {};
    this.wanted ??= wanted;
    this.build({ ...typed, ...this.words.typed });
    this.isReady = true;
    if (this.kind) this.words.focus(slot);
    else this.layouts.element.querySelector("button, summary").focus();
  }

  close() {
    this.keep();
    this.scene = null;
    this.element.hidden = true;
    this.hooks.closed();
  }

  /** What is typed and not saved is there when the scene is opened again. */
  keep() {
    const { wanted, scene } = this;
    const { typed } = this.words;
    if (scene && this.isReady && (wanted || Object.keys(typed).length)) this.kept.set(scene, { wanted, typed });
    this.wanted = null;
    this.words.build(null, { stored: {}, usual: {}, typed: {}, pictures: [] });
  }

  /** As it is stored. */
  forget() {
    this.kept.delete(this.scene);
    this.wanted = null;
    this.build({});
  }

  key(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.words.element.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // What the document says

  get shown() {
    return this.store.document?.scenes[this.scene] ?? null;
  }

  /** The layout that is chosen, stored or not. */
  get kind() {
    return this.kinds.get(this.wanted ?? this.shown?.layout?.name) ?? null;
  }

  get stored() {
    return this.shown?.layout?.slots ?? {};
  }

  async load() {
    const { version } = this.store;
    const { kinds, words } = await this.layouts.load(this.scene);
    Object.assign(this, { kinds, usual: words, loaded: version });
  }

  describe() {
    const { shown, store } = this;
    const place = store.document.scene_order.indexOf(this.scene) + 1;
    setText(this.title, shown ? `Scene ${place}: ${titleOf(store.document, this.scene)}` : "This scene is gone");
    this.note.hidden = !shown || Boolean(shown.layout) || shown.order.length === 0;
    this.clips.show(this.scene);
  }

  build(typed) {
    const { kind, stored, usual } = this;
    this.words.build(kind, { stored, usual: this.shown?.layout ? {} : usual, typed, pictures: picturesOf(this.store.document) });
    this.words.isWaiting = Boolean(this.wanted);
    this.built = kind;
    this.layouts.mark(kind?.name);
  }

  /** The video is another one, by this person or somebody else. */
  look() {
    if (!this.isOpen || !this.isReady) return;
    this.describe();
    this.styles.mark();
    if (!this.shown) return this.words.say(GONE);
    if (this.isSending || this.store.pending.length) return;
    if (this.kind !== this.built) this.build(this.words.typed);
    else this.words.follow(this.stored);
    if (this.loaded < this.store.version) this.renew();
  }

  /** Which layouts fit may be another matter now. Their pictures wait until the video itself is drawn. */
  async renew() {
    const { scene, store } = this;
    this.loaded = store.version;
    await this.hooks.quiet();
    if (this.scene !== scene || this.loaded < store.version) return;
    await this.load().catch(() => {}); // the next change looks again
    if (this.scene === scene) this.layouts.mark(this.kind?.name);
    this.built = this.kind;
  }

  // What the person does

  /** One that fits the words is taken at once; another first asks for its words. */
  chooseLayout(name) {
    if (name === this.shown?.layout?.name) return this.forget();
    const { typed } = this.words;
    this.wanted = name;
    this.build(typed);
    if (this.kind.fits) return this.send();
    this.words.say(`${nameOf(name)} needs other words. Fill them in, then save.`);
    this.words.focusMissing(this.kind);
  }

  chooseStyle(style) {
    this.hooks.changed(this.store.changeAt("style", { style }, () => true), `The style is ${nameOf(style)} now.`);
  }

  async send() {
    const { wanted, scene, words, store } = this;
    const slots = words.typed;
    if (!wanted && Object.keys(slots).length === 0) return;
    const focused = document.activeElement;
    words.complain([]);
    words.element.inert = this.isSending = true;
    const stands = () => words.stands(store.document.scenes[scene]?.layout?.slots ?? {}, slots);
    const change = store.changeAt(`scenes/${scene}`, { ...(wanted ? { layout: wanted } : {}), slots }, stands);
    try {
      await change;
      if (this.scene === scene) this.forget();
      this.hooks.changed(change, wanted ? `The scene has the layout ${nameOf(wanted)} now.` : "The words are changed.");
    } catch (error) {
      words.complain(error.details?.slots ?? [{ slot: "", message: error.code === "version_changed" ? MET : error.message }]);
    } finally {
      words.element.inert = this.isSending = false;
      this.look();
      if (document.activeElement === document.body) this.refocus(focused);
    }
  }

  /** The cursor goes back to where it was while that was closed, or to the first field. */
  refocus(focused) {
    if (focused.isConnected && !focused.disabled) focused.focus({ preventScroll: true });
    else this.words.focus();
  }

  /** Show what is in the hand (as of boxesOf, null for nothing) and what it means to change it. */
  showInHand(element, warning) {
    this.inHand.hidden = !element;
    if (!element) return;
    const words = make("p", {}, make("b", {}, element.name), ` is in hand: drag it, or use the arrow keys. ${warning}`);
    const look = make("button.small", { type: "button", onclick: () => this.hooks.lookOf(this.scene, element.id) }, icon("edit"), "Words and look");
    this.inHand.replaceChildren(words, ...(element.type === "text" ? [look] : []));
  }
}
