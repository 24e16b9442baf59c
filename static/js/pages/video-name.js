// The name of the video: renamed in place, and taken over when the first answer gave it one.

import { get, request } from "../common/api.js";
import { setText } from "../common/dom.js";

const LOOK_AFTER_MS = [700, 2000, 5000, 12000];

export class VideoName {
  constructor({ path, isNamed, failed }) {
    Object.assign(this, { path, isNamed, failed, isLooking: false });
    this.form = document.querySelector("[data-rename]");
    this.input = this.form.elements.name;
    this.name = this.input.value;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.input.blur();
    });
    this.input.addEventListener("change", () => this.rename().catch(failed));
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.input.value = this.name;
      this.input.blur();
    });
  }

  async rename() {
    const name = this.input.value.trim();
    if (!name) return this.show(this.name);
    return this.show((await request("PATCH", this.path, { body: { name } })).name);
  }

  show(name) {
    this.isNamed = true;
    this.name = name;
    if (document.activeElement !== this.input) this.input.value = name;
    setText(document.querySelector("[data-name]"), name);
    document.title = `${name} · Reeltalk`;
  }

  /** The server asks the model for a name behind the first answer: look a few times whether there is one. */
  async mayComeSoon() {
    if (this.isNamed || this.isLooking) return;
    this.isLooking = true;
    for (const wait of LOOK_AFTER_MS) {
      await new Promise((passed) => setTimeout(passed, wait));
      const project = await get(this.path).catch(() => null);
      if (this.isNamed) break;
      if (project?.is_named) this.show(project.name);
    }
    this.isLooking = false;
  }
}
