// Keeps the newest text in view, but never moves the page under somebody who reads further up.

import { setText } from "../common/dom.js";

const NEAR_PX = 80;

export class Scroller {
  constructor(area, button) {
    Object.assign(this, { area, button, isPinned: true, seen: 0, words: button.querySelector("span") });
    area.addEventListener("scroll", () => this.look(), { passive: true });
    button.addEventListener("click", () => this.toNewest());
    // It looks when the layout is done, so that it never asks for one.
    const sizes = new ResizeObserver(() => this.grown());
    for (const element of [area, ...area.children]) sizes.observe(element);
  }

  look() {
    const below = this.area.scrollHeight - this.area.scrollTop - this.area.clientHeight;
    this.isPinned = below < NEAR_PX;
    this.button.hidden = this.isPinned;
    if (this.isPinned) this.seen = this.area.scrollHeight;
    setText(this.words, this.area.scrollHeight > this.seen ? "New text" : "Newest");
  }

  grown() {
    if (this.area.classList.contains("is-empty")) return;
    if (this.isPinned) this.area.scrollTop = this.seen = this.area.scrollHeight;
    else this.look();
  }

  toNewest() {
    this.isPinned = true;
    this.button.hidden = true;
    this.grown();
  }

  /** Let `change` add content above without moving what is read. */
  keepPlace(change) {
    const before = this.area.scrollHeight - this.area.scrollTop;
    change();
    this.area.scrollTop = this.area.scrollHeight - before;
  }
}
