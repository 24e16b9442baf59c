// The list of messages: one view for each, painted once a frame however many events came.

import { AnswerMessage } from "../answer/answer-message.js";
import { placeInOrder } from "../common/dom.js";
import { UserMessage } from "./user-message.js";

const HIDDEN_PAGE_MS = 300;

export class MessageList {
  /** `hooks` are those of UserMessage and AnswerMessage; `painted()` is called after each painting. */
  constructor(root, conversation, { hooks, painted }) {
    Object.assign(this, { root, conversation, hooks, painted });
    this.views = new Map();
    this.dirty = new Set();
    this.renders = new Map(); // how each stood when it was looked at last
    this.orphans = new Map(); // views of placeholders whose answer is about to be shown
    this.served = new Map([...root.children].map((element) => [element.id, element])); // what the page came with
    conversation.addEventListener("messages", ({ detail }) => this.changed(detail.id));
    conversation.addEventListener("stream", ({ detail }) => this.changed(detail.id));
    conversation.addEventListener("job", ({ detail }) => this.jobChanged(detail.id));
  }

  changed(id) {
    this.dirty.add(id);
    if (this.isPlanned) return;
    this.isPlanned = true;
    if (document.hidden) setTimeout(() => this.paint(), HIDDEN_PAGE_MS); // a hidden page has no frames
    else requestAnimationFrame(() => this.paint());
  }

  /** A job is shown by its answer; with a newer version of the video, or a file of it, those that are there are older. */
  jobChanged(id) {
    const { jobs, messages } = this.conversation;
    const { kind, status, version } = jobs.get(id);
    const known = `${status} ${version}`;
    const isNews = kind === "render" && this.renders.get(id) !== known;
    this.renders.set(id, known);
    for (const message of messages.values()) {
      const shows = (job) => job.id === id || (isNews && job.kind === "render");
      if (message.role === "assistant" && this.conversation.jobsOf(message).some(shows)) this.changed(message.id);
    }
  }

  paint() {
    this.isPlanned = false;
    const ordered = this.conversation.ordered();
    this.dropViews();
    for (const message of ordered) {
      if (this.views.has(message.id) && !this.dirty.has(message.id)) continue;
      this.paintOne(message);
      this.dirty.delete(message.id); // those of other branches wait until they are shown
    }
    const elements = ordered.map((message) => this.views.get(message.id).element);
    if (this.served.size) this.root.replaceChildren(...elements);
    else placeInOrder(this.root, elements);
    while (this.root.children.length > elements.length) this.root.lastElementChild.remove();
    this.served.clear();
    this.painted(ordered);
  }

  paintOne(message) {
    const { conversation, views } = this;
    if (!views.has(message.id)) views.set(message.id, this.newView(message));
    views.get(message.id).update(message, conversation.streamOf(message), conversation.jobsOf(message));
  }

  /** A placeholder's view becomes that of its answer, so that nothing on the page moves. */
  newView(message) {
    if (message.role === "user") return new UserMessage(this.hooks);
    const placeholder = this.orphans.get(message.parent);
    this.orphans.delete(message.parent);
    return placeholder ?? new AnswerMessage(this.hooks, this.served.get(`m-${message.id}`));
  }

  dropViews() {
    for (const [id, view] of this.views) {
      if (this.conversation.messages.has(id)) continue;
      this.views.delete(id);
      const answered = this.conversation.answerTo(id);
      if (answered) this.orphans.set(answered.parent, view);
      else view.remove();
    }
  }
}
