// A brand's colours, chosen with the browser's own means.

import { icon, make } from "../common/dom.js";

const NEW_COLOUR = "#0b6f67";

/** Swatches instead of a line of numbers; the line stays what is sent. */
export function showColours(field) {
  const line = field.querySelector("input");
  const swatches = make("div.colours", { role: "group", "aria-label": "Colours" });
  const colours = line.value.split(/[\s,]+/).filter(Boolean);
  if (colours.some((colour) => !/^#[0-9a-f]{6}$/i.test(colour))) return; // to be mended as it was typed
  const paint = (focused) => {
    line.value = colours.join(" ");
    const add = make("button.small.quiet", { type: "button", onclick: () => paint(colours.push(NEW_COLOUR) - 1) }, icon("plus"), "Add colour");
    add.hidden = colours.length >= Number(field.dataset.most) || line.matches(":disabled");
    swatches.replaceChildren(...colours.map((colour, place) => swatch(colour, place)), add);
    if (focused !== undefined) (swatches.children[focused]?.querySelector("input") ?? add).focus();
  };
  const swatch = (colour, place) => {
    const input = make("input", { type: "color", value: colour, "aria-label": `Colour ${place + 1}`, title: colour });
    input.addEventListener("input", () => {
      colours[place] = input.title = input.value;
      line.value = colours.join(" ");
    });
    const take = () => {
      colours.splice(place, 1);
      paint(Math.min(place, colours.length));
    };
    const gone = make("button.quiet.colour-gone", { type: "button", "aria-label": `Remove colour ${place + 1}`, onclick: take }, icon("close"));
    return make("span.colour", {}, input, gone);
  };
  paint();
  line.type = "hidden";
  field.querySelector("label").replaceWith(make("span.setting-name", {}, "Colours"));
  line.after(swatches);
}
