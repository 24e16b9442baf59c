// Recordings of the person's own: uploaded, heard, taken as the music or as a sound at a second of the video.

import { request, upload } from "../common/api.js";
import { actionButton, icon, make } from "../common/dom.js";
import { addingSound, musicOf, placing, removing, settingMusic, soundsOf, USUAL_VOLUME } from "../document/audio.js";
import { clockTime, shortSeconds } from "../document/scenes.js";
import { VolumeSlider } from "./volume-slider.js";
import { waveform } from "./waveform.js";

const KINDS = "audio/*,.mp3,.wav,.m4a,.ogg,.oga,.opus,.flac";
const TENTH = 10;

export class Recordings {
  constructor(panel) {
    this.panel = panel;
    this.failed = (error) => panel.studio.toast.problem(error);
    this.list = make("ul.recordings");
    this.sounds = make("ul.recordings", { "aria-label": "Sounds in the video" });
    this.input = make("input.visually-hidden", { type: "file", accept: KINDS, multiple: true, "data-recording-input": true });
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
    const kinds = make("small", {}, "MP3, WAV, M4A, OGG or FLAC");
    const words = make("span", {}, make("b", {}, "Choose recordings"), " or drop them here", kinds);
    const drop = make("label.drop", {}, this.input, icon("sound"), words);
    this.element = make("section.sound-part", { "aria-labelledby": "sound-own" });
    this.element.append(make("h3", { id: "sound-own" }, "Recordings of your own"), drop, this.list, this.sounds);
    panel.listening.addEventListener("change", () => this.showHeard());
  }

  show() {
    const { panel } = this;
    const shown = JSON.stringify([panel.recordings, musicOf(panel.document)?.asset, soundsOf(panel.document)]);
    if (shown === this.shown) return; // what has the focus stays
    this.shown = shown;
    const focused = this.element.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    this.list.replaceChildren(...panel.recordings.map((recording) => this.row(recording)), ...this.list.querySelectorAll(".coming"));
    this.sounds.replaceChildren(...soundsOf(panel.document).map((sound) => this.soundRow(sound)));
    this.element.hidden = !panel.mayEdit && panel.recordings.length === 0;
    if (focused) this.element.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
    this.showHeard();
  }

  row(recording) {
    const { name, seconds, url } = recording;
    const isMusic = musicOf(this.panel.document)?.asset === recording.id;
    const hear = make("button.control.hear", { type: "button", "data-heard": url, "aria-label": `Listen to ${name}` });
    hear.append(icon("play"), icon("pause"));
    hear.addEventListener("click", () => this.panel.listening.toggle(url));
    const words = named(name, make("small", {}, shortSeconds(seconds)));
    return make("li.recording", {}, hear, waveform(recording.waveform ?? []), words, this.panel.mayEdit && this.uses(recording, isMusic));
  }

  uses(recording, isMusic) {
    const { name } = recording;
    const music = actionButton("button.small", "Music", () => this.takeAsMusic(recording, isMusic), this.failed);
    music.setAttribute("aria-label", `${name} as the music`);
    music.setAttribute("aria-pressed", String(isMusic));
    const sound = actionButton("button.small", "Sound here", () => this.placeHere(recording), this.failed);
    sound.setAttribute("aria-label", `${name} as a sound where the video is`);
    const remove = actionButton("button.small.quiet", icon("bin"), () => this.remove(recording), this.failed);
    remove.setAttribute("aria-label", `Delete ${name}`);
    return make("span.recording-uses", {}, music, sound, remove);
  }

  takeAsMusic({ id, name }, isMusic) {
    const { panel } = this;
    if (isMusic) return panel.change(removing(panel.document, musicOf(panel.document).id), "The music is taken out.");
    return panel.change(settingMusic(panel.document, { asset: id, mood: null, piece: 0 }), `${name} is the music.`);
  }

  placeHere({ id, name }) {
    const second = Math.floor(this.panel.studio.player.time * TENTH) / TENTH;
    return this.panel.change(addingSound(this.panel.document, id, second), `${name} is heard from ${clockTime(second)} on.`);
  }

  soundRow(sound) {
    const { panel } = this;
    const name = panel.recordingOf(sound.asset)?.name ?? sound.asset;
    const change = (other, words) => panel.change(placing(panel.document, { ...sound, ...other }), words);
    const begins = this.beginning(name, sound.start, (start) => change({ start }, `${name} is heard from second ${start} on.`));
    const volume = new VolumeSlider(`Volume of ${name}`, {
      chosen: (loud) => change({ volume: loud }, `${name} is at ${Math.round(loud * 100)} %.`),
      isFixed: !panel.mayEdit,
    });
    volume.show(sound.volume ?? USUAL_VOLUME.sound);
    const takeOut = () => panel.change(removing(panel.document, sound.id), `${name} is taken out.`);
    const remove = actionButton("button.small.quiet", icon("bin"), takeOut, this.failed);
    remove.setAttribute("aria-label", `Take ${name} out of the video`);
    return make("li.recording.placed", {}, named(name), begins, volume.element, panel.mayEdit && remove);
  }

  /** A field for the second at which a sound begins; `chosen(second)` is called with another one. */
  beginning(name, second, chosen) {
    const disabled = !this.panel.mayEdit;
    const input = make("input", { type: "number", min: "0", step: "0.1", disabled, "aria-label": `Second at which ${name} begins` });
    input.value = String(second);
    input.addEventListener("change", () => input.value && input.reportValidity() && chosen(Number(input.value)));
    return make("label.sound-start", {}, "From second", input);
  }

  /** Upload these files. What they are, the server tells. */
  async add(files) {
    await Promise.all(files.map((file) => this.send(file)));
    await this.panel.load().catch(this.failed);
  }

  /** Its place in the list is there while it is on its way. */
  async send(file) {
    const bar = make("progress", { max: "1", "aria-label": `Uploading ${file.name}` });
    const row = make("li.recording.coming", {}, named(file.name), bar);
    this.list.append(row);
    try {
      await upload(`${this.panel.path}/assets`, file, (share) => {
        if (share < 1) bar.value = share;
        else bar.removeAttribute("value"); // it is encoded anew
      });
    } catch (error) {
      this.failed(error);
    } finally {
      row.remove();
    }
  }

  async remove({ id }) {
    await request("DELETE", `${this.panel.path}/assets/${encodeURIComponent(id)}`);
    await this.panel.load();
  }

  showHeard() {
    for (const button of this.list.querySelectorAll("[data-heard]")) {
      button.setAttribute("aria-pressed", String(button.dataset.heard === this.panel.listening.source));
    }
  }
}

const named = (name, ...more) => make("span.recording-name", { title: name }, make("span", {}, name), ...more);
