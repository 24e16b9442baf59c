// One element of the picture in hand: moved and resized with pointer, finger or keys. Each gesture is one change.

import { loadStyle } from "../common/load-style.js";
import { make, setAttributeIfNew } from "../common/dom.js";
import { boxesOf, boxing, resized } from "../document/boxes.js";
import { linesOf, snapped } from "./snapping.js";

await loadStyle("by-hand/handles");

const EDGES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];
const REACH_PX = 7; // of the screen: so near a line it snaps
const STILL_PX = 3; // who moves less has only clicked
const KEYS_REST_MS = 700; // after the last of some keys their way together is one change
const STEP = 1;
const BIG_STEP = 10;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const KEEP_SHAPE = ["text", "image", "clip", "icon", "component"];

export class Handles {
  /** `moved({scene, element, operations, isResized})` takes a change, `edit(scene, element)` opens what it says, `left()` the choice. */
  constructor(layer, store, { moved, edit, left }) {
    Object.assign(this, { layer, store, moved, edit, left, scene: null, id: null, draft: null });
    this.grips = EDGES.map((edges) => make("span.grip", { "data-edges": edges }));
    this.lines = { x: make("span.snap-line.upright"), y: make("span.snap-line") };
    this.ghost = make("canvas.ghost", { hidden: true, "aria-hidden": "true" });
    this.element = make("div.in-hand", { tabindex: "0", role: "group", hidden: true }, this.ghost, ...this.grips);
    layer.append(...Object.values(this.lines), this.element);
    for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel", "keydown", "keyup", "dblclick"]) {
      this.element.addEventListener(type, (event) => this[type](event));
    }
    this.element.addEventListener("blur", () => this.commit());
    store.addEventListener("change", () => this.paint());
    this.paint();
  }

  /** Take the element `id` of a scene (its id) into the hand; null: none. */
  choose(scene, id, { focuses = true } = {}) {
    this.commit();
    Object.assign(this, { scene, id });
    this.paint();
    if (id && focuses) this.element.focus({ preventScroll: true });
  }

  /** Whether the scene, at this second of it, is what the picture shows. */
  show(scene, time) {
    const { start, end } = this.current ?? {};
    this.isSeen = scene === this.scene && time >= start && time < end;
    this.paint();
  }

  /** The element in hand as of boxesOf, null when there is none any more. */
  get current() {
    const { document } = this.store;
    if (!this.id || !document?.scenes[this.scene]) return null;
    return boxesOf(document, this.scene).find(({ id }) => id === this.id) ?? null;
  }

  paint() {
    const { current, draft } = this;
    this.element.hidden = !current || (!this.isSeen && !draft);
    this.ghost.hidden = !draft;
    for (const [axis, line] of Object.entries(this.lines)) {
      line.hidden = !draft || (draft[axis] ?? null) === null;
      if (!line.hidden) line.style.setProperty("--at", share(draft[axis], this.frame[axis === "x" ? "width" : "height"]));
    }
    if (this.element.hidden) return;
    const { x, y, w, h } = draft?.box ?? current.box;
    const { width, height } = this.frame;
    const places = { left: share(x, width), top: share(y, height), width: share(w, width), height: share(h, height) };
    for (const [name, value] of Object.entries(places)) this.element.style.setProperty(`--${name}`, value);
    for (const grip of this.grips) grip.hidden = !current.resizes;
    setAttributeIfNew(this.element, "aria-label", `${current.name} in hand. ${HELP}`);
  }

  get frame() {
    const { width, height } = this.store.document;
    return { width, height };
  }

  // A pointer

  pointerdown(event) {
    const { current } = this;
    if (event.button !== 0 || !event.isPrimary || !current) return;
    event.preventDefault();
    this.commit();
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    const others = boxesOf(this.store.document, this.scene).filter(({ id }) => id !== this.id).map(({ box }) => box);
    this.press = {
      x: event.clientX,
      y: event.clientY,
      edges: event.target.dataset.edges ?? "",
      scale: this.frame.width / this.layer.getBoundingClientRect().width,
      lines: linesOf(this.frame, others),
      ...current,
    };
  }

  pointermove(event) {
    if (!this.press) return;
    const { x, y, edges, scale, box, lines, type } = this.press;
    const [across, down] = [event.clientX - x, event.clientY - y];
    if (!this.draft && Math.hypot(across, down) < STILL_PX) return;
    const [dx, dy] = [across * scale, down * scale];
    if (!this.draft) this.drawGhost(box);
    this.draft = edges
      ? { box: resized(box, edges, dx, dy, KEEP_SHAPE.includes(type)), zooms: edges.length === 2 }
      : snapped({ ...box, x: box.x + dx, y: box.y + dy }, lines, REACH_PX * scale);
    this.paint();
  }

  /** What is seen in the box goes with it until it stands in its new place. */
  drawGhost({ x, y, w, h }) {
    const stage = this.layer.parentElement;
    const still = stage.querySelector("img.fresh:not([hidden])");
    const picture = still ?? stage.querySelector("video:not(.coming)");
    const zoom = (picture.naturalWidth ?? picture.videoWidth) / this.frame.width;
    if (!zoom) return;
    [this.ghost.width, this.ghost.height] = [Math.max(1, Math.round(w * zoom)), Math.max(1, Math.round(h * zoom))];
    this.ghost.getContext("2d").drawImage(picture, -x * zoom, -y * zoom);
  }

  pointerup() {
    this.press = null;
    this.commit();
  }

  pointercancel() {
    this.cancel();
  }

  dblclick() {
    this.edit(this.scene, this.id);
  }

  // Keys

  keydown(event) {
    if (event.key in WAYS && !event.ctrlKey && !event.metaKey) this.nudge(WAYS[event.key], event);
    else if (event.key === "Escape") this.draft ? this.cancel() : this.left();
    else if (event.key === "Enter") this.draft ? this.commit() : this.edit(this.scene, this.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  nudge([across, down], { shiftKey, altKey }) {
    const { current } = this;
    if (!current || (altKey && !current.resizes)) return;
    const step = shiftKey ? BIG_STEP : STEP;
    const box = this.draft?.box ?? current.box;
    const [dx, dy] = [across * step, down * step];
    if (!this.draft) this.drawGhost(current.box);
    this.draft = { box: altKey ? resized(box, "se", dx, dy, false) : { ...box, x: box.x + dx, y: box.y + dy } };
    this.paint();
    clearTimeout(this.rest);
  }

  keyup(event) {
    if (!this.draft || !(event.key in WAYS)) return;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.commit(), KEYS_REST_MS);
  }

  cancel() {
    clearTimeout(this.rest);
    this.draft = this.press = null;
    this.paint();
  }

  commit() {
    const { draft, current, scene } = this;
    this.cancel();
    if (!draft || !current) return;
    const zoom = draft.zooms && current.type === "text" ? draft.box.w / current.box.w : 1;
    const operations = boxing(this.store.document, scene, current.id, draft.box, zoom);
    if (operations.length) this.moved({ scene, element: current, operations, isResized: draft.box.w !== current.box.w || draft.box.h !== current.box.h });
  }
}

const HELP = "Arrow keys move it, with Shift by 10, with Alt they resize it; Enter edits, Escape lets go.";
const share = (value, whole) => `${(value / whole) * 100}%`;
