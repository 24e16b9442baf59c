// Hearing what a file sounds like, one at a time.

import { make } from "../common/dom.js";

/** Dispatches `change` when something begins or ends to be heard. The video pauses meanwhile. */
export class Listening extends EventTarget {
  constructor(player) {
    super();
    this.player = player;
    this.element = make("audio", { preload: "none", "data-listening": true });
    this.source = null;
    for (const type of ["ended", "error"]) this.element.addEventListener(type, () => this.stop());
  }

  /** Play `source` from its beginning, for so many seconds. Where that is forbidden or fails, nothing is heard. */
  async play(source, { volume = 1, seconds = Infinity } = {}) {
    const resumes = this.source ? this.resumes : this.player.isPlaying;
    clearTimeout(this.timer);
    Object.assign(this, { source, resumes });
    this.player.pause();
    Object.assign(this.element, { src: source, volume });
    this.tell();
    try {
      await this.element.play();
      if (this.source === source && seconds < Infinity) this.timer = setTimeout(() => this.stop(), seconds * 1000);
    } catch (error) {
      if (error.name !== "AbortError") this.stop(); // another one took its place
    }
  }

  toggle(source, options) {
    if (this.source === source) this.stop();
    else this.play(source, options);
  }

  stop() {
    if (!this.source) return;
    clearTimeout(this.timer);
    this.source = null;
    this.element.pause();
    if (this.resumes) this.player.play();
    this.tell();
  }

  setVolume(volume) {
    this.element.volume = volume;
  }

  tell() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}
