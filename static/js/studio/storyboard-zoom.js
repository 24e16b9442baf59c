// How large the scenes of the storyboard are: where there are many, smaller ones can be seen together.

import { read, write } from "../common/storage.js";

const KEPT = "reeltalk.zoom";
const STEPS = [0.45, 0.7, 1, 1.35, 1.8];
const USUAL = STEPS.indexOf(1);
const MANY = 6;

export class StoryboardZoom {
  /** `root` is what the sizes are set on, `buttons` the part with the two buttons. */
  constructor(root, buttons) {
    Object.assign(this, { root, buttons, step: read(KEPT, USUAL) });
    buttons.addEventListener("click", ({ target }) => this.by(Number(target.dataset.zoomBy ?? 0)));
    this.paint();
  }

  by(steps) {
    this.step = Math.max(0, Math.min(STEPS.length - 1, this.step + steps));
    write(KEPT, this.step);
    this.paint();
  }

  paint() {
    this.root.style.setProperty("--zoom", String(STEPS[this.step] ?? 1));
    this.root.classList.toggle("tiny", this.step === 0);
    const [smaller, larger] = this.buttons.children;
    smaller.disabled = this.step === 0;
    larger.disabled = this.step === STEPS.length - 1;
  }

  /** Offered where there are many scenes, or some chose another size. */
  show(count) {
    this.buttons.hidden = count < MANY && this.step === USUAL;
  }
}
