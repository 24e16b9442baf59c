// Builds, pictures and renders as bars: how far, how long still, and what can be done about them.

import { post } from "../common/api.js";
import { about } from "../common/clock.js";
import { actionButton, icon, make, placeInOrder, setText } from "../common/dom.js";
import { bytes } from "../common/humanize.js";
import { stillOf } from "../document/scenes.js";
import { askedAnew } from "./outdated.js";

const FORMATS = { mp4: "MP4", webm: "WebM", gif: "GIF", lottie: "Lottie", png: "Poster" };
const PLAYABLE = ["mp4", "webm"];
const PICTURE_PX = 160;
const LONGEST_ABOUT = 60; // characters
const STATES = {
  queued: { icon: "pending", words: "Waiting" },
  running: { icon: "running", words: "Working" },
  ready: { icon: "done", words: "Ready" },
  failed: { icon: "failed", words: "Failed" },
  cancelled: { icon: "cancelled", words: "Cancelled" },
};

export const isOpenJob = (job) => job.status === "queued" || job.status === "running";

/** Previews are made of each version by themselves; nobody asked for them. */
export const isPreview = (job) => job.kind === "render" && job.format === "mp4" && job.quality === "draft" && !job.shape;

/** Where the file of a render is. */
export const fileOf = (job) => job.file || `/api/jobs/${job.id}/file`;

export function titleOf(job) {
  if (job.kind === "build") return `Scene “${job.title}”`;
  if (job.kind === "picture") return `Picture “${cut(job.about)}”`;
  const what = [FORMATS[job.format], job.height && `${job.height}p`, job.shape].filter(Boolean).join(" ");
  return `${what}, v${job.version}`;
}

const cut = (words) => (words.length > LONGEST_ABOUT ? `${words.slice(0, LONGEST_ABOUT - 1).trimEnd()}…` : words);

export class JobRow {
  /**
   * `failed(error)` shows what an action ran into; `changed(job)` takes what an action made of the job, or a new one;
   * `isOutdated(job)` tells whether the video was changed since the file was made.
   */
  constructor(job, { failed, changed, isOutdated = () => false }) {
    Object.assign(this, { id: job.id, failed, changed, isOutdated });
    this.mark = make("span.job-icon");
    this.title = make("span.job-title");
    this.status = make("span.job-status");
    this.bar = make("progress", { max: "1" });
    this.note = make("p.job-note", { hidden: true });
    this.actions = make("span.job-actions");
    const head = make("div.job-head", {}, this.mark, this.title, this.status, this.actions);
    this.element = make("div.job", {}, head, this.bar, this.note);
    this.update(job);
  }

  /** A finished render can be looked at where it was asked for. */
  play(job) {
    if (job.kind !== "render" || job.status !== "ready" || !PLAYABLE.includes(job.format) || this.player) return;
    const name = `The rendered video: ${titleOf(job)}`;
    this.player = make("video.job-player", { controls: true, preload: "none", playsinline: true, src: fileOf(job), "aria-label": name });
    this.element.append(make("details.job-more", {}, make("summary", {}, "Play it here"), this.player));
  }

  update(job) {
    setText(this.title, titleOf(job));
    if (job.progress || !isOpenJob(job)) this.bar.value = job.progress ?? 0;
    else this.bar.removeAttribute("value"); // nobody knows yet how far it is
    this.bar.hidden = !isOpenJob(job);
    this.bar.setAttribute("aria-label", `Progress of: ${titleOf(job)}`);
    setText(this.status, statusWords(job));
    const isOld = this.isOutdated(job);
    const note = job.error?.message ?? [isOld && "Made before your last change.", ...(job.warnings ?? [])].filter(Boolean).join(" ");
    this.note.hidden = !note;
    setText(this.note, note);
    if (this.element.dataset.status !== job.status || this.isOld !== isOld) this.enter(job, isOld);
  }

  enter(job, isOld) {
    this.isOld = isOld;
    this.element.dataset.status = job.status;
    this.mark.replaceChildren(icon(STATES[job.status].icon));
    this.actions.replaceChildren(...this.offers(job));
  }

  offers(job) {
    if (isOpenJob(job)) return [this.act(job, "Cancel", "cancel")];
    if (job.error?.retryable === false) return []; // it would come to the same
    if (job.status === "failed" || job.status === "cancelled") return [this.act(job, "Try again", "retry", icon("retry"))];
    if (job.kind !== "render") return [];
    const name = `Download: ${titleOf(job)}`;
    const download = make("a.button.small.quiet", { href: fileOf(job), download: true, "aria-label": name }, icon("download"), "Download");
    return this.isOld ? [this.anew(job), download] : [download];
  }

  /** The same file of what the video is now. */
  anew(job) {
    const ask = () => post(`/api/projects/${job.project}/renders`, askedAnew(job)).then(this.changed);
    const button = actionButton("button.small.quiet", [icon("retry"), "Make it anew"], ask, this.failed);
    button.setAttribute("aria-label", `Make it anew: ${titleOf(job)}`);
    button.dataset.changes = ""; // viewers are not offered it
    return button;
  }

  act(job, label, name, mark = null) {
    const asked = () => post(`/api/jobs/${this.id}/${name}`).then(this.changed);
    const button = actionButton("button.small.quiet", [mark, label].filter(Boolean), asked, this.failed);
    button.setAttribute("aria-label", `${label}: ${titleOf(job)}`);
    return button;
  }

  remove() {
    this.element.remove();
  }
}

function statusWords(job) {
  if (job.status === "ready" && job.size) return `Ready · ${bytes(job.size)}`;
  if (job.status !== "running" || !job.progress) return STATES[job.status].words;
  return [`${Math.round(job.progress * 100)} %`, about(job.eta_s)].filter(Boolean).join(" · ");
}

/** Keep `container` showing the pictures of what `jobs` made: of each scene that was built, and those that were ordered. */
export function showScenes(container, jobs) {
  const built = jobs.filter((job) => job.status === "ready" && (job.kind === "build" ? job.version : job.url));
  const known = new Map([...container.children].map((picture) => [picture.dataset.job, picture]));
  placeInOrder(container, built.map((job) => known.get(job.id) ?? pictureOf(job)));
}

function pictureOf(job) {
  const src = job.url ?? stillOf(job.project, job.scene, job.version, PICTURE_PX);
  const named = { alt: titleOf(job), title: titleOf(job), "data-job": job.id };
  const picture = make("img", { src, ...named, loading: "lazy", decoding: "async" });
  picture.addEventListener("error", () => (picture.hidden = true)); // an old version, or a picture, may be gone
  return picture;
}

/**
 * Keep `container` showing one row for each of `jobs`, in their order. `rows` maps ids to rows; `hooks.plays`: renders
 * bring their own player.
 */
export function showJobs(container, rows, jobs, hooks) {
  const wanted = new Set(jobs.map((job) => job.id));
  for (const [id, row] of rows) {
    if (wanted.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  for (const job of jobs) {
    if (rows.has(job.id)) rows.get(job.id).update(job);
    else rows.set(job.id, new JobRow(job, hooks));
    if (hooks.plays) rows.get(job.id).play(job);
  }
  placeInOrder(container, jobs.map((job) => rows.get(job.id).element));
}
