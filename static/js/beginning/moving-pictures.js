// A card moves while it is looked at: under the pointer or with the focus; where nothing hovers, for some seconds when
// it comes into the middle of the screen. Where stillness or few bytes are asked for, nothing moves.

import { make } from "../common/dom.js";

const AFTER_MS = 160; // a pointer that only passes starts nothing
const GLANCE_MS = 4800; // what moves by itself for longer must have a way to stop it (WCAG 2.2.2)
const still = matchMedia("(prefers-reduced-motion: reduce)");
const hovers = matchMedia("(hover: hover)");

export function playWhileLookedAt(cards) {
  if (navigator.connection?.saveData) return;
  for (const card of cards) {
    const moving = new MovingPicture(card);
    card.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && moving.play());
    card.addEventListener("pointerleave", () => moving.stop());
    card.addEventListener("focusin", () => card.matches(":focus-visible") && moving.play());
    card.addEventListener("focusout", () => moving.stop());
    if (!hovers.matches) glances.get().observe(card, moving);
  }
}

class MovingPicture {
  constructor(card) {
    this.card = card;
  }

  play() {
    if (still.matches) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), AFTER_MS);
  }

  start() {
    const video = (this.video = this.card.querySelector("video") ?? this.made());
    if (!video) return;
    video.addEventListener("playing", () => (video.dataset.playing = ""), { once: true });
    video.play().catch(() => {}); // where it cannot be had, the picture stands
  }

  /** A template's video is there while it plays: which one it is depends on the style. */
  made() {
    const { preview } = this.card.dataset;
    if (!preview) return null;
    const video = make("video", { muted: true, loop: true, playsinline: true, src: preview, tabindex: "-1", "aria-hidden": "true" });
    video.muted = true; // the attribute alone does not mute what a script makes
    this.card.querySelector("img").after(video);
    return video;
  }

  stop() {
    clearTimeout(this.timer);
    this.video?.pause();
    if (this.card.dataset.preview) this.video?.remove();
    else if (this.video) delete this.video.dataset.playing;
    this.video = null;
  }
}

/** On screens without a pointer: the card that came last into the middle, and only that one. */
class Glances {
  constructor() {
    this.known = new Map();
    this.watcher = new IntersectionObserver((entries) => this.seen(entries), { rootMargin: "-30% -10% -30% -10%", threshold: 1 });
  }

  observe(card, moving) {
    this.known.set(card, moving);
    this.watcher.observe(card);
  }

  seen(entries) {
    for (const { target, isIntersecting } of entries) if (!isIntersecting) this.known.get(target).stop();
    const entered = entries.find(({ isIntersecting }) => isIntersecting);
    if (!entered) return;
    this.now?.stop();
    clearTimeout(this.timer);
    this.now = this.known.get(entered.target);
    this.now.play();
    const { now } = this;
    this.timer = setTimeout(() => now.stop(), GLANCE_MS);
  }
}

const glances = { get: () => (glances.made ??= new Glances()) };
