// What a person changes in the picture and beside it: which of form, editor and handles is open, and for what.

import { later } from "../common/api.js";
import { boxesOf, takeable } from "../document/boxes.js";
import { readable, titleTextOf } from "../document/scenes.js";
import { textsOf } from "../document/texts.js";

export class Hands {
  /** `texts` is the studio's TextLayer. */
  constructor(studio, texts) {
    Object.assign(this, { studio, texts, store: studio.store });
    this.form = later(() => import("./scene-form.js"), ({ SceneForm }) => this.madeForm(SceneForm));
    this.editor = later(() => import("./text-editor.js"), ({ TextEditor }) => this.madeEditor(TextEditor));
    this.handles = later(() => import("./handles.js"), ({ Handles }) => this.madeHandles(Handles));
  }

  madeForm(SceneForm) {
    const form = new SceneForm(this.store, {
      changed: (version, words) => this.studio.offerUndo(version, words),
      closed: () => this.formClosed(),
      lookOf: (scene, element) => this.editElement(scene, element),
      quiet: () => this.studio.untilDrawn(),
    });
    this.studio.root.before(form.element);
    this.openedForm = form;
    return form;
  }

  madeEditor(TextEditor) {
    return new TextEditor(this.studio.part("editor"), this.store, {
      told: ({ scene, text }) => this.told("The text is changed.", scene.id, text.id),
      saved: (version, words) => this.studio.offerUndo(version, words),
      closed: () => {
        this.texts.mark(null);
        if (!this.isFormOpen) this.letGo();
      },
    });
  }

  madeHandles(Handles) {
    this.openedHandles = new Handles(this.studio.part("texts"), this.store, {
      moved: ({ scene, element, operations, isResized }) => {
        const words = this.told(`${isResized ? "Resized" : "Moved"} ${element.name}.`, scene, element.id);
        this.studio.offerUndo(this.store.change(operations, words), words);
      },
      edit: (scene, element) => this.editElement(scene, element),
      left: () => this.letGo(),
    });
    return this.openedHandles;
  }

  get isFormOpen() {
    return Boolean(this.openedForm?.isOpen);
  }

  /** What the picture shows: `{scene, within}` in the newest document, or null where nothing of it can be changed. */
  show(moment) {
    if (!moment && !this.studio.player.isPlaying) return; // the still of a change is on its way: what is in the hand stays
    this.openedHandles?.show(moment?.scene.id ?? null, moment?.within ?? 0);
  }

  // What was clicked

  /** A text of the picture: its slot where a layout set it, else its words and look. */
  async edit({ scene, text }) {
    const isLaidOut = this.isLaidOut(scene.id, text.id);
    if (!this.isFormOpen && isLaidOut) await this.openForm(scene.id, slotOf(this.layoutOf(scene.id), text.text));
    if (!this.isFormOpen) await this.editText(scene, text);
    await this.take({ scene, element: this.elementOf(scene.id, text.id), focuses: this.isFormOpen && !isLaidOut });
  }

  async take({ scene, element, focuses = true }) {
    if (!element) return;
    this.studio.player.pause();
    const handles = await this.handles();
    handles.choose(scene.id, element.id, { focuses });
    this.studio.showTime();
    this.openedForm?.showInHand(element, this.warning(scene.id, element.id));
  }

  letGo() {
    this.openedHandles?.choose(null, null);
    this.openedForm?.showInHand(null);
  }

  /** A scene's words, wherever they can be changed. */
  editScene(id) {
    const text = this.layoutOf(id) ? null : titleTextOf(this.store.document, id);
    if (!text) return this.openForm(id);
    const scene = this.studio.sceneOf(id);
    this.studio.goTo(scene);
    return this.edit({ scene, text });
  }

  async openForm(id, slot = null) {
    const { studio } = this;
    studio.player.pause();
    studio.goTo({ id });
    const form = await this.form();
    if (form.scene !== id) this.letGo();
    await form.open(id, slot);
    this.texts.showAlso(takeable);
    studio.showTime();
  }

  formClosed() {
    this.letGo();
    this.texts.showAlso(() => []);
  }

  editElement(scene, id) {
    const text = textsOf(this.store.document, scene).find((each) => each.id === id);
    if (text) this.studio.byHand(() => this.editText(this.studio.sceneOf(scene), text));
  }

  async editText(scene, text) {
    this.studio.player.pause();
    const editor = await this.editor();
    this.texts.mark(text.key);
    editor.open(scene, text, this.warning(scene.id, text.id));
  }

  // What a layout has to do with it

  layoutOf(scene) {
    return this.store.document.scenes[scene]?.layout ?? null;
  }

  isLaidOut(scene, element) {
    return Boolean(this.layoutOf(scene)?.made.includes(element));
  }

  elementOf(scene, id) {
    return boxesOf(this.store.document, scene).find((each) => each.id === id) ?? null;
  }

  /** What else it means to change an element by hand; "" for nothing. */
  warning(scene, element) {
    if (!this.isLaidOut(scene, element)) return "";
    return `The layout ${readable(this.layoutOf(scene).name)} placed it: changed by hand, the scene lets go of that layout. You can undo it.`;
  }

  /** `words` about a change that is about to be made, and that it costs the scene its layout where it does. */
  told(words, scene, element) {
    return this.isLaidOut(scene, element) ? `${words} The scene has let go of its layout.` : words;
  }
}

/** The slot of a layout that says these words, as they are set. */
function slotOf({ slots }, words) {
  const said = plain(words);
  const says = (value) => [value].flat().some((each) => (typeof each === "string" ? plain(each) === said : Object.values(each ?? {}).some((part) => plain(part) === said)));
  return Object.keys(slots).find((slot) => says(slots[slot])) ?? null;
}

const plain = (words) => words.replace(/\s+/g, " ").trim().toLowerCase();
