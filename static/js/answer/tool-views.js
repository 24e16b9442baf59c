// What a tool call is about, shown in its own way: a plan as a storyboard, a patch as lines to read, a scene by what
// stands in it. A call without a view of its own shows its arguments as they are.

import { make } from "../common/dom.js";
import { counted } from "../common/humanize.js";
import { loadStyle } from "../common/load-style.js";
import { readable, shortSeconds } from "../document/scenes.js";

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
  make_picture: picture,
};

/** The view of a call whose arguments are known, or null. Arguments are the model's, so anything may be missing. */
export function viewOf({ name, arguments: given }) {
  try {
    return given && VIEWS[name] ? VIEWS[name](given) : null;
  } catch {
    return null; // not of the shape that the view expects: shown as it is
  }
}

/** Scenes may leave their ids and seconds to the tool. */
function storyboard({ title, format, style, scenes }) {
  const isTimed = scenes.every(({ seconds }) => seconds);
  const total = isTimed && shortSeconds(scenes.reduce((sum, { seconds }) => sum + seconds, 0));
  const facts = [counted(scenes.length, "scene"), total, format, style].filter(Boolean).join(" · ");
  const shown = scenes.map((scene) =>
    make(
      "li.board-scene",
      {},
      make(
        "span.board-head",
        {},
        make("b", {}, scene.heading || readable(scene.id || scene.layout)),
        scene.seconds ? make("span", {}, shortSeconds(scene.seconds)) : null,
      ),
      scene.description ? make("span", {}, scene.description) : null,
      ...[scene.body, scene.quote, ...(scene.items ?? [])].filter(Boolean).map((text) => make("q", {}, text)),
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
  const texts = elements.filter((element) => element.text).slice(0, MOST_TEXTS);
  const colours = [...new Set(json.match(/#[0-9a-f]{6}\b/gi) ?? [])].slice(0, 8);
  return make(
    "div.view",
    {},
    make("p.view-title", {}, make("b", {}, title || readable(scene))),
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

function picture({ about, shape }) {
  const facts = shape ? make("p", {}, shape.charAt(0).toUpperCase() + shape.slice(1)) : null;
  return make("div.view", {}, make("q", {}, about), facts, make("p", {}, "Its progress stands below."));
}

function render({ format, quality }) {
  return make("div.view", {}, make("p", {}, `${format.toUpperCase()}, ${quality} quality. Its progress stands below.`));
}
