// What is said in each scene: written by hand, read off the scenes, and how far its speaking is.

import { post } from "../common/api.js";
import { actionButton, make, placeInOrder, setText } from "../common/dom.js";
import { saying, silencing, voicesOf } from "../document/audio.js";
import { shortSeconds } from "../document/scenes.js";

const LONGEST = 1000; // characters
const NOTHING_TO_READ = "The scenes show no words that could be read. Write below what is to be said.";

export class Voices {
  constructor(panel) {
    this.panel = panel;
    this.rows = new Map(); // by scene
    this.silenced = new Map(); // what was said when the voice was turned off
    const failed = (error) => panel.studio.toast.problem(error);
    this.isOn = make("input", { type: "checkbox", role: "switch", disabled: !panel.mayEdit });
    this.isOn.addEventListener("change", () => panel.attempt(() => this.turn(this.isOn.checked)));
    this.who = make("p.sound-about");
    const read = () => panel.attempt(() => this.readScenes());
    this.read = make("button.small", { type: "button", onclick: read }, "Read what the scenes show");
    this.again = actionButton("button.small", "Speak what is missing", () => this.speak(), failed);
    this.list = make("ol.voices");
    const turned = make("label.switch", {}, this.isOn, "A voice speaks");
    const doing = make("div.sound-line", {}, panel.mayEdit && [this.read, this.again]);
    this.element = make("section.sound-part", { "aria-labelledby": "sound-voice" });
    this.element.append(make("h3", { id: "sound-voice" }, "Voice"), turned, this.who, doing, this.list);
  }

  show() {
    const { scenes } = this.panel.store;
    const voices = voicesOf(this.panel.document);
    this.isOn.checked = voices.size > 0;
    setText(this.who, whoHears(this.panel.sound.voice));
    this.read.hidden = scenes.length > 0 && scenes.every(({ id }) => voices.has(id));
    const spoken = new Map(this.panel.sound.scenes.map((each) => [each.scene, each]));
    const { isSpeaking } = this.panel;
    const isThere = this.panel.sound.voice.is_there;
    this.again.hidden = isSpeaking || !isThere || ![...spoken.values()].some(({ why_not: why }) => why);
    placeInOrder(this.list, scenes.map((scene) => this.shownRow(scene, voices.get(scene.id), spoken.get(scene.id))));
    for (const [id, { element }] of this.rows) {
      if (scenes.some((scene) => scene.id === id)) continue;
      element.remove();
      this.rows.delete(id);
    }
  }

  shownRow({ id, index, title }, voice, spoken) {
    const hooks = { save: (text) => this.save(id, text), isFixed: !this.panel.mayEdit };
    if (!this.rows.has(id)) this.rows.set(id, new SpokenScene(id, hooks));
    const row = this.rows.get(id);
    row.show(`${index + 1}. ${title}`, voice?.text ?? "", voice ? this.stateOf(spoken) : "");
    return row.element;
  }

  /** How far the speaking of a scene is, as the server tells it. */
  stateOf(spoken) {
    if (spoken?.is_spoken) return `Spoken in ${shortSeconds(spoken.seconds)}`;
    if (this.panel.isSpeaking || (!spoken && this.panel.sound.voice.is_there)) return "Being spoken…";
    return (this.panel.sound.voice.is_there && spoken?.why_not) || "Not spoken.";
  }

  save(id, text) {
    const words = text ? "What the voice says is changed." : "Nobody speaks in that scene any more.";
    return this.panel.change(saying(this.panel.document, id, text), words);
  }

  turn(isOn) {
    if (isOn) return this.readScenes(this.silenced);
    this.silenced = new Map([...voicesOf(this.panel.document)].map(([id, { text }]) => [id, text]));
    return this.panel.change(silencing(this.panel.document), "Nobody speaks any more.");
  }

  /** Let be said what the scenes show, or what was said in them `before`; what is said already stays. */
  async readScenes(before = new Map()) {
    const sound = await this.panel.fresh();
    const { document, store, studio } = this.panel;
    const voices = voicesOf(document);
    const silent = store.scenes.filter(({ id }) => !voices.has(id));
    const texts = silent.map(({ id }) => [id, before.size ? before.get(id) : sound.words[id]?.slice(0, LONGEST)]);
    const operations = texts.flatMap(([id, text]) => (text ? saying(document, id, text) : []));
    if (operations.length) return this.panel.change(operations, "A voice reads what the scenes show.");
    studio.toast.problem({ message: NOTHING_TO_READ });
    return this.show(); // it is off still
  }

  async speak() {
    this.panel.studio.conversation.takeJob(await post(`${this.panel.path}/sound/speech`));
  }
}

class SpokenScene {
  /** `save(text)` is called when what was typed is to be kept; it gives whether it is. */
  constructor(id, { save, isFixed }) {
    this.shown = "";
    const state = `says-state-${id}`;
    this.title = make("label.spoken-title", { for: `says-${id}` });
    this.state = make("span.spoken-state", { id: state });
    const limits = { maxlength: LONGEST, rows: "1", readonly: isFixed };
    this.text = make("textarea", { id: `says-${id}`, placeholder: "Nobody speaks here", "aria-describedby": state, ...limits });
    this.text.addEventListener("change", () => this.keep(save));
    this.text.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.keep(save));
    this.element = make("li.spoken", {}, make("div.spoken-head", {}, this.title, this.state), this.text);
  }

  /** What is not taken stays typed. */
  async keep(save) {
    const typed = this.text.value;
    if (typed.trim() !== this.shown && !(await save(typed.trim()))) this.text.value = typed;
  }

  /** What is being typed stays. */
  show(title, text, state) {
    setText(this.title, title);
    setText(this.state, state);
    const isTyped = this.text.value.trim() !== this.shown;
    this.shown = text;
    if (!isTyped) this.text.value = text;
  }
}

function whoHears({ is_there: isThere, heard_by: host, usual, how_to_get_one: how }) {
  if (!isThere) return how;
  const voice = usual ? ` Its usual voice is “${usual}”.` : "";
  return host ? `What it says is sent to ${host}, which speaks it.${voice}` : `It is spoken here: no text leaves this server.${voice}`;
}
