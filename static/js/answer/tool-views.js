// What a tool call is about, shown in its own way: a plan as a storyboard, a patch as lines to read, a scene by what
// stands in it. A call without a view of its own shows its arguments as they are.

import { make } from "../common/dom.js";
import { loadStyle } from "../common/load-style.js";

await loadStyle("answer/tool-views");

const VERBS = { add: "Add", replace: "Set", remove: "Remove", move: "Move", copy: "Copy", test: "Check" };
const LONGEST_VALUE = 160;
const MOST_TEXTS = 4;

const VIEWS = {
  plan_scenes: storyboard,
  apply_json_patch: patch,
  generate_component: component,
  render_video: render,
  add_person: person,
};

/** The view of a call whose arguments are known, or null. Arguments are the model's, so anything may be missing. */
export function viewOf({ name, arguments: given }) {
  try {
    return given && VIEWS[name] ? VIEWS[name](given) : null;
  } catch {
    return null; // not of the shape that the view expects: shown as it is
  }
}

function storyboard({ title, format, fps, scenes }) {
  const total = scenes.reduce((sum, scene) => sum + scene.duration_s, 0);
  const facts = [`${scenes.length} scenes`, `${Math.round(total * 10) / 10} s`, format, `${fps} fps`].join(" · ");
  const shown = scenes.map((scene) =>
    make(
      "li.board-scene",
      {},
      make("span.board-head", {}, make("b", {}, scene.id), make("span", {}, `${scene.duration_s} s`)),
      make("span", {}, scene.description),
      ...(scene.on_screen_text ?? []).map((text) => make("q", {}, text)),
    ),
  );
  return make("div.view", {}, make("p.view-title", {}, make("b", {}, title), make("span", {}, facts)), make("ol.board", {}, shown));
}

function patch({ explanation, operations }) {
  const lines = operations.map(({ op, path, from, value_json: value }) =>
    make(
      "li",
      {},
      make("span.patch-verb", {}, VERBS[op] ?? op),
      make("code", {}, from ? `${from} → ${path}` : path),
      value === null || value === undefined ? null : valueOf(value),
    ),
  );
  return make("div.view", {}, explanation ? make("p", {}, explanation) : null, make("ul.patch", {}, lines));
}

function valueOf(json) {
  const text = json.length > LONGEST_VALUE ? `${json.slice(0, LONGEST_VALUE)}…` : json;
  const colours = [...new Set(json.match(/#[0-9a-f]{6}\b/gi) ?? [])].slice(0, 6);
  return make("span.patch-value", {}, colours.map(swatch), make("code", {}, text));
}

/** A colour to look at. Set as a property of the element, which a strict CSP allows. */
function swatch(colour) {
  const element = make("span.swatch", { title: colour });
  element.style.backgroundColor = colour;
  return element;
}

function component({ scene_id: scene, title, elements_json: json }) {
  const elements = JSON.parse(json);
  const kinds = new Map();
  for (const { type } of elements) kinds.set(type, (kinds.get(type) ?? 0) + 1);
  const counts = [...kinds].map(([kind, count]) => `${count} × ${kind}`).join(", ");
  const texts = elements.filter((element) => element.text).slice(0, MOST_TEXTS);
  const colours = [...new Set(json.match(/#[0-9a-f]{6}\b/gi) ?? [])].slice(0, 8);
  return make(
    "div.view",
    {},
    make("p.view-title", {}, make("b", {}, title), make("span", {}, `scene ${scene} · ${counts}`)),
    texts.map(({ text }) => make("q", {}, text)),
    colours.length ? make("p.swatches", {}, colours.map(swatch)) : null,
  );
}

function person({ name, title, manager }) {
  const initials = name.split(/\s+/).map((word) => [...word][0] ?? "");
  const mark = [initials[0], initials.length > 1 ? initials.at(-1) : ""].join("").toUpperCase();
  return make(
    "div.view.person",
    {},
    make("span.person-mark", { "aria-hidden": "true" }, mark),
    make("b", {}, name),
    title ? make("span", {}, title) : null,
    make("span.person-place", {}, manager ? `reports to ${manager}` : "at the top"),
  );
}

function render({ format, quality }) {
  return make("div.view", {}, make("p", {}, `${format.toUpperCase()}, ${quality} quality. Its progress stands below.`));
}
