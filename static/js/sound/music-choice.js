// Music under the video by its mood: pressed, heard for a moment, and chosen.

import { make, setText } from "../common/dom.js";
import { musicOf, removing, settingLengths, settingMusic, USUAL_VOLUME } from "../document/audio.js";
import { readable } from "../document/scenes.js";
import { VolumeSlider } from "./volume-slider.js";

const HEARD_S = 2;
const NONE = "none";

export class MusicChoice {
  /** `panel` is the SoundPanel. */
  constructor(panel) {
    this.panel = panel;
    this.chips = make("div.chips", { role: "group", "aria-label": "Mood of the music" });
    this.about = make("p.sound-about");
    this.other = make("button.small", { type: "button", onclick: () => this.takeAnother() }, "Another piece");
    this.listen = make("button.small", { type: "button", onclick: () => this.hear() }, "Listen");
    const cut = () => panel.attempt(() => this.cutOnTheBeat());
    this.beat = make("button.small", { type: "button", onclick: cut }, "Cuts on the beat");
    this.volume = new VolumeSlider("Volume of the music", {
      moved: (volume) => panel.listening.setVolume(volume),
      chosen: (volume) => this.change({ volume }, `The music is at ${Math.round(volume * 100)} %.`),
      isFixed: !panel.mayEdit,
    });
    this.doing = make("div.sound-line", {}, this.listen, panel.mayEdit && [this.other, this.beat]);
    this.element = make("section.sound-part", { "aria-labelledby": "sound-music" });
    this.element.append(make("h3", { id: "sound-music" }, "Music"), this.chips, this.about, this.doing, this.volume.element);
  }

  get music() {
    return musicOf(this.panel.document);
  }

  /** The pieces of a mood, in the order in which they are counted. */
  piecesOf(mood) {
    return this.panel.sound.music.find((each) => each.mood === mood)?.pieces ?? [];
  }

  pieceOf({ mood, piece = 0 }) {
    const pieces = this.piecesOf(mood);
    return pieces[piece % pieces.length] ?? null;
  }

  show() {
    const { music } = this;
    this.showChips(music);
    const piece = music && this.pieceOf(music);
    setText(this.about, about(music, piece, this.panel.recordingOf(music?.asset)));
    for (const each of [this.doing, this.volume.element]) each.hidden = !music;
    this.other.hidden = !music || this.piecesOf(music.mood).length < 2;
    this.beat.hidden = !piece;
    if (music) this.volume.show(music.volume);
  }

  showChips(music) {
    const moods = [...this.panel.sound.music.filter(({ pieces }) => pieces.length).map(({ mood }) => mood), NONE];
    if (!this.chips.children.length) this.chips.append(...moods.map((mood) => this.chip(mood)));
    const chosen = music ? music.mood : NONE;
    for (const chip of this.chips.children) chip.setAttribute("aria-pressed", String(chip.dataset.mood === chosen));
  }

  chip(mood) {
    const press = () => (mood === NONE ? this.remove() : this.choose(mood));
    return make("button.chip", { type: "button", "data-mood": mood, disabled: !this.panel.mayEdit, onclick: press }, readable(mood));
  }

  choose(mood) {
    const isNew = this.music?.mood !== mood;
    this.hear(isNew ? { mood } : this.music);
    if (isNew) this.change({ mood, asset: null, piece: 0 }, `The music is ${mood}.`);
  }

  takeAnother() {
    const piece = (this.music.piece ?? 0) + 1;
    this.hear({ ...this.music, piece });
    this.change({ piece }, "Another piece of music plays.");
  }

  remove() {
    this.panel.listening.stop();
    if (this.music) this.panel.change(removing(this.panel.document, this.music.id), "The music is taken out.");
  }

  async cutOnTheBeat() {
    const { on_beat: lengths } = await this.panel.fresh();
    const operations = settingLengths(this.panel.document, lengths ?? {});
    if (operations.length) this.panel.change(operations, "Scenes change on the beat of the music.");
    else this.panel.studio.toast.show("All scenes change on the beat already.");
  }

  change(change, words) {
    return this.panel.change(settingMusic(this.panel.document, change), words);
  }

  hear(music = this.music) {
    const source = (music.asset && this.panel.recordingOf(music.asset)?.url) || this.pieceOf(music)?.url;
    if (source) this.panel.listening.play(source, { volume: this.music?.volume ?? USUAL_VOLUME.music, seconds: HEARD_S });
  }
}

function about(music, piece, recording) {
  if (!music) return "No music plays. Press a mood to hear and choose one.";
  if (piece) return `${readable(music.mood)}: ${piece.tempo} beats a minute, in ${piece.key}. It lasts as long as the video.`;
  return `Your recording ${recording?.name ?? music.asset} plays.`;
}
