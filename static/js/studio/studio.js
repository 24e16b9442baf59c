// The video beside the conversation: puts player, storyboard, text editor and panels together.

import { fileOf, isOpenJob } from "../answer/job-rows.js";
import { get, later, post } from "../common/api.js";
import { setText } from "../common/dom.js";
import { Subject } from "../conversation/subject.js";
import { DocumentStore } from "../document/document-store.js";
import {
  duplicatingScene,
  movingScene,
  placingPicture,
  removingScene,
  sceneAt,
  scenesOf,
  settingSeconds,
  titleTextOf,
} from "../document/scenes.js";
import { Exports, isPreview } from "./exports.js";
import { Panels } from "./panels.js";
import { Player } from "./player.js";
import { newestBuilds, Storyboard } from "./storyboard.js";
import { TextLayer } from "./text-layer.js";
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
    this.store = new DocumentStore(project);
    this.playing = null; // the version
    this.toast = new Toast(this.part("toasts"));
    this.view();
    this.listen();
  }

  view() {
    const { store, toast, project, conversation, root } = this;
    this.player = new Player(this.part("player"));
    this.subject = new Subject(this.composer.form, () => this.choose(null));
    this.storyboard = new Storyboard(this.part("storyboard"), store, { hooks: this.sceneHooks(), builds: () => newestBuilds(conversation.jobs.values()) });
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
    const { store, toast, project } = this;
    const changes = {
      saved: (version) => this.offerUndo(version, "The text is changed."),
      closed: () => this.texts.mark(null),
    };
    this.editor = later(() => import("./text-editor.js"), ({ TextEditor }) => new TextEditor(this.part("editor"), store, changes));
    this.loaders = {
      versions: this.panel("versions", () => import("./versions.js"), ({ Versions }, root) => new Versions(root, store, toast)),
      share: this.panel("share", () => import("./shares.js"), ({ Shares }, root) => new Shares(root, { project, store, toast })),
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
    const change = (operations, words) => this.offerUndo(this.store.change(operations, words), words);
    return {
      choose: (id) => this.choose(id === this.subject.scene?.id ? null : id),
      edit: (id) => this.editScene(id),
      move: (id, index) => {
        change(movingScene(this.store.document, id, index), `Moved scene ${say(id)} to place ${index + 1}.`);
        this.announce(`Scene ${say(id)} is at place ${index + 1}.`);
      },
      setSeconds: (id, seconds) => change(settingSeconds(this.store.document, id, seconds), `Scene ${say(id)} lasts ${seconds} s.`),
      duplicate: (id) => change(duplicatingScene(this.store.document, id), `Duplicated scene ${say(id)}.`),
      remove: (id) => change(removingScene(this.store.document, id), `Deleted scene ${say(id)}.`),
      rebuild: (id) => this.takeJob(post(`${this.path}/scenes/${id}/regenerate`)),
      retry: (build) => this.takeJob(post(`/api/jobs/${build.id}/retry`)),
    };
  }

  listen() {
    this.store.addEventListener("change", () => this.documentChanged());
    this.conversation.addEventListener("job", ({ detail }) => this.jobChanged(this.conversation.jobs.get(detail.id)));
    this.player.addEventListener("time", () => this.showTime());
    this.player.addEventListener("swapped", () => this.showTime());
    this.part("add").addEventListener("click", () => this.composer.edit("Add a scene about "));
  }

  /** Load the document and the jobs anew. */
  async refresh() {
    const asked = ["render", "build"].map((kind) => get(`${this.path}/jobs?kind=${kind}&limit=50`));
    const [jobs] = await Promise.all([Promise.all(asked), this.store.load()]);
    for (const job of jobs.flatMap(({ items }) => items)) this.conversation.takeJob(job);
    this.show();
  }

  // What changed

  documentChanged() {
    const { store } = this;
    const { width, height } = store.document;
    this.root.style.setProperty("--shape", String(width / height));
    this.root.dataset.shape = width === height ? "square" : width > height ? "wide" : "tall";
    if (this.subject.scene) this.subject.show(this.sceneOf(this.subject.scene.id));
    if (!this.subject.scene) this.storyboard.chosen = null;
    this.showPoster();
    this.showTime();
    if (this.panels.current === "versions" && this.panels.isInSight) this.load("versions");
  }

  jobChanged(job) {
    this.store.reach(job.version ?? 0).catch(() => {}); // the next news look again
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
    this.storyboard.show();
  }

  async play(render) {
    this.player.show(fileOf(render), this.store.posterOf(render.version));
    if (this.playing === render.version) return;
    this.playing = render.version;
    const document = await this.store.at(render.version);
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
    const { store, player } = this;
    const isEmpty = store.scenes.every(({ scene }) => scene.order.length === 0);
    if (player.source || isEmpty) return;
    player.current.poster = store.posterOf(store.version);
  }

  showTime() {
    const { time, scenes } = this.player;
    const scene = sceneAt(scenes, time);
    const within = scene ? time - scene.start : 0;
    this.storyboard.showPlayhead(scene?.id ?? null, scene ? Math.min(1, within / scene.seconds) : 0);
    // Places of texts are those of the newest document, and only where that is what plays.
    const isNewest = this.mayEdit && scene && this.playing === this.store.version && this.store.pending.length === 0;
    this.texts.show(isNewest ? this.store.document : null, isNewest ? scene : null, within);
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
    return this.store.scenes.find((scene) => scene.id === id) ?? null;
  }

  /** Make a scene the subject of the next message, and show it; null for the whole video. */
  choose(id) {
    const scene = id && this.sceneOf(id);
    this.subject.show(scene || null);
    this.storyboard.choose(scene ? id : null);
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
    const text = titleTextOf(this.store.document, id);
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
    const scene = this.subject.scene ?? sceneAt(this.store.scenes, this.player.time);
    const words = `Put the picture ${picture.name} into scene “${scene.title}”.`;
    await this.offerUndo(this.store.change(placingPicture(this.store.document, scene.id, picture), words), words);
    this.panels.close();
  }

  /** Tell that a change is made, with a way back, or why it is not. `change` gives the version that it made. */
  async offerUndo(change, words) {
    try {
      const version = await change;
      this.toast.show(words, () => this.store.undo(version));
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
