// What of the video is heard: mute, volume, the key M; and what is said as captions over it. Loaded when there is a video.

import { make, setAttributeIfNew } from "../common/dom.js";
import { loadStyle } from "../common/load-style.js";
import { hasWordsToRead } from "../document/audio.js";

await loadStyle("studio/hearing");

const TYPED_IN = "input:not([type=range]), textarea, select, [contenteditable]";
const USUAL = { muted: false, volume: 1, captions: false };

export class Hearing {
  constructor(player) {
    Object.assign(this, { player, words: null });
    for (const name of ["mute", "volume", "captions"]) this[name] = player.part(name);
    this.mute.addEventListener("click", () => this.toggle());
    this.volume.addEventListener("input", () => this.setHabit({ volume: Number(this.volume.value), muted: this.volume.value === "0" }));
    this.captions.addEventListener("click", () => this.setHabit({ captions: !this.habits.captions }));
    document.addEventListener("keydown", (event) => this.key(event));
    player.addEventListener("swapped", () => this.apply());
    this.mute.disabled = false;
    this.volume.parentElement.hidden = false;
    this.apply();
  }

  get habits() {
    return { ...USUAL, ...this.player.habits };
  }

  setHabit(change) {
    this.player.setHabit(change);
    this.apply();
  }

  /** The video that plays shows `document`; what is said in it stands at `source`, as WebVTT. */
  show(document, source) {
    this.words = hasWordsToRead(document) ? source : null;
    this.showWords();
  }

  toggle() {
    this.setHabit({ muted: !this.player.current.muted, volume: this.habits.volume || USUAL.volume });
  }

  key(event) {
    if (event.key.toLowerCase() !== "m" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest(TYPED_IN) || document.querySelector("dialog[open]")) return;
    this.toggle();
  }

  /** As it was wished for the video that plays now. A browser may forbid sound before anything is pressed: it goes on mute. */
  async apply() {
    const { player, habits } = this;
    const video = player.current;
    const plays = player.isPlaying;
    Object.assign(video, { volume: habits.volume, muted: habits.muted });
    this.showLoudness();
    this.showWords();
    if (!plays || habits.muted) return;
    try {
      await video.play();
    } catch (error) {
      if (error.name !== "NotAllowedError") return; // another video took its place
      video.muted = true;
      player.play();
      this.showLoudness();
    }
  }

  showLoudness() {
    const { muted } = this.player.current;
    const use = this.mute.querySelector("use");
    setAttributeIfNew(use, "href", `${document.body.dataset.icons}#${muted ? "muted" : "sound"}`);
    setAttributeIfNew(this.mute, "aria-pressed", String(muted));
    setAttributeIfNew(this.mute, "title", muted ? "Sound on (M)" : "Mute (M)");
    this.volume.value = String(muted ? 0 : this.habits.volume);
    this.volume.setAttribute("aria-valuetext", `${Math.round(Number(this.volume.value) * 100)} %`);
  }

  showWords() {
    const { words, captions } = this;
    const video = this.player.current;
    let track = video.querySelector("track");
    if (track && track.getAttribute("src") !== words) {
      track.remove(); // another `src` of the same would leave its words
      track = null;
    }
    if (words && !track) video.append((track = make("track", { kind: "captions", label: "Captions", src: words })));
    if (track) track.track.mode = this.habits.captions ? "showing" : "disabled";
    captions.hidden = !words;
    captions.setAttribute("aria-pressed", String(this.habits.captions));
  }
}
