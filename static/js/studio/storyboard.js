// The storyboard: the scenes in their order, to choose, sort, time, copy, delete and build anew.

import { later } from "../common/api.js";
import { placeInOrder } from "../common/dom.js";
import { pictureKey } from "../document/scenes.js";
import { SceneCard } from "./scene-card.js";
import { ScenePictures } from "./scene-pictures.js";
import { StoryboardZoom } from "./storyboard-zoom.js";

const PICTURE_PX = 320; // wide, for a card on a screen with two pixels a point

export class Storyboard {
  /**
   * `hooks` are those of SceneCard and: choose(id), edit(id), move(id, index), draft(words, after). A viewer has choose(id) only.
   * `builds()` gives the newest build of each scene by its id.
   */
  constructor(root, store, { hooks, builds }) {
    Object.assign(this, { root, store, hooks, builds, chosen: null });
    this.list = root.querySelector("[data-scenes]");
    this.cards = new Map();
    this.seen = new Map(); // by scene: what its picture shows, and the version that it is taken from
    this.pictures = new ScenePictures();
    this.zoom = new StoryboardZoom(root, root.querySelector("[data-zoom]"));
    const dropped = (card, index) => hooks.move(card.dataset.scene, index);
    this.sorting = later(() => import("./scene-sorting.js"), ({ SceneSorting }) => new SceneSorting(this.list, { handle: ".scene-main", dropped }));
    this.list.addEventListener("click", (event) => this.click(event));
    this.list.addEventListener("dblclick", (event) => this.idOf(event) && hooks.edit?.(this.idOf(event)));
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("paste", (event) => this.paste(event));
    this.list.addEventListener("focusin", (event) => this.rove(event.target.closest("li")?.dataset.scene));
    store.addEventListener("change", () => this.show());
  }

  /** Words that are pasted among the scenes become scenes behind the one that has the focus. */
  paste(event) {
    const words = event.clipboardData?.getData("text/plain").trim();
    if (!words || !this.hooks.draft || event.target.closest("input, textarea")) return;
    event.preventDefault();
    this.hooks.draft(words, this.idOf(event) || null);
  }

  show() {
    const { store } = this;
    if (!store.document) return;
    const { scenes, document } = store;
    const builds = this.builds();
    this.zoom.show(scenes.length);
    if (this.hooks.move && scenes.length > 1) this.sorting().catch(() => {}); // tried anew at the next change
    this.drop(scenes);
    const elements = scenes.map((scene) => this.cardOf(scene.id).element);
    const focused = globalThis.document.activeElement;
    placeInOrder(this.list, elements);
    if (focused !== globalThis.document.activeElement) focused.focus(); // what is moved loses it
    for (const scene of scenes) this.showOne(scene, { document, count: scenes.length, builds });
    if (!this.cards.has(this.reachable)) this.rove(scenes[0].id);
  }

  showOne(scene, { document, count, builds }) {
    const { id } = scene;
    const url = this.store.stillOf(id, this.versionOfPicture(document, id), PICTURE_PX);
    const { chosen, pictures } = this;
    this.cards.get(id).update(scene, { count, build: builds.get(id) ?? null, chosen: id === chosen, url, pictures });
  }

  /** The version in which the scene first looked as it does now: its picture keeps its address until it changes. */
  versionOfPicture(document, id) {
    const isOnItsWay = this.store.pending.length > 0;
    const key = pictureKey(document, id);
    const known = this.seen.get(id);
    if (known && (known.key === key || isOnItsWay)) return known.version;
    this.seen.set(id, { key: isOnItsWay ? null : key, version: this.store.version });
    return this.store.version;
  }

  drop(scenes) {
    const wanted = new Set(scenes.map(({ id }) => id));
    for (const [id, card] of this.cards) {
      if (wanted.has(id)) continue;
      const neighbour = card.element.nextElementSibling ?? card.element.previousElementSibling;
      const hadFocus = card.element.contains(document.activeElement);
      card.remove();
      this.cards.delete(id);
      this.seen.delete(id);
      if (hadFocus) this.focus(neighbour?.dataset.scene);
    }
  }

  cardOf(id) {
    if (!this.cards.has(id)) this.cards.set(id, new SceneCard(id, this.hooks));
    return this.cards.get(id);
  }

  /** Mark the scene that the next message is about; null for none. */
  choose(id) {
    this.chosen = id;
    this.show();
  }

  /** Show where the playhead is: in `scene`, so far that `fraction` of it is over. */
  showPlayhead(scene, fraction) {
    for (const [id, card] of this.cards) card.showPlayhead(id === scene ? fraction : null);
    if (scene !== this.at) this.reveal(scene);
    this.at = scene;
  }

  reveal(id) {
    const isBusy = this.list.matches(".sorting, :hover, :focus-within");
    const card = this.cards.get(id)?.element;
    if (!card || isBusy) return;
    const left = card.offsetLeft - (this.list.clientWidth - card.offsetWidth) / 2;
    this.list.scrollTo({ left, behavior: "smooth" });
  }

  // With the keyboard one card is reached by Tab, the others by arrows

  rove(id) {
    if (!id || !this.cards.has(id)) return;
    this.reachable = id;
    for (const [each, card] of this.cards) card.setReachable(each === id);
  }

  focus(id) {
    this.rove(id);
    this.cards.get(id)?.main.focus();
    this.cards.get(id)?.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  idOf({ target }) {
    return target.closest(".scene-main")?.closest("li").dataset.scene ?? null;
  }

  click(event) {
    const id = this.idOf(event);
    if (id) this.hooks.choose(id);
  }

  key(event) {
    const id = this.idOf(event);
    if (!id) return;
    const order = [...this.cards.keys()].sort((a, b) => this.placeOf(a) - this.placeOf(b));
    const from = order.indexOf(id);
    const steps = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: order.length - 1 };
    const to = Math.max(0, Math.min(order.length - 1, steps[event.key] ?? from));
    if (event.key in steps) {
      if (!event.altKey) this.focus(order[to]);
      else if (to !== from) this.hooks.move?.(id, to);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      if (order.length > 1) this.hooks.remove?.(id);
    } else if (event.key === "Enter" && this.hooks.edit) {
      this.hooks.edit(id);
    } else return;
    event.preventDefault();
  }

  placeOf(id) {
    return this.store.document.scene_order.indexOf(id);
  }
}

/** The newest build of each scene among `jobs`, by the scene's id. */
export function newestBuilds(jobs) {
  const newest = new Map();
  for (const job of jobs) {
    const known = newest.get(job.scene);
    if (job.kind === "build" && !(known && known.created_at >= job.created_at)) newest.set(job.scene, job);
  }
  return newest;
}
