// What a document says about its scenes, and what a patch (RFC 6902) makes of it. Pure.

import { textsOf } from "./texts.js";

export const SHORTEST_S = 0.1;
export const LONGEST_S = 120;

/** The scenes in their order: `{id, index, start, seconds, title, scene}`; `start` counts from the video's beginning. */
export function scenesOf(document) {
  let start = 0;
  return document.scene_order.map((id, index) => {
    const scene = document.scenes[id];
    const found = { id, index, start, seconds: scene.duration, title: titleOf(document, id), scene };
    start += scene.duration;
    return found;
  });
}

/** The scene that is seen at `time`; the last one also after its end. */
export function sceneAt(scenes, time) {
  return scenes.findLast(({ start }) => start <= time + 0.001) ?? scenes[0] ?? null;
}

/** The heading that its layout shows, else its most prominent text, else its id in words. */
export function titleOf(document, id) {
  const heading = document.scenes[id].layout?.slots.heading?.trim();
  return (heading || titleTextOf(document, id)?.text.trim())?.replace(/\s+/g, " ") ?? readable(id);
}

/** The largest text of a scene, as of textsOf, but for the letter of a logo; null where there is none. */
export function titleTextOf(document, id) {
  const texts = textsOf(document, id).filter(({ text }) => text.trim());
  const words = texts.filter(({ text }) => !/^\s*\p{L}\s*$/u.test(text));
  return (words.length ? words : texts).reduce((best, each) => (best && best.shownSize >= each.shownSize ? best : each), null);
}

/** "closing-card_2" reads "Closing card 2". */
export function readable(id) {
  const words = id.replace(/[-_]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "0:07.5": minutes, seconds and tenths. */
export function clockTime(seconds) {
  const tenths = Math.floor(seconds * 10 + 1e-6);
  return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
}

/** "4 s", "2.5 s". */
export const shortSeconds = (seconds) => `${Math.round(seconds * 10) / 10} s`;

/** The ids of what stands where pictures do, videos among them; recordings are uploads, too. */
export const picturesOf = ({ assets }) => Object.keys(assets).filter((id) => !assets[id].mime.startsWith("audio/"));

/** All that a picture of the scene depends on, as one text: while it stays, so does the picture. */
export function pictureKey(document, id) {
  const scene = document.scenes[id];
  const used = new Map();
  collectComponents(document, scene, used);
  const { width, height, assets } = document;
  return JSON.stringify([width, height, { ...scene, transition: null }, [...used], assets]);
}

function collectComponents(document, holder, used) {
  for (const element of Object.values(holder.elements)) {
    if (element.type !== "component" || used.has(element.component)) continue;
    used.set(element.component, document.components[element.component]);
    collectComponents(document, document.components[element.component], used);
  }
}

/** The address of the picture of a scene as it is in a version, `width` pixels wide. */
export const stillOf = (project, scene, version, width) =>
  `/api/projects/${project}/video/still?${new URLSearchParams({ scene, version, width })}`;

/** What stands at a JSON pointer; undefined when nothing does. */
export function valueAt(document, path) {
  return partsOf(path).reduce((value, part) => value?.[part], document);
}

const partsOf = (path) => path.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

/** `document` after `operations` (test, add, remove, replace on objects), leaving the given one as it is. */
export function patched(document, operations) {
  return operations.reduce(applied, document);
}

function applied(document, { op, path, value }) {
  if (op === "test") return document;
  return changedAt(document, partsOf(path), op === "remove" ? undefined : value);
}

function changedAt(holder, [part, ...rest], value) {
  const copy = Array.isArray(holder) ? [...holder] : { ...holder };
  if (rest.length) copy[part] = changedAt(holder[part], rest, value);
  else if (value === undefined) delete copy[part];
  else copy[part] = value;
  return copy;
}

/** Whether all that `operations` test is so in `document`. */
export function holds(document, operations) {
  return operations.every(({ op, path, value }) => op !== "test" || isSame(valueAt(document, path), value));
}

const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);
