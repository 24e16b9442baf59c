// A card for each tool call: what it does, how it stands, how long it took; arguments and result to open.

import { later, post } from "../common/api.js";
import { keepTicking, seconds, stopTicking } from "../common/clock.js";
import { actionButton, icon, make, setAttributeIfNew, setText } from "../common/dom.js";
import { isOpenJob } from "./job-rows.js";

const COMING_CHARACTERS = 160;
const views = later(() => import("./tool-views.js"), ({ viewOf }) => viewOf)

// As chat/templatetags/words.py has them.
const NAMES = {
  plan_scenes: "Plan the scenes",
  generate_component: "Draw a scene",
  apply_json_patch: "Change the video",
  edit_scene: "Change a scene",
  add_scene: "Add a scene",
  delete_scene: "Remove a scene",
  reorder_scenes: "Put the scenes in order",
  regenerate_scene: "Draw a scene anew",
  replace_text: "Replace words",
  set_style: "Change the style",
  set_format: "Change the shape",
  set_music: "Change the music",
  set_voice: "Change what is said",
  set_captions: "Change the captions",
  make_picture: "Have a picture made",
  place_clip: "Place a picture",
  copy_video: "Make copies",
  get_video: "Read the video",
  look_at: "Look at a scene",
  explain_elements: "Look up how to draw",
  undo: "Take a change back",
  restore_version: "Go back to a version",
  render_video: "Render the video",
  find_people: "Look up people",
  add_person: "Add a person",
  remove_person: "Remove a person",
};

const STATES = {
  pending: { icon: "pending", words: "Waiting" },
  executing: { icon: "running", words: "Running" },
  complete: { icon: "done", words: "Done" },
  error: { icon: "failed", words: "Failed" },
  unknown: { icon: "unknown", words: "Outcome unknown" },
  cancelled: { icon: "cancelled", words: "Cancelled" },
  working: { icon: "running", words: "Under way" },
};

/** The tool's name in human words: "look_up_people" is "Look up people". */
export function nameOf(tool) {
  const words = tool.replaceAll("_", " ");
  return NAMES[tool] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** How a call stands: what began `jobs` is done when they are. */
function standing({ status }, jobs) {
  if (status !== "complete" || jobs.length === 0) return status;
  if (jobs.some(isOpenJob)) return "working";
  if (jobs.some((job) => job.status === "ready")) return status;
  return jobs.some((job) => job.status === "failed") ? "error" : "cancelled";
}

export class ToolCard {
  /** `failed(error)` shows what an action of the card ran into; `done()` is called after one went well. */
  constructor(id, { failed, done }) {
    Object.assign(this, { id, failed, done });
    this.mark = make("span.call-icon");
    this.name = make("span.call-name");
    this.status = make("span.call-status");
    this.note = make("p.call-note", { hidden: true });
    this.progress = make("progress.call-progress", { max: "1", hidden: true });
    this.coming = make("p.call-coming", { hidden: true, "aria-hidden": "true" });
    this.view = make("div.call-view", { hidden: true });
    this.arguments = make("pre", { tabindex: "0" });
    this.raw = make("details.raw", {}, make("summary", {}, "Arguments"), this.arguments);
    this.result = make("pre", { tabindex: "0" });
    this.resultTitle = make("h4", {}, "Result");
    this.actions = make("div.actions", { hidden: true });
    const more = make("div.call-more", {}, this.view, this.resultTitle, this.result, this.raw);
    const details = make("details.call-details", {}, make("summary", {}, this.mark, this.name, this.status, icon("chevron")), more);
    this.element = make("div.call", {}, details, this.coming, this.progress, this.note, this.actions);
  }

  /**
   * Show `call` as in the state; `progress` is {fraction, text} or undefined, `begun` when it began on our clock, `jobs`
   * what it began.
   */
  update(call, { progress, begun, jobs, isStreamOpen }) {
    const stands = standing(call, jobs);
    if (this.element.dataset.status !== stands) this.enter(stands);
    setText(this.name, nameOf(call.name));
    this.showProgress(call, progress);
    this.showDetails(call);
    this.showTime(call, stands, begun);
    this.showActions(call, isStreamOpen);
  }

  enter(stands) {
    this.element.dataset.status = stands;
    this.mark.replaceChildren(icon(STATES[stands].icon));
  }

  showProgress(call, progress) {
    const isRunning = call.status === "executing";
    this.progress.hidden = !isRunning;
    if (isRunning && progress) this.progress.value = progress.fraction;
    else if (isRunning) this.progress.removeAttribute("value");
    setAttributeIfNew(this.progress, "aria-label", `Progress of: ${nameOf(call.name)}`);
    // What the model was refused it reads, and answers to; the card tells it to who opens it.
    const note = isRunning ? (progress?.text ?? "") : call.error?.retryable ? call.error.message : "";
    this.note.hidden = !note;
    setText(this.note, note);
  }

  showDetails(call) {
    const isComing = call.status === "pending" && !call.arguments && call.arguments_text !== "";
    this.coming.hidden = !isComing;
    if (isComing) setText(this.coming, call.arguments_text.slice(-COMING_CHARACTERS));
    setText(this.arguments, call.arguments ? pretty(call.arguments) : call.arguments_text || "…");
    if (call.arguments && this.viewed !== call.arguments) this.showView(call);
    const outcome = call.error ? (this.note.hidden ? call.error : null) : call.result; // told once
    this.result.hidden = this.resultTitle.hidden = outcome === null || outcome === undefined;
    setText(this.resultTitle, call.error ? "Error" : "Result");
    const words = outcomeWords(outcome);
    this.result.classList.toggle("words", !/^[[{]/.test(words));
    setText(this.result, words);
  }

  async showView(call) {
    this.viewed = call.arguments;
    const viewOf = await views().catch(() => null);
    const view = viewOf?.(call);
    this.view.hidden = !view;
    this.raw.open = !view;
    this.view.replaceChildren(...(view ? [view] : []));
  }

  showTime(call, stands, begun) {
    const { words } = STATES[stands];
    if (call.status === "executing") {
      const since = begun ?? performance.now();
      return keepTicking(this, (now) => setText(this.status, `${words} ${seconds(now - since, 1)}`));
    }
    stopTicking(this);
    if (stands !== call.status) return setText(this.status, words); // how long its jobs take stands at them
    const took = call.duration_ms === null || call.duration_ms === undefined ? "" : ` · ${seconds(call.duration_ms)}`;
    setText(this.status, words + took);
  }

  showActions(call, isStreamOpen) {
    const offered = offers(call, isStreamOpen);
    if (this.actions.dataset.offered === offered) return;
    this.actions.dataset.offered = offered;
    this.actions.hidden = offered === "";
    this.actions.replaceChildren(...this.buttons(offered));
  }

  buttons(offered) {
    const act = (label, path, body) =>
      actionButton("button.small", label, () => post(`/api/tool-calls/${this.id}/${path}`, body).then(this.done), this.failed);
    if (offered === "retry") return [act([icon("retry"), "Retry"], "retry")];
    if (offered === "") return [];
    const question = make("p", {}, "The work was cut off, so it may or may not have happened. What shall be done?");
    const again = act([icon("retry"), "Run again"], "resolve", { outcome: "run_again" });
    return [question, again, act([icon("done"), "It was done"], "resolve", { outcome: "done" })];
  }

  remove() {
    stopTicking(this);
    this.element.remove();
  }
}

function offers(call, isStreamOpen) {
  if (isStreamOpen) return "";
  if (call.status === "unknown") return "resolve";
  return call.error?.retryable && call.arguments ? "retry" : "";
}

/** A result or an error as it is read: sentences as sentences, all else as data. */
function outcomeWords(outcome) {
  if (typeof outcome === "string") return outcome;
  return outcome?.message && outcome.code ? withoutPaths(outcome.message) : pretty(outcome);
}

/** What is told to a model begins with the place of what is wrong ("/scenes/0: …"), which means nothing to people. */
const withoutPaths = (words) => words.replace(/^(?:\/[\w~-]*)+: (.)/gm, (_, first) => first.toUpperCase());

const pretty = (value) => JSON.stringify(value, null, 2) ?? "";
