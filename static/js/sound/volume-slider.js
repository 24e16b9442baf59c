// A volume as a slider: heard while it moves, kept when it is let go.

import { make } from "../common/dom.js";
import { loadStyle } from "../common/load-style.js";

await loadStyle("studio/volume");

const percent = (volume) => `${Math.round(volume * 100)} %`;

export class VolumeSlider {
  /** `label` names it; `moved(volume)` is called while it moves, `chosen(volume)` when it is let go; volumes are 0..1. */
  constructor(label, { moved = () => {}, chosen, isFixed }) {
    this.input = make("input", { type: "range", min: "0", max: "1", step: "0.05", disabled: isFixed, "aria-label": label });
    this.told = make("output", {}, "");
    this.element = make("div.volume", {}, make("span.volume-name", { "aria-hidden": "true" }, "Volume"), this.input, this.told);
    this.input.addEventListener("input", () => {
      this.tell();
      moved(this.volume);
    });
    this.input.addEventListener("change", () => chosen(this.volume));
  }

  get volume() {
    return Number(this.input.value);
  }

  show(volume) {
    this.input.value = String(volume);
    this.tell();
  }

  tell() {
    this.told.textContent = percent(this.volume);
    this.input.setAttribute("aria-valuetext", percent(this.volume));
  }
}
