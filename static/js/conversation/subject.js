// What the next message is about: the scene that was chosen, as a chip over the composer.

import { icon, make, setText } from "../common/dom.js";

export class Subject {
  /** The chip stands before `form`; `removed()` is called when the person takes it away. */
  constructor(form, removed) {
    this.words = make("span.subject-words");
    const close = make("button.subject-close", { type: "button", "aria-label": "Speak about the whole video again" }, icon("close"));
    close.addEventListener("click", removed);
    this.chip = make("div.subject", { hidden: true, role: "status" }, icon("film"), this.words, close);
    form.before(this.chip);
    this.scene = null;
  }

  /** `scene` as of scenesOf, or null. */
  show(scene) {
    this.scene = scene;
    this.chip.hidden = !scene;
    if (scene) setText(this.words, `About scene ${scene.index + 1}: ${scene.title}`);
  }

  /** As the server takes it with a message; undefined for the whole video. */
  get about() {
    return this.scene ? { kind: "scene", id: this.scene.id } : undefined;
  }
}
