// Files of the video: what can be made, what is being made, what is ready.

import { isOpenJob, showJobs, titleOf } from "../answer/job-rows.js";
import { post } from "../common/api.js";

const LISTED = 12;
const USUAL_HEIGHT = { mp4: 720, webm: 720, png: 720, gif: 480 }; // every pixel of a GIF is dear
const FINE_HEIGHT = 1080;

/** Previews are made of each version by themselves; nobody asked for them. */
export const isPreview = (job) => job.kind === "render" && job.format === "mp4" && job.quality === "draft";

export class Exports {
  constructor(root, { project, conversation, toast }) {
    Object.assign(this, { project, conversation, toast });
    this.form = root.querySelector("[data-render-form]");
    this.list = root.querySelector("[data-renders]");
    this.none = root.querySelector("[data-renders-none]");
    this.rows = new Map();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.make(event.submitter);
    });
    this.form.addEventListener("change", ({ target }) => target.name === "format" && this.chooseFormat(target.value));
  }

  /** Each format has a size that is usual for it; a Lottie file has no pixels. */
  chooseFormat(format) {
    const { height } = this.form.elements;
    height.disabled = !(format in USUAL_HEIGHT);
    if (!height.disabled) height.value = String(USUAL_HEIGHT[format]);
  }

  async make(button) {
    button.disabled = true;
    try {
      const job = await post(`/api/projects/${this.project}/renders`, this.wanted());
      const isKnown = this.rows.has(job.id); // what is there, or on its way, is not made twice
      this.conversation.takeJob(job);
      if (isKnown) this.toast.show(`${titleOf(job)} is ${isOpenJob(job) ? "being made" : "there"} already.`);
      else this.shown = job.id;
    } catch (error) {
      this.toast.problem(error);
    } finally {
      button.disabled = false;
    }
  }

  wanted() {
    const { format, height } = this.form.elements;
    if (height.disabled) return { format: format.value, quality: "standard" };
    const pixels = Number(height.value);
    return { format: format.value, quality: pixels === FINE_HEIGHT ? "high" : "standard", height: pixels };
  }

  /** Show `renders`, the newest first. */
  show(renders) {
    const listed = renders.filter((job) => !isPreview(job) || job.status === "failed").slice(0, LISTED);
    const hooks = { failed: (error) => this.toast.problem(error), changed: (job) => this.conversation.takeJob(job) };
    showJobs(this.list, this.rows, listed, hooks);
    this.list.hidden = listed.length === 0;
    this.none.hidden = listed.length > 0;
    if (this.rows.has(this.shown)) this.reveal(this.shown);
  }

  /** What was asked for just now comes into sight. */
  reveal(id) {
    this.shown = null;
    this.rows.get(id).element.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }
}
