// The texts that a scene shows: where they stand, and where in the document they can be changed. Pure.

/** What a person changes of a text; `motion` is how it comes. */
export const LOOKS = ["text", "fill", "size", "align", "font", "weight", "motion"];

const LINE = 1.25; // of the size
const LETTER = 0.58; // of the size, an average one

/**
 * The texts of a scene, the topmost last: `{key, id, ...LOOKS, shownSize, box, start, end, paths}`.
 *
 * `box` is {x, y, w, h} in the document's pixels, about as large as the words are; `start` and `end` are seconds of the
 * scene; `paths` are the JSON pointers of its looks. What a component's instance overrides is changed there. `id` is that
 * of the scene's own element.
 */
export function textsOf(document, id) {
  const scene = document.scenes[id];
  const whole = { x: 0, y: 0, zoom: 1 };
  const span = { start: 0, end: scene.duration };
  return scene.order.flatMap((own) => {
    const found = within(document, { ...scene, order: [own] }, `/scenes/${id}`, whole, span, {}, "");
    return found.map((text) => ({ ...text, id: own }));
  });
}

function within(document, holder, path, place, span, overrides, override) {
  return holder.order.flatMap((name) => {
    const element = holder.elements[name];
    const seen = { start: span.start + element.start, end: Math.min(span.end, span.start + (element.end ?? Infinity)) };
    const here = `${path}/elements/${name}`;
    if (seen.start >= seen.end) return [];
    if (element.type === "text") return [described(element, here, place, seen, overrides[name] ?? {}, `${override}/${name}`)];
    if (element.type !== "component") return [];
    const component = document.components[element.component];
    const inner = innerPlace(document, element, place);
    return within(document, component, `/components/${element.component}`, inner, seen, element.overrides, `${here}/overrides`);
  });
}

/** A component is drawn on a frame of its own, scaled to fit the element's box, in its middle. */
function innerPlace(document, element, place) {
  const fit = Math.min(element.w / document.width, element.h / document.height);
  const x = element.x + element.w / 2 - (document.width * fit) / 2;
  const y = element.y + element.h / 2 - (document.height * fit) / 2;
  return { x: place.x + x * place.zoom, y: place.y + y * place.zoom, zoom: place.zoom * fit };
}

function described(element, path, place, { start, end }, changed, override) {
  const at = (name) => (typeof changed[name] === "string" ? `${override}/${name}` : `${path}/${name}`);
  const text = changed.text ?? element.text;
  const { size, align, font, weight, enter } = element;
  return {
    key: `${override}${path}`,
    text,
    size,
    align,
    font,
    weight,
    motion: enter.preset,
    shownSize: size * place.zoom,
    fill: changed.fill ?? element.fill,
    box: placed(wordsBox(element, text), place),
    start,
    end,
    paths: {
      text: at("text"),
      fill: at("fill"),
      ...Object.fromEntries(["size", "align", "font", "weight"].map((name) => [name, `${path}/${name}`])),
      motion: `${path}/enter/preset`,
    },
  };
}

const placed = (box, { x, y, zoom }) => ({ x: x + box.x * zoom, y: y + box.y * zoom, w: box.w * zoom, h: box.h * zoom });

/** About where the words stand inside their element's box: aligned in its width, in the middle of its height. */
function wordsBox({ x, y, w, h, size, align }, text) {
  const lines = text.split("\n").map((line) => Math.max(1, line.length) * size * LETTER);
  const rows = lines.reduce((sum, length) => sum + Math.ceil(length / w), 0);
  const width = Math.min(w, Math.max(...lines, size));
  const height = Math.min(h, rows * size * LINE);
  const left = { left: 0, center: (w - width) / 2, right: w - width }[align];
  return { x: x + left, y: y + (h - height) / 2, w: width, h: height };
}

/** Patch a text from what it is to what it shall be, by the names of LOOKS; only what differs. */
export function editing(before, after) {
  return LOOKS.filter((name) => name in after && after[name] !== before[name])
    .flatMap((name) => [
      { op: "test", path: before.paths[name], value: before[name] },
      { op: "replace", path: before.paths[name], value: after[name] },
    ]);
}
