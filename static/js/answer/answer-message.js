// An answer as it is shown: its words, what is being done for it, and what a person can do about it.

import { post } from "../common/api.js";
import { keepTicking, seconds, stopTicking } from "../common/clock.js";
import { actionButton, icon, make, placeInOrder, setText } from "../common/dom.js";
import { MessageBar } from "../conversation/message-bar.js";
import { textOf } from "../stream/fold.js";
import { followUps } from "./follow-ups.js";
import { isOpenJob, showJobs, showScenes } from "./job-rows.js";
import { StreamingText } from "./streaming-text.js";
import { ThoughtFold } from "./thought.js";
import { ToolCard } from "./tool-card.js";

const READING_AFTER_MS = 3000; // who answers sooner was only thinking

const ACTIVITIES = {
  sending: { icon: "thinking", words: "Sending" },
  queued: { icon: "queued", words: "Waiting for its turn" },
  thinking: { icon: "thinking", words: "Thinking" },
  writing: { icon: "writing", words: "Writing" },
  tool_calling: { icon: "tool", words: "Using tools" },
  retrying: { icon: "retry", words: "Retrying" },
  building: { icon: "building", words: "Building the video" },
};

/** One answer: its text step by step with the tool calls between, its jobs, and how it stands. */
export class AnswerMessage {
  /**
   * `failed(error)` is called when an action did not go, `changed(job)` when one changed a job, `requeued(stream)` when
   * one had the stream taken up again; `isOutdated(job)` as in JobRow; `anew`, `show`, `takeBack` and `withdraw` do what the buttons say.
   */
  constructor({ failed, changed, isOutdated, requeued, anew, show, takeBack, withdraw }, served = null) {
    Object.assign(this, { failed, changed, isOutdated, served, takeBack, withdraw });
    this.bar = new MessageBar({ text: () => this.content, again: () => anew(this.message), show, failed });
    this.requeued = () => requeued(this.stream);
    this.texts = new Map();
    this.thoughts = new Map();
    this.cards = new Map();
    this.groups = new Map();
    this.rows = new Map();
    this.body = make("div.body");
    this.skeleton = make("div.skeleton", { "aria-hidden": "true" }, ...[1, 2, 3].map(() => make("span.shimmer")));
    this.scenes = make("div.made-scenes");
    this.jobs = make("div.jobs");
    this.activity = make("div.activity");
    this.problem = make("div.problem", { hidden: true, role: "alert" });
    const said = make("span.visually-hidden", {}, "The assistant said:");
    this.next = make("div.follow-ups", { role: "group", "aria-label": "What to say next", hidden: true });
    this.element = make("li.message.assistant", {}, said, this.body, this.scenes, this.jobs, this.problem, this.next);
    this.foot = make("div.foot", {}, this.activity, this.bar.element);
    this.element.append(this.foot);
  }

  /** Show `message`; `entry` is its stream as the conversation holds it, `jobs` those of its turn. */
  update(message, entry, jobs) {
    const view = viewOf(message, entry, jobs);
    this.stream = message.stream;
    this.message = message;
    this.content = textOf(view.steps);
    this.element.id = `m-${message.id}`;
    this.bar.update(message);
    this.bar.element.classList.toggle("unready", view.isOpen || !message.stream);
    if (view.isOpen) this.element.classList.add("live");
    this.element.setAttribute("aria-busy", String(view.isOpen));
    this.element.dataset.status = view.status;
    this.showBody(view, entry);
    const isUnderWay = view.isOpen || view.status === "building";
    const shown = jobs.filter((job) => isUnderWay || job.kind === "render" || job.status !== "ready" || job.warnings?.length);
    if (!isUnderWay) showScenes(this.scenes, jobs);
    showJobs(this.jobs, this.rows, shown, { failed: this.failed, changed: this.changed, isOutdated: this.isOutdated, plays: true });
    this.showNext(view.status === "success" ? this.content : "");
    this.showActivity(view);
    this.showProblem(view, unbuilt(jobs));
  }

  /** What the answer proposes to say next, once it is whole. */
  showNext(content) {
    if (content === this.proposing) return;
    this.proposing = content;
    this.next.replaceChildren(...followUps(content));
    this.next.hidden = this.next.children.length === 0;
  }

  showBody(view, entry) {
    const parts = view.steps.flatMap((step) => [
      ...this.thoughtOf(step, view),
      ...(step.content.trim() ? [this.textOf(step, view).element] : []),
      ...this.groupOf(step.index, view.calls.filter((call) => call.shownIn === step.index), view, entry),
    ]);
    this.dropForgotten(view);
    if (parts.length === 0 && view.isOpen) parts.push(this.skeleton);
    else this.skeleton.remove();
    placeInOrder(this.body, parts);
  }

  thoughtOf(step, view) {
    const thought = view.thoughts.get(step.index);
    if (!thought) return [];
    const fold = this.thoughts.get(step.index) ?? new ThoughtFold();
    this.thoughts.set(step.index, fold);
    fold.update(thought, { isThinking: view.activity === "thinking" && !this.isSpoken(step, view) });
    return [fold.element];
  }

  textOf(step, view) {
    const text = this.texts.get(step.index) ?? this.newText(step, view);
    this.texts.set(step.index, text);
    const isDone = this.isSpoken(step, view);
    text.update(step.content, { isLive: !isDone && view.status === "running", isDone, html: step.html });
    return text;
  }

  /** A step is spoken to its end when a later one has begun, or its tools have. */
  isSpoken(step, view) {
    return !view.isOpen || step.index !== view.steps.at(-1).index || view.activity === "tool_calling";
  }

  newText(step, view) {
    const text = new StreamingText();
    const served = this.served?.querySelector(`.text[data-step="${step.index}"] > .blocks`);
    if (served) text.adopt(served, step.content, this.isSpoken(step, view));
    return text;
  }

  /** The calls of a step stand side by side: they run so. */
  groupOf(step, calls, view, entry) {
    if (calls.length === 0) return [];
    const group = this.groups.get(step) ?? make("div.calls");
    this.groups.set(step, group);
    placeInOrder(group, calls.map((call) => this.cardOf(call, view, entry).element));
    return [group];
  }

  cardOf(call, view, entry) {
    const card = this.cards.get(call.id) ?? new ToolCard(call.id, { failed: this.failed, done: this.requeued });
    this.cards.set(call.id, card);
    card.update(call, {
      progress: entry?.progress.get(call.id),
      begun: entry?.begun.get(call.id),
      jobs: view.jobsOf(call),
      isStreamOpen: view.isOpen,
    });
    return card;
  }

  /** A step that is made anew forgets the calls it had announced, a retry the steps it takes back. */
  dropForgotten(view) {
    const calls = new Set(view.calls.map((call) => call.id));
    const steps = new Set(view.steps.filter((step) => step.content.trim()).map((step) => step.index));
    for (const [id, card] of this.cards) if (!calls.has(id)) this.cards.delete(id) && card.remove();
    for (const [, group] of this.groups) if (group.childElementCount === 0) group.remove();
    for (const [index, fold] of this.thoughts) {
      if (!view.thoughts.has(index)) this.thoughts.delete(index) && fold.element.remove();
    }
    for (const [index, text] of this.texts) if (!steps.has(index)) this.texts.delete(index) && text.element.remove();
  }

  showActivity(view) {
    stopTicking(this);
    const shown = `${view.activity ?? ""} ${view.status}`;
    if (this.shownActivity !== shown) this.enterActivity(view);
    this.shownActivity = shown;
    if (!view.activity) {
      this.words.title = view.used; // for those who ask; what it took is enough for the others
      return setText(this.words, view.closing);
    }
    const { words } = ACTIVITIES[view.activity];
    if (view.activity === "retrying") return this.countDown(view);
    if (view.activity === "queued" && view.queuePosition) {
      return setText(this.words, `${words}: position ${view.queuePosition} in the queue`);
    }
    if (view.readingSince) return this.countUp(view);
    setText(this.words, words);
  }

  /** A long prompt is read for minutes, and nothing tells how far it is. */
  countUp(view) {
    keepTicking(this, (now) => {
      const waited = now - view.readingSince;
      const isLong = waited >= READING_AFTER_MS;
      setText(this.words, isLong ? `The model is reading · ${seconds(waited, 0)}` : ACTIVITIES.thinking.words);
    });
  }

  enterActivity(view) {
    this.words = make("span.activity-words");
    const kind = view.activity;
    this.activity.dataset.kind = kind ?? "";
    const dots = make("span.dots", { "aria-hidden": "true" }, make("span"), make("span"), make("span"));
    const offers = kind === "queued" && view.stream ? this.queueOffers() : [];
    this.activity.replaceChildren(...[kind && icon(ACTIVITIES[kind].icon), this.words, kind && dots].filter(Boolean), ...offers);
  }

  /** A message that waits behind another answer can still be changed, or taken out. */
  queueOffers() {
    const edit = actionButton("button.small.quiet", [icon("edit"), "Edit"], () => this.takeBack(this.message), this.failed);
    const remove = actionButton("button.small.quiet", [icon("close"), "Remove"], () => this.withdraw(this.message), this.failed);
    return [edit, remove];
  }

  countDown(view) {
    const { retry_in_s: wait = 0, attempt, reason } = view.retrying;
    const until = view.toldAt + wait * 1000;
    const why = [attempt && `attempt ${attempt}`, reason].filter(Boolean).join(": ");
    keepTicking(this, (now) => {
      const left = Math.max(0, Math.ceil((until - now) / 1000));
      setText(this.words, (left ? `Retrying in ${left} s` : "Retrying now") + (why ? ` (${why})` : ""));
    });
  }

  /** Why the answer is not what was asked for; `unbuilt`: its scenes that are not there, where that is all of them. */
  showProblem(view, unbuilt) {
    const { words, offer, isCalm } = this.problemOf(view, unbuilt);
    if (this.problem.dataset.shown === words) return;
    this.problem.dataset.shown = words;
    this.problem.hidden = words === "";
    this.problem.classList.toggle("calm", isCalm);
    this.problem.replaceChildren(make("p.problem-words", {}, icon(isCalm ? "cancelled" : "failed"), words), offer ?? "");
  }

  problemOf({ isOpen, error, status, stream }, unbuilt) {
    const button = (label, act) => actionButton("button.small", [icon("retry"), label], act, this.failed);
    const retry = () => button("Try again", () => post(`/api/streams/${stream}/retry`).then(this.requeued));
    if (isOpen) return { words: "", isCalm: false };
    if (error) return { words: error.message, offer: error.retryable && stream ? retry() : null, isCalm: false };
    if (status === "stopped") {
      return { words: "You stopped this answer. What was done so far is kept.", offer: stream ? retry() : null, isCalm: true };
    }
    if (status !== "success" || unbuilt.length < 2) return { words: "", isCalm: false }; // one says it in its own row
    const again = () => Promise.all(unbuilt.map(({ id }) => post(`/api/jobs/${id}/retry`).then(this.changed)));
    const words = `None of the ${unbuilt.length} scenes was drawn.`;
    return { words, offer: button("Draw them", again), isCalm: unbuilt.every((job) => job.status === "cancelled") };
  }

  remove() {
    stopTicking(this);
    for (const card of this.cards.values()) card.remove();
    this.element.remove();
  }
}

/** The scenes that could still be built, where none was. */
function unbuilt(jobs) {
  const builds = jobs.filter((job) => job.kind === "build");
  return builds.some((job) => job.status === "ready") ? [] : builds.filter((job) => job.error?.retryable !== false && !isOpenJob(job));
}

/** What of a message is shown, whether its stream is known here or only the stored message. */
export function viewOf(message, entry, jobs) {
  const state = entry?.state;
  const status = entry?.isRequeued ? "queued" : statusOf(message, state, jobs);
  const isOpen = status === "queued" || status === "running";
  const thoughts = new Map((state ? (state.thoughts ?? []) : (message.thoughts ?? [])).map((each) => [each.step, each]));
  const steps = withThinking(stepsOf(message, state, isOpen), thoughts);
  const calls = placed(state?.tool_calls ?? message.tool_calls ?? [], steps);
  const begun = new Map([...Object.entries(message.begun ?? {}), ...(entry?.jobs ?? [])]);
  const activity = activityOf(message, state, status);
  return {
    status,
    isOpen,
    steps,
    calls,
    jobsOf: ({ id }) => jobs.filter((job) => begun.get(id)?.includes(job.id)),
    thoughts,
    activity,
    readingSince: activity === "thinking" ? entry?.readingSince : null,
    retrying: state?.activity ?? {},
    toldAt: entry?.toldAt ?? 0,
    stream: message.stream,
    queuePosition: message.queue_position ?? state?.queue_position ?? null,
    error: isOpen ? null : (state?.error ?? message.error ?? null),
    closing: message.usage?.words ?? "",
    used: usedOf(message.usage),
  };
}

function usedOf(usage) {
  const tokens = (usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0);
  return tokens ? `${tokens.toLocaleString("en")} tokens` : "";
}

function statusOf(message, state, jobs) {
  const said = state?.status ?? (message.status === "pending" ? "queued" : message.status);
  if (said !== "success" && said !== "building") return said;
  const jobsOpen = jobs.some((job) => job.kind === "build" && isOpenJob(job));
  return jobsOpen || (said === "building" && jobs.length === 0) ? "building" : "success";
}

function stepsOf(message, state, isOpen) {
  if (!state) return storedSteps(message);
  const spoken = state.steps.filter((step) => step.content.trim());
  const isWhole = !isOpen && spoken.length === 1 && message.html && message.content === state.content;
  return isWhole ? state.steps.map((step) => (step === spoken[0] ? { ...step, html: message.html } : step)) : state.steps;
}

/** A step that has only thought so far is shown, too. */
function withThinking(steps, thoughts) {
  const known = new Set(steps.map((step) => step.index));
  const thinking = [...thoughts.keys()].filter((index) => !known.has(index)).map((index) => ({ index, content: "" }));
  return thinking.length ? [...steps, ...thinking].sort((a, b) => a.index - b.index) : steps;
}

/** The page brings the steps of the messages it was loaded with; of others only the whole text is known. */
function storedSteps({ steps, content = "", html }) {
  if (steps && textOf(steps) === content) return steps;
  return [{ index: 0, content, html: html ?? undefined }];
}

/** Give each call the step below whose text it is shown. */
function placed(calls, steps) {
  const known = new Set(steps.map((step) => step.index));
  return calls.map((call) => ({ ...call, shownIn: known.has(call.step) ? call.step : (steps.at(-1)?.index ?? 0) }));
}

function activityOf(message, state, status) {
  if (message.local === "placeholder") return "sending";
  if (status === "queued") return message.queue_position || state?.queue_position ? "queued" : "thinking";
  if (status === "running") return state?.activity?.status ?? "thinking";
  return status === "building" ? "building" : null;
}
