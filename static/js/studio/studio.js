// The video beside the conversation: puts player, storyboard, text editor and panels together.

import { get, later, post } from "../api.js";
import { setText } from "../dom.js";
import { fileOf, isOpenJob } from "../jobs.js";
import { Exports, isPreview } from "./exports.js";
import { Film } from "./film.js";
import { Panels } from "./panels.js";
import { Player } from "./player.js";
import {
  duplicatingScene,
  movingScene,
  placingPicture,
  removingScene,
  sceneAt,
  scenesOf,
  settingSeconds,
  titleTextOf,
} from "./storyboard.js";
import { newestBuilds, Strip } from "./strip.js";
import { Subject } from "./subject.js";
import { TextLayer } from "./textlayer.js";
import { Toast } from "./toast.js";
import { Uploads } from "./uploads.js";

const PLAYABLE = ["mp4", "webm"];
const FINENESS = ["draft", "standard", "high"];
const TELLING = 0.6; // of a scene: by then what comes in is there

export class Studio {
  /** `composer` is where messages are written: `form`, and `edit(words)` to begin one. */
  constructor(root, { project, conversation, composer, announce, mayEdit }) {
    Object.assign(this, { root, project, conversation, composer, announce, mayEdit });
    this.path = `/api/projects/${project}`;
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.film = new Film(project);
    this.playing = null; // the version
    this.toast = new Toast(this.part("toasts"));
    this.view();
    this.listen();
  }

  view() {
    const { film, toast, project, conversation, root } = this;
    this.player = new Player(this.part("player"));
    this.subject = new Subject(this.composer.form, () => this.choose(null));
    this.strip = new Strip(this.part("strip"), film, { hooks: this.sceneHooks(), builds: () => newestBuilds(conversation.jobs.values()) });
    this.texts = new TextLayer(this.part("texts"), ({ scene, text }) => this.editText(scene, text));
    this.exports = new Exports(this.part("panel-export"), { project, conversation, toast });
    this.uploads = new Uploads(root, {
      project,
      panel: this.part("panel-pictures"),
      toast,
      mayEdit: this.mayEdit,
      place: (picture) => this.placePicture(picture),
      opened: () => this.panels.open("pictures"),
    });
    this.viewWhenWanted();
    this.panels = new Panels(this.part("panels"), this.part("panels-open"), (name) => this.load(name));
  }

  /** What most visits do not need comes when it is first used. */
  viewWhenWanted() {
    const { film, toast, project } = this;
    const changes = {
      saved: (version) => this.offerUndo(version, "The text is changed."),
      closed: () => this.texts.mark(null),
    };
    this.editor = later(() => import("./texteditor.js"), ({ TextEditor }) => new TextEditor(this.part("editor"), film, changes));
    this.loaders = {
      versions: this.panel("versions", () => import("./versions.js"), ({ Versions }, root) => new Versions(root, film, toast)),
      share: this.panel("share", () => import("./shares.js"), ({ Shares }, root) => new Shares(root, { project, film, toast })),
      pictures: () => this.uploads,
    };
  }

  /** Until its module is there, nothing in the panel can be pressed. */
  panel(name, load, make) {
    const root = this.part(`panel-${name}`);
    root.inert = true;
    return later(load, (module) => {
      root.inert = false;
      return make(module, root);
    });
  }

  sceneHooks() {
    if (!this.mayEdit) return { choose: (id) => this.goTo({ id }) };
    const say = (id) => `“${this.sceneOf(id).title}”`;
    const change = (operations, words) => this.offerUndo(this.film.change(operations, words), words);
    return {
      choose: (id) => this.choose(id === this.subject.scene?.id ? null : id),
      edit: (id) => this.editScene(id),
      move: (id, index) => {
        change(movingScene(this.film.document, id, index), `Moved scene ${say(id)} to place ${index + 1}.`);
        this.announce(`Scene ${say(id)} is at place ${index + 1}.`);
      },
      setSeconds: (id, seconds) => change(settingSeconds(this.film.document, id, seconds), `Scene ${say(id)} lasts ${seconds} s.`),
      duplicate: (id) => change(duplicatingScene(this.film.document, id), `Duplicated scene ${say(id)}.`),
      remove: (id) => change(removingScene(this.film.document, id), `Deleted scene ${say(id)}.`),
      rebuild: (id) => this.takeJob(post(`${this.path}/scenes/${id}/regenerate`)),
      retry: (build) => this.takeJob(post(`/api/jobs/${build.id}/retry`)),
    };
  }

  listen() {
    this.film.addEventListener("change", () => this.filmChanged());
    this.conversation.addEventListener("job", ({ detail }) => this.jobChanged(this.conversation.jobs.get(detail.id)));
    this.player.addEventListener("time", () => this.showTime());
    this.player.addEventListener("swapped", () => this.showTime());
    this.part("add").addEventListener("click", () => this.composer.edit("Add a scene about "));
  }

  /** Load the document and the jobs anew. */
  async refresh() {
    const asked = ["render", "build"].map((kind) => get(`${this.path}/jobs?kind=${kind}&limit=50`));
    const [jobs] = await Promise.all([Promise.all(asked), this.film.load()]);
    for (const job of jobs.flatMap(({ items }) => items)) this.conversation.takeJob(job);
    this.show();
  }

  // What changed

  filmChanged() {
    const { film } = this;
    const { width, height } = film.document;
    this.root.style.setProperty("--shape", String(width / height));
    this.root.dataset.shape = width === height ? "square" : width > height ? "wide" : "tall";
    if (this.subject.scene) this.subject.show(this.sceneOf(this.subject.scene.id));
    if (!this.subject.scene) this.strip.chosen = null;
    this.showPoster();
    this.showTime();
    if (this.panels.current === "versions" && this.panels.isInSight) this.load("versions");
  }

  jobChanged(job) {
    this.film.reach(job.version ?? 0).catch(() => {}); // the next news look again
    if (this.isPlanned) return;
    this.isPlanned = true;
    requestAnimationFrame(() => {
      this.isPlanned = false;
      this.show();
    });
  }

  renders() {
    const jobs = [...this.conversation.jobs.values()].filter((job) => job.kind === "render");
    return jobs.sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
  }

  show() {
    const renders = this.renders();
    const ready = newestPlayable(renders);
    if (ready) this.play(ready);
    this.showNote(renders);
    this.exports.show(renders);
    this.strip.show();
  }

  async play(render) {
    this.player.show(fileOf(render), this.film.posterOf(render.version));
    if (this.playing === render.version) return;
    this.playing = render.version;
    const document = await this.film.at(render.version);
    if (!document || this.playing !== render.version) return;
    this.player.setScenes(scenesOf(document), document.fps);
    this.showTime();
  }

  showNote(renders) {
    const draft = renders.find(isPreview);
    const isMaking = Boolean(draft && isOpenJob(draft));
    const note = this.part("video-note");
    note.hidden = !isMaking && draft?.status !== "failed";
    note.dataset.failed = String(!isMaking);
    setText(note, isMaking ? `Drawing version ${draft.version}…` : `Version ${draft?.version} could not be drawn.`);
  }

  /** Until the first draft is there, its picture stands in. */
  showPoster() {
    const { film, player } = this;
    const isEmpty = film.scenes.every(({ scene }) => scene.order.length === 0);
    if (player.source || isEmpty) return;
    player.current.poster = film.posterOf(film.version);
  }

  showTime() {
    const { time, scenes } = this.player;
    const scene = sceneAt(scenes, time);
    const within = scene ? time - scene.start : 0;
    this.strip.showPlayhead(scene?.id ?? null, scene ? Math.min(1, within / scene.seconds) : 0);
    // Places of texts are those of the newest document, and only where that is what plays.
    const isNewest = this.mayEdit && scene && this.playing === this.film.version && this.film.pending.length === 0;
    this.texts.show(isNewest ? this.film.document : null, isNewest ? scene : null, within);
  }

  async load(name) {
    try {
      const loader = await this.loaders[name]?.();
      await loader?.load();
    } catch (error) {
      this.toast.problem(error);
    }
  }

  // What the person does

  sceneOf(id) {
    return this.film.scenes.find((scene) => scene.id === id) ?? null;
  }

  /** Make a scene the subject of the next message, and show it; null for the whole video. */
  choose(id) {
    const scene = id && this.sceneOf(id);
    this.subject.show(scene || null);
    this.strip.choose(scene ? id : null);
    if (scene) this.goTo(scene);
  }

  goTo({ id }) {
    const scene = this.player.scenes.find((each) => each.id === id);
    if (!scene) return;
    this.player.seek(scene.start + (this.player.isPlaying ? 0 : scene.seconds * TELLING));
  }

  /** The subject of the message that is being sent; the one after it is about the whole video again. */
  takeAbout() {
    const { about } = this.subject;
    this.choose(null);
    return about;
  }

  editScene(id) {
    const scene = this.sceneOf(id);
    const text = titleTextOf(this.film.document, id);
    if (!text) return this.toast.show("This scene has no text to edit. Say in a message what shall be in it.");
    this.player.pause();
    this.goTo(scene);
    this.editText(scene, text);
  }

  async editText(scene, text) {
    this.player.pause();
    try {
      const editor = await this.editor();
      this.texts.mark(text.key);
      editor.open(scene, text);
    } catch (error) {
      this.toast.problem(error);
    }
  }

  async placePicture(picture) {
    const scene = this.subject.scene ?? sceneAt(this.film.scenes, this.player.time);
    const words = `Put the picture ${picture.name} into scene “${scene.title}”.`;
    await this.offerUndo(this.film.change(placingPicture(this.film.document, scene.id, picture), words), words);
    this.panels.close();
  }

  /** Tell that a change is made, with a way back, or why it is not. `change` gives the version that it made. */
  async offerUndo(change, words) {
    try {
      const version = await change;
      this.toast.show(words, () => this.film.undo(version));
    } catch (error) {
      this.toast.problem(error);
    }
  }

  async takeJob(asked) {
    try {
      this.conversation.takeJob(await asked);
    } catch (error) {
      this.toast.problem(error);
    }
  }
}

/** The render to play: of the newest version, the finest. */
function newestPlayable(renders) {
  const rank = (job) => [job.version ?? 0, FINENESS.indexOf(job.quality)];
  const ready = renders.filter((job) => job.status === "ready" && PLAYABLE.includes(job.format));
  return ready.sort((a, b) => rank(b)[0] - rank(a)[0] || rank(b)[1] - rank(a)[1])[0] ?? null;
}
