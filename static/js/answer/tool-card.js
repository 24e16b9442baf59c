// A card for each tool call: what it does, how it stands, how long it took; arguments and result to open.

import { later, post } from "../common/api.js";
import { keepTicking, seconds, stopTicking } from "../common/clock.js";
import { actionButton, icon, make, setAttributeIfNew, setText } from "../common/dom.js";

const COMING_CHARACTERS = 160;
const views = later(() => import("./tool-views.js"), ({ viewOf }) => viewOf)

const NAMES = {
  plan_scenes: "Plan the scenes",
  generate_component: "Draw a component",
  apply_json_patch: "Change the video",
  render_video: "Render the video",
};

const STATES = {
  pending: { icon: "pending", words: "Waiting" },
  executing: { icon: "running", words: "Running" },
  complete: { icon: "done", words: "Done" },
  error: { icon: "failed", words: "Failed" },
  unknown: { icon: "unknown", words: "Outcome unknown" },
  cancelled: { icon: "cancelled", words: "Cancelled" },
};

/** The tool's name in human words: "look_up_people" is "Look up people". */
export function nameOf(tool) {
  const words = tool.replaceAll("_", " ");
  return NAMES[tool] ?? words.charAt(0).toUpperCase() + words.slice(1);
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

  /** Show `call` as in the state; `progress` is {fraction, text} or undefined, `begun` when it began on our clock. */
  update(call, { progress, begun, isStreamOpen }) {
    if (this.element.dataset.status !== call.status) this.enter(call);
    setText(this.name, nameOf(call.name));
    this.showProgress(call, progress, isStreamOpen);
    this.showDetails(call);
    this.showTime(call, begun);
    this.showActions(call, isStreamOpen);
  }

  enter(call) {
    this.element.dataset.status = call.status;
    this.mark.replaceChildren(icon(STATES[call.status].icon));
  }

  showProgress(call, progress, isStreamOpen) {
    const isRunning = call.status === "executing";
    this.progress.hidden = !isRunning;
    if (isRunning && progress) this.progress.value = progress.fraction;
    else if (isRunning) this.progress.removeAttribute("value");
    setAttributeIfNew(this.progress, "aria-label", `Progress of: ${nameOf(call.name)}`);
    const isAsked = call.status === "unknown" && !isStreamOpen; // the question below says it
    const note = isRunning ? (progress?.text ?? "") : isAsked ? "" : (call.error?.message ?? "");
    this.note.hidden = !note;
    setText(this.note, note);
  }

  showDetails(call) {
    const isComing = call.status === "pending" && !call.arguments && call.arguments_text !== "";
    this.coming.hidden = !isComing;
    if (isComing) setText(this.coming, call.arguments_text.slice(-COMING_CHARACTERS));
    setText(this.arguments, call.arguments ? pretty(call.arguments) : call.arguments_text || "…");
    if (call.arguments && this.viewed !== call.arguments) this.showView(call);
    const outcome = call.error ?? call.result;
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

  showTime(call, begun) {
    const { words } = STATES[call.status];
    if (call.status === "executing") {
      const since = begun ?? performance.now();
      return keepTicking(this, (now) => setText(this.status, `${words} ${seconds(now - since, 1)}`));
    }
    stopTicking(this);
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
  return call.status === "error" && call.arguments ? "retry" : "";
}

/** A result or an error as it is read: sentences as sentences, all else as data. */
function outcomeWords(outcome) {
  if (typeof outcome === "string") return outcome;
  return outcome?.message && outcome.code ? outcome.message : pretty(outcome);
}

const pretty = (value) => JSON.stringify(value, null, 2) ?? "";
