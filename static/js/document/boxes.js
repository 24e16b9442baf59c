// The elements of a scene that can be moved by hand: where they stand, and the patches that put them elsewhere. Pure.

const WHOLE = 0.9; // what takes this share of both sides of the frame lies behind all else
const SMALLEST = 8;
const PLACES = ["x", "y"];

/** `{id, type, box, start, end, name, resizes}`, the topmost last; `box` is {x, y, w, h} in the document's pixels. */
export function boxesOf(document, id) {
  const scene = document.scenes[id];
  return scene.order.map((name) => scene.elements[name]).filter((element) => isMovable(element, document)).map(described(scene));
}

/** Those of a scene that are worth taking beside its texts: of what a layout made, what it only decorates with is not. */
export function takeable(document, id) {
  const made = document.scenes[id].layout?.made ?? [];
  return boxesOf(document, id).filter((each) => each.type !== "text" && !(made.includes(each.id) && DECORATION.includes(each.type)));
}

const DECORATION = ["rect", "ellipse", "path"];

function isMovable({ type, w, h }, { width, height }) {
  return type !== "particles" && !(w >= WHOLE * width && h >= WHOLE * height);
}

const described = (scene) => (element) => ({
  id: element.id,
  type: element.type,
  box: { x: element.x, y: element.y, w: element.w, h: element.h },
  start: element.start,
  end: Math.min(element.end ?? Infinity, scene.duration),
  name: element.text?.trim() ? `“${element.text.trim().slice(0, 40)}”` : KINDS[element.type] ?? element.type,
  resizes: element.type !== "path" && tracksOf(element).length === 0,
});

const KINDS = {
  text: "text",
  image: "picture",
  clip: "video",
  rect: "rectangle",
  ellipse: "circle",
  path: "shape",
  icon: "icon",
  chart: "chart",
  component: "group",
};

const tracksOf = (element) => element.tracks.filter(({ property }) => PLACES.includes(property));

/** Patch the element to stand in `box`; words grow by `zoom` with it. */
export function boxing(document, id, name, box, zoom = 1) {
  const element = document.scenes[id].elements[name];
  const path = `/scenes/${id}/elements/${name}`;
  const wanted = { ...element, ...rounded(box) };
  if (zoom !== 1 && element.size) wanted.size = Math.max(4, Math.min(400, round(element.size * zoom)));
  if (tracksOf(element).length) wanted.tracks = element.tracks.map((track) => carried(track, element, wanted));
  return ["x", "y", "w", "h", "size", "tracks"]
    .filter((each) => JSON.stringify(wanted[each]) !== JSON.stringify(element[each]))
    .flatMap((each) => [
      { op: "test", path: `${path}/${each}`, value: element[each] },
      { op: "replace", path: `${path}/${each}`, value: wanted[each] },
    ]);
}

/** What travels goes the same way from its new place. */
function carried(track, before, after) {
  if (!PLACES.includes(track.property)) return track;
  const by = after[track.property] - before[track.property];
  return { ...track, keys: track.keys.map((key) => ({ ...key, value: round(key.value + by) })) };
}

const round = (value) => Math.round(value * 10) / 10;
const rounded = ({ x, y, w, h }) => ({ x: round(x), y: round(y), w: Math.max(SMALLEST, round(w)), h: Math.max(SMALLEST, round(h)) });

/** The box with one of its sides or corners moved; `edges` names them ("e", "sw"). A kept shape follows the longer way. */
export function resized(box, edges, dx, dy, keepsShape) {
  const across = edges.includes("e") ? dx : edges.includes("w") ? -dx : 0;
  const down = edges.includes("s") ? dy : edges.includes("n") ? -dy : 0;
  let [w, h] = [Math.max(SMALLEST, box.w + across), Math.max(SMALLEST, box.h + down)];
  if (keepsShape && edges.length === 2) {
    const zoom = Math.max(w / box.w, h / box.h);
    [w, h] = [box.w * zoom, box.h * zoom];
  }
  const x = edges.includes("w") ? box.x + box.w - w : box.x;
  const y = edges.includes("n") ? box.y + box.h - h : box.y;
  return { x, y, w, h };
}
