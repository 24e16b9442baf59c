// What the video sounds like: music, recordings, who speaks, captions. Loaded when the panel is first opened.

import { isOpenJob } from "../answer/job-rows.js";
import { get } from "../common/api.js";
import { loadStyle } from "../common/load-style.js";
import { Captions } from "./captions.js";
import { Listening } from "./listening.js";
import { MusicChoice } from "./music-choice.js";
import { Recordings } from "./recordings.js";
import { rightsDisclosure } from "./rights-table.js";
import { Voices } from "./voices.js";

await loadStyle("studio/sound");

export class SoundPanel {
  /** `sound` is what GET /sound told, `recordings` those that are uploaded; `isSpeaking` while words are being spoken. */
  constructor(root, studio) {
    const { store, path, mayEdit, conversation } = studio;
    Object.assign(this, { root, studio, store, path, mayEdit, sound: null, recordings: [] });
    this.listening = new Listening(studio.player);
    this.parts = [new MusicChoice(this), new Recordings(this), new Voices(this), new Captions(this)];
    store.addEventListener("change", () => this.sound && this.show());
    conversation.addEventListener("job", ({ detail }) => this.jobChanged(conversation.jobs.get(detail.id)));
  }

  get document() {
    return this.store.document;
  }

  get isSpeaking() {
    return [...this.studio.conversation.jobs.values()].some((job) => job.kind === "speech" && isOpenJob(job));
  }

  recordingOf(id) {
    return this.recordings.find((each) => each.id === id) ?? null;
  }

  /** What changes while it is being loaded is loaded once more. */
  load() {
    this.isStale = Boolean(this.loading);
    this.loading ??= this.fetch().finally(() => (this.loading = null));
    return this.loading;
  }

  async fetch() {
    do {
      this.isStale = false;
      const asked = ["sound", "assets", "jobs?kind=speech&limit=5"].map((each) => get(`${this.path}/${each}`));
      const [sound, { items: assets }, { items: jobs }] = await Promise.all(asked);
      this.take(sound, assets, jobs);
    } while (this.isStale);
  }

  take(sound, assets, jobs) {
    const isFirst = this.sound === null;
    this.sound = sound;
    this.recordings = assets.filter(({ mime }) => mime.startsWith("audio/"));
    this.isTaking = true; // these jobs are no news
    for (const job of jobs) this.studio.conversation.takeJob(job);
    this.isTaking = false;
    if (isFirst) this.root.append(this.listening.element, ...this.parts.map(({ element }) => element), rightsDisclosure(sound.rights));
    this.show();
  }

  show() {
    for (const part of this.parts) part.show();
  }

  jobChanged(job) {
    const isInSight = this.root.checkVisibility({ visibilityProperty: true });
    if (job.kind === "speech" && isInSight && !this.isTaking) this.load().catch(() => {}); // the next news look again
  }

  /** What is uploaded here comes from elsewhere than the panel. */
  async add(files) {
    await (this.loading ?? this.load());
    await this.parts.find((part) => part instanceof Recordings).add(files);
  }

  /** What the server tells of all that was changed here. */
  async fresh() {
    await this.store.queue;
    if (this.sound.version !== this.store.version) await this.load();
    return this.sound;
  }

  /** Make a version of `operations`, told with a way back; gives whether it was made. */
  change(operations, words) {
    const made = this.store.change(operations, words);
    this.studio.offerUndo(made, words);
    return made.then(() => true, () => false);
  }

  attempt(act) {
    return this.studio.attempt(act);
  }
}
