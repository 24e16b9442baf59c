// Files of the video: what can be made, what is being made, what is ready.

import { isOpenJob, isPreview, showJobs, titleOf } from "../answer/job-rows.js";
import { post } from "../common/api.js";
import { setText } from "../common/dom.js";

const LISTED = 12;
const USUAL_HEIGHT = { mp4: 720, webm: 720, png: 720, gif: 480 }; // every pixel of a GIF is dear
const FINE_HEIGHT = 1080;
const SHAPES = ["16:9", "9:16", "1:1", "4:5"];

export class Exports {
  constructor(root, { project, conversation, toast }) {
    Object.assign(this, { project, conversation, toast });
    this.form = root.querySelector("[data-render-form]");
    this.list = root.querySelector("[data-renders]");
    this.none = root.querySelector("[data-renders-none]");
    this.empty = this.none.textContent; // the page comes as that of an empty video, which needs nothing of this
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
    const { shape } = this.form.elements;
    const shapes = shape.value === "all" ? SHAPES : [shape.value];
    try {
      for (const each of shapes) await this.ask({ ...this.wanted(), ...(each ? { shape: each } : {}) });
    } catch (error) {
      this.toast.problem(error);
    } finally {
      button.disabled = false;
    }
  }

  async ask(wanted) {
    const job = await post(`/api/projects/${this.project}/renders`, wanted);
    const isKnown = this.rows.has(job.id); // what is there, or on its way, is not made twice
    this.conversation.takeJob(job);
    if (isKnown) this.toast.show(`${titleOf(job)} is ${isOpenJob(job) ? "being made" : "there"} already.`);
    else this.shown = job.id;
  }

  wanted() {
    const { format, height } = this.form.elements;
    if (height.disabled) return { format: format.value, quality: "standard" };
    const pixels = Number(height.value);
    return { format: format.value, quality: pixels === FINE_HEIGHT ? "high" : "standard", height: pixels };
  }

  /** Show `renders`, the newest version first, by shape; of an empty video there is nothing to export. */
  show(renders, isEmpty) {
    const listed = renders.filter((job) => !isPreview(job) || job.status === "failed").slice(0, LISTED).sort(byShape);
    this.form.hidden = isEmpty;
    setText(this.none, isEmpty ? this.empty : this.none.dataset.usual);
    const { conversation, toast } = this;
    const hooks = {
      failed: (error) => toast.problem(error),
      changed: (job) => conversation.takeJob(job),
      isOutdated: (job) => conversation.isOutdated(job),
    };
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

/** Of a version the video's own shape first, then the others in the order in which they are offered. */
const byShape = (one, other) => other.version - one.version || SHAPES.indexOf(one.shape) - SHAPES.indexOf(other.shape);
