// The video beside the conversation: puts player, storyboard, text editor and panels together.

import { fileOf, isOpenJob, isPreview } from "../answer/job-rows.js";
import { get, later, post } from "../common/api.js";
import { setText } from "../common/dom.js";
import { Subject } from "../conversation/subject.js";
import { DocumentStore } from "../document/document-store.js";
import { sceneAt, scenesOf } from "../document/scenes.js";
import { FreshPicture } from "./fresh-picture.js";
import { Panels } from "./panels.js";
import { Player } from "./player.js";
import { newestBuilds, Storyboard } from "./storyboard.js";
import { Toast } from "./toast.js";

const PLAYABLE = ["mp4", "webm"];
const FINENESS = ["draft", "standard", "high"];
const FOLLOWING = ["versions", "sound"]; // panels that tell of the newest version
const END_S = 0.05; // before the end of a scene the next one is not there yet
const PATIENCE_MS = 4000;
const TELLING = 0.6; // of a scene: by then what comes in is there

export class Studio {
  /** `composer` is where messages are written: `form`, and `edit(words)` to begin one. */
  constructor(root, { project, conversation, composer, announce, mayEdit }) {
    Object.assign(this, { root, project, conversation, composer, announce, mayEdit });
    this.path = `/api/projects/${project}`;
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.store = new DocumentStore(project);
    this.playing = Number(root.querySelector("video").dataset.version) || null; // the version; the page is served with one
    this.toast = new Toast(this.part("toasts"));
    this.view();
    this.listen();
  }

  view() {
    const { store, toast, project, conversation } = this;
    this.player = new Player(this.part("player"));
    this.subject = new Subject(this.composer.form, () => this.choose(null));
    this.storyboard = new Storyboard(this.part("storyboard"), store, { hooks: this.sceneHooks(), builds: () => newestBuilds(conversation.jobs.values()) });
    this.fresh = new FreshPicture(this.part("stage"));
    this.viewWhenWanted();
    this.panels = new Panels(this.part("panels"), this.part("panels-open"), (name) => this.load(name));
  }

  /** What most visits do not need comes when it is first used. */
  viewWhenWanted() {
    const { store, toast, project, conversation } = this;
    const place = (picture) => this.placePicture(picture);
    this.exports = later(() => import("./exports.js"), ({ Exports }) => new Exports(this.part("panel-export"), { project, conversation, toast }));
    this.texts = later(() => import("./text-layer.js"), ({ TextLayer }) => this.madeTexts(TextLayer));
    this.hands = later(() => import("../by-hand/hands.js"), async ({ Hands }) => (this.openedHands = new Hands(this, await this.texts())));
    this.actions = later(() => import("../by-hand/scene-actions.js"), ({ SceneActions }) => new SceneActions(this));
    this.hearing = later(() => import("../sound/hearing.js"), ({ Hearing }) => new Hearing(this.player));
    this.drops = later(() => import("./drops.js"), ({ Drops }) => new Drops(this.root, (panel, files) => this.takeFiles(panel, files)));
    this.loaders = {
      versions: this.panel("versions", () => import("./versions.js"), ({ Versions }, root) => new Versions(root, store, toast)),
      share: this.panel("share", () => import("./shares.js"), ({ Shares }, root) => new Shares(root, { project, store, toast })),
      pictures: this.panel("pictures", () => import("./uploads.js"), ({ Uploads }, root) => new Uploads(root, { project, toast, place })),
      sound: this.panel("sound", () => import("../sound/sound-panel.js"), ({ SoundPanel }, root) => new SoundPanel(root, this)),
    };
  }

  madeTexts(TextLayer) {
    this.openedTexts = new TextLayer(this.part("texts"), {
      edit: (text) => this.byHand((hands) => hands.edit(text)),
      take: (element) => this.byHand((hands) => hands.take(element)),
    });
    this.showTime();
    return this.openedTexts;
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
    const act = (name) => (...given) => this.attempt(async () => (await this.actions())[name](...given));
    return {
      choose: (id) => this.choose(id === this.subject.scene?.id ? null : id),
      edit: (id) => this.byHand((hands) => hands.editScene(id)),
      form: (id) => this.byHand((hands) => hands.openForm(id)),
      ...Object.fromEntries(["move", "setSeconds", "duplicate", "remove", "draft"].map((name) => [name, act(name)])),
      rebuild: (id) => this.takeJob(post(`${this.path}/scenes/${id}/regenerate`)),
      retry: (build) => this.takeJob(post(`/api/jobs/${build.id}/retry`)),
    };
  }

  listen() {
    this.store.addEventListener("change", () => this.documentChanged());
    this.conversation.addEventListener("job", ({ detail }) => this.jobChanged(this.conversation.jobs.get(detail.id)));
    this.player.addEventListener("time", () => this.showTime());
    this.player.addEventListener("swapped", () => this.showFresh().then(() => this.showTime()));
    this.player.addEventListener("state", () => this.player.isPlaying && this.fresh.hide());
    this.root.addEventListener("dragenter", () => this.mayEdit && this.attempt(this.drops)); // a file may be dropped
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
    this.showExports();
    if (this.mayEdit && !store.isEmpty) this.attempt(this.texts);
    this.showPoster();
    this.storyboard.pictures.after(this.showFresh());
    this.showTime();
    if (FOLLOWING.includes(this.panels.current) && this.panels.isInSight) this.load(this.panels.current);
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
    this.showExports();
    this.storyboard.show();
  }

  async play(render) {
    this.player.show(fileOf(render), this.store.poster);
    if (this.playing === render.version && this.player.scenes.length) return;
    this.playing = render.version;
    const document = await this.store.at(render.version);
    if (!document || this.playing !== render.version) return;
    this.player.setScenes(scenesOf(document), document.fps);
    this.showTime();
    this.attempt(async () => (await this.hearing()).show(document, `${this.path}/captions.vtt?version=${render.version}`));
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
    if (player.source || store.isEmpty) return;
    player.current.poster = store.poster;
  }

  showTime() {
    const { time, scenes } = this.player;
    const scene = sceneAt(scenes, time);
    const within = scene ? time - scene.start : 0;
    this.storyboard.showPlayhead(scene?.id ?? null, scene ? Math.min(1, within / scene.seconds) : 0);
    const moment = this.mayEdit ? this.moment() : null;
    this.openedTexts?.show(moment && this.store.document, moment?.scene ?? null, moment?.within ?? 0);
    this.openedHands?.show(moment);
  }

  /**
   * Where in the newest document the picture is, `{scene, within}`: places in it are clicked only where what is seen, as a
   * draft or as the first still of it, is that document. Else null.
   */
  moment() {
    const { store, player } = this;
    const isSeen = [this.playing, this.fresh.version].includes(store.version);
    const shown = isSeen && sceneAt(player.scenes.length ? player.scenes : store.scenes, player.time);
    const scene = shown && this.sceneOf(shown.id);
    return scene ? { scene, within: Math.min(player.time - shown.start, scene.seconds) } : null;
  }

  /** Until the draft of a change is drawn, a still of it lies over the older video, where that stands still. */
  async showFresh() {
    const { store, player, fresh } = this;
    if (this.playing === store.version || player.isPlaying) return fresh.hide();
    if (store.pending.length || store.isEmpty || !this.mayEdit) return;
    const at = sceneAt(player.scenes.length ? player.scenes : store.scenes, player.time);
    const scene = at && this.sceneOf(at.id);
    if (!scene) return fresh.hide();
    const within = Math.min(player.time - at.start, scene.seconds - END_S);
    const picture = player.time > 0 ? store.momentOf(scene.start + within) : store.poster;
    if (await fresh.show(picture, store.version)) this.showTime();
  }

  /** Resolves when the newest version is what plays, or after some seconds. */
  untilDrawn() {
    if (this.playing === this.store.version) return Promise.resolve();
    return new Promise((resolve) => {
      this.player.addEventListener("swapped", resolve, { once: true });
      setTimeout(resolve, PATIENCE_MS);
    });
  }

  /** Nothing is loaded for an empty video: the page comes as it is then. */
  async showExports() {
    if (!this.store.document || (this.store.isEmpty && this.renders().length === 0 && !this.madeExports)) return;
    try {
      this.madeExports = await this.exports();
      this.madeExports.show(this.renders(), this.store.isEmpty);
    } catch (error) {
      this.toast.problem(error);
    }
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

  async placePicture(picture) {
    const scene = this.subject.scene ?? sceneAt(this.store.scenes, this.player.time);
    await (await this.actions()).place(scene, picture);
    this.panels.close();
  }

  takeFiles(panel, files) {
    this.panels.open(panel);
    return this.attempt(async () => (await this.loaders[panel]()).add(files));
  }

  byHand(act) {
    return this.attempt(async () => act(await this.hands()));
  }

  async attempt(act) {
    try {
      await act();
    } catch (error) {
      this.toast.problem(error);
    }
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
  const ready = renders.filter((job) => job.status === "ready" && !job.shape && PLAYABLE.includes(job.format));
  return ready.sort((a, b) => rank(b)[0] - rank(a)[0] || rank(b)[1] - rank(a)[1])[0] ?? null;
}
