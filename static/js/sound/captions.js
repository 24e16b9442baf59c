// What is said, to be read: in the picture, and as files.

import { make } from "../common/dom.js";
import { audioOf, showingCaptions } from "../document/audio.js";

const FILES = { srt: "SRT", vtt: "WebVTT" };

export class Captions {
  constructor(panel) {
    this.panel = panel;
    this.isOn = make("input", { type: "checkbox", role: "switch", disabled: !panel.mayEdit });
    this.isOn.addEventListener("change", () => this.turn(this.isOn.checked));
    const address = (form) => `${panel.path}/captions.${form}?download`;
    const link = ([form, name]) => make("a.button.small", { href: address(form), download: true }, `Download ${name}`);
    this.files = make("div.sound-line", {}, Object.entries(FILES).map(link));
    this.none = make("p.sound-about", {}, "When a voice has spoken, its captions can be downloaded here.");
    this.element = make("section.sound-part", { "aria-labelledby": "sound-captions" });
    const turned = make("label.switch", {}, this.isOn, "Show in the picture what is said");
    this.element.append(make("h3", { id: "sound-captions" }, "Captions"), turned, this.files, this.none);
  }

  show() {
    this.isOn.checked = audioOf(this.panel.document).captions;
    const isSpoken = this.panel.sound.scenes.some(({ lines }) => lines.length);
    this.files.hidden = !isSpoken;
    this.none.hidden = isSpoken;
  }

  turn(isOn) {
    this.panel.change(showingCaptions(isOn), isOn ? "What is said is shown as captions." : "No captions are shown.");
  }
}
