// Colours as a document names them, as colours that a browser paints: "#rrggbb", or a role of its style. Pure.

const CODE = /^\$(?<role>[a-z0-9_]+)(?<mixed>(?:~[a-z0-9_]+:\d{1,2})*)(?:\/(?<opacity>\d{1,2}))?$/;
const ANCHORS = { white: "#ffffff", black: "#000000" };

/** The roles that words are painted with; a text in one of them follows the style. */
export const WORD_ROLES = { $text: "main", $quiet: "quiet", $accent: "accent", $accent2: "second accent" };

/** "#rrggbb" or "#rrggbbaa" of a colour of the document; `style` is the document's. */
export function painted(code, style) {
  const found = CODE.exec(code)?.groups;
  if (!found) return code.toLowerCase();
  const mixed = found.mixed.split("~").slice(1).map((part) => part.split(":"));
  const color = mixed.reduce((one, [role, share]) => blend(one, colorOf(role, style), share / 100), colorOf(found.role, style));
  return found.opacity ? color + hex((255 * found.opacity) / 100) : color;
}

function colorOf(role, style) {
  if (role.startsWith("on_")) return isLight(style[role.slice(3)]) ? "#14151c" : "#ffffff";
  return (ANCHORS[role] ?? style[role] ?? "#ffffff").toLowerCase();
}

const channels = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
const hex = (value) => Math.round(value).toString(16).padStart(2, "0");

function blend(one, other, share) {
  const theirs = channels(other);
  return `#${channels(one).map((value, index) => hex(value + (theirs[index] - value) * share)).join("")}`;
}

function isLight(color) {
  const [red, green, blue] = channels(color);
  return 0.3 * red + 0.59 * green + 0.11 * blue > 140;
}
