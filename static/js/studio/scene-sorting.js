// Dragging the cards of the storyboard into another order: at once with a mouse, after a long press with a finger.

const MOUSE_PX = 6;
const FINGER_PX = 10;
const LONG_PRESS_MS = 350;
const EDGE_PX = 48;
const SCROLL_PX = 12; // a frame

export class SceneSorting {
  /** `list` holds the cards; a drag begins on what matches `handle`; `dropped(card, index)` is told the new place. */
  constructor(list, { handle, dropped }) {
    Object.assign(this, { list, handle, dropped, press: null, drag: null });
    list.addEventListener("pointerdown", (event) => this.down(event));
    list.addEventListener("pointermove", (event) => this.move(event));
    list.addEventListener("pointerup", () => this.up());
    list.addEventListener("pointercancel", () => this.cancel());
    list.addEventListener("touchmove", (event) => this.drag && event.preventDefault(), { passive: false });
    list.addEventListener("contextmenu", (event) => this.press?.isTouch && event.preventDefault());
    list.addEventListener("dragstart", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.swallow(event), { capture: true });
    document.addEventListener("keydown", (event) => this.key(event), { capture: true });
  }

  down(event) {
    const card = event.target.closest(this.handle)?.closest("li");
    if (!card || event.button !== 0 || !event.isPrimary) return;
    const { pointerId, clientX, clientY, pointerType } = event;
    this.hasDragged = false;
    this.press = { card, pointerId, x: clientX, y: clientY, isTouch: pointerType === "touch" };
    if (this.press.isTouch) this.press.timer = setTimeout(() => this.begin(), LONG_PRESS_MS);
  }

  move(event) {
    if (!this.press || event.pointerId !== this.press.pointerId) return;
    const { x, y, isTouch } = this.press;
    const moved = Math.hypot(event.clientX - x, event.clientY - y);
    this.press.now = event.clientX;
    if (this.drag) this.follow();
    else if (isTouch && moved > FINGER_PX) this.cancel(); // a finger that moves early scrolls the storyboard
    else if (!isTouch && moved > MOUSE_PX) this.begin();
  }

  begin() {
    const { card, pointerId, x } = this.press;
    const cards = [...this.list.querySelectorAll("li[data-scene]")];
    if (cards.length < 2) return;
    this.list.classList.add("sorting"); // all are as wide as each other now
    const lefts = cards.map((each) => each.offsetLeft);
    const from = cards.indexOf(card);
    this.drag = { cards, lefts, from, to: from, step: lefts[1] - lefts[0], scrolled: this.list.scrollLeft };
    this.hasDragged = true;
    this.press.now ??= x;
    this.list.setPointerCapture(pointerId);
    card.classList.add("dragged");
    navigator.vibrate?.(10);
    this.follow();
    this.scrollAtEdges();
  }

  follow() {
    const { cards, lefts, from, step, scrolled } = this.drag;
    const wanted = lefts[from] + this.press.now - this.press.x + this.list.scrollLeft - scrolled;
    const left = Math.max(lefts[0], Math.min(lefts.at(-1), wanted)); // beyond its ends the list would grow, and scroll on
    const by = left - lefts[from];
    const to = Math.floor((left - lefts[0]) / step + 0.5);
    this.drag.to = to;
    cards.forEach((card, index) => {
      const isBetween = index !== from && index >= Math.min(from, to) && index <= Math.max(from, to);
      const shift = index === from ? by : isBetween ? Math.sign(from - to) * step : 0;
      card.style.setProperty("--shift", `${shift}px`);
    });
  }

  scrollAtEdges() {
    if (!this.drag) return;
    const { left, right } = this.list.getBoundingClientRect();
    const { now } = this.press;
    const speed = now < left + EDGE_PX ? -SCROLL_PX : now > right - EDGE_PX ? SCROLL_PX : 0;
    if (speed) {
      this.list.scrollLeft += speed;
      this.follow();
    }
    requestAnimationFrame(() => this.scrollAtEdges());
  }

  up() {
    const { drag, press } = this;
    this.cancel();
    if (drag && drag.to !== drag.from) this.dropped(press.card, drag.to);
  }

  /** Put everything back where it was. */
  cancel() {
    clearTimeout(this.press?.timer);
    for (const card of this.drag?.cards ?? []) card.style.removeProperty("--shift");
    this.press?.card.classList.remove("dragged");
    this.list.classList.remove("sorting");
    this.drag = this.press = null;
  }

  key(event) {
    if (event.key !== "Escape" || !this.drag) return;
    event.preventDefault();
    event.stopPropagation();
    this.cancel();
  }

  /** The click that ends a drag chooses nothing. */
  swallow(event) {
    if (!this.hasDragged) return;
    this.hasDragged = false;
    event.preventDefault();
    event.stopPropagation();
  }
}
