// Making elements. Text always goes in as text; only HTML that the server has sanitised is set as HTML.

/** `make("p.note.small", {title: "…", onclick: f}, "text", child)`: attributes, listeners and children; null is left out. */
export function make(spec, attributes = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : value);
}

/** Set text only where it differs, so that selections and the layout stay as they are. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttributeIfNew(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Put `elements` into `container` in order, moving only those that stand elsewhere. */
export function placeInOrder(container, elements) {
  elements.forEach((element, index) => {
    if (container.children[index] !== element) container.insertBefore(element, container.children[index] ?? null);
  });
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of the sprite; decoration only, the words stand beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

/** A button that is busy while its action runs, and that tells `failed` what went wrong. */
export function actionButton(spec, label, action, failed) {
  const button = make(spec, { type: "button" }, ...[label].flat());
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await action();
    } catch (error) {
      failed(error);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}
