// How the clips of a scene play: what is cut from the beginning of each, and how loud its own sound is.

import { make } from "../common/dom.js";
import { shortSeconds } from "../document/scenes.js";
import { clipsOf, playingClip } from "../document/scene-patches.js";
import { VolumeSlider } from "../sound/volume-slider.js";

const LEAST_SECONDS = 0.1; // of a clip that are left

export class ClipFields {
  /** `change(operations, words)` stores what is changed, and tells it. */
  constructor(store, change) {
    Object.assign(this, { store, change, shown: "" });
    this.list = make("div.clip-fields");
    this.element = make("section.form-part", { "aria-label": "Videos in the scene", hidden: true }, make("h3", {}, "Videos"), this.list);
  }

  /** Those of the scene with this id; what has the focus keeps it. */
  show(scene) {
    const { document } = this.store;
    const clips = document.scenes[scene] ? clipsOf(document, scene) : [];
    const shown = JSON.stringify([scene, clips]);
    if (shown === this.shown) return;
    this.shown = shown;
    const label = this.element.contains(window.document.activeElement) ? window.document.activeElement.getAttribute("aria-label") : null;
    this.element.hidden = clips.length === 0;
    this.list.replaceChildren(...clips.map((clip) => this.row(scene, clip, document.assets[clip.asset])));
    if (label) this.element.querySelector(`[aria-label="${CSS.escape(label)}"]`)?.focus();
  }

  row(scene, clip, { seconds, sound }) {
    const change = (played, words) => this.change(playingClip(this.store.document, scene, clip.id, played), words);
    const most = Math.max(0, Math.floor((seconds - LEAST_SECONDS) * 10) / 10);
    const trim = make("input", { type: "number", min: "0", max: String(most), step: "0.1", "aria-label": `Seconds cut from the beginning of ${clip.asset}` });
    trim.value = String(clip.trim);
    trim.addEventListener("change", () => trim.value && trim.reportValidity() && change({ trim: Number(trim.value) }, `${clip.asset} begins at its second ${trim.value}.`));
    const row = make("div.clip-field", {}, make("b", {}, clip.asset), make("label", {}, "Without its first ", trim, ` of ${shortSeconds(seconds)}`));
    if (!sound) return row;
    const told = (loud) => (loud ? `${clip.asset} is at ${Math.round(loud * 100)} %.` : `${clip.asset} is muted.`);
    const volume = new VolumeSlider(`Volume of ${clip.asset}`, { chosen: (loud) => change({ volume: loud }, told(loud)) });
    volume.show(clip.volume);
    row.append(volume.element);
    return row;
  }
}
