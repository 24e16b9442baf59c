// Files of the video: what can be made, what is being made, what is ready.

import { post } from "../api.js";
import { showJobs } from "../jobs.js";

const LISTED = 12;

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
    this.form.addEventListener("change", () => this.showChoice());
    this.showChoice();
  }

  /** Qualities are of pictures; a Lottie file has none. */
  showChoice() {
    this.form.elements.quality.disabled = this.form.elements.format.value === "lottie";
  }

  async make(button) {
    const { format, quality } = this.form.elements;
    if (button) button.disabled = true;
    try {
      const body = { format: format.value, quality: quality.disabled ? "standard" : quality.value };
      this.conversation.takeJob(await post(`/api/projects/${this.project}/renders`, body));
    } catch (error) {
      this.toast.problem(error);
    } finally {
      if (button) button.disabled = false;
    }
  }

  /** Show `renders`, the newest first. */
  show(renders) {
    const listed = renders.filter((job) => !isPreview(job) || job.status === "failed").slice(0, LISTED);
    const hooks = { failed: (error) => this.toast.problem(error), changed: (job) => this.conversation.takeJob(job) };
    showJobs(this.list, this.rows, listed, hooks);
    this.list.hidden = listed.length === 0;
    this.none.hidden = listed.length > 0;
  }
}
