// What the page knows: messages, the streams that write answers, and jobs. Views are told what changed.

import { isOutdated } from "../answer/outdated.js";
import { compareIds, fold, follows, isEnded } from "../stream/fold.js";

export class Conversation extends EventTarget {
  /** `cursors` keeps unfinished streams over a reload; `missed(stream, after)` is called when an event is missing. */
  constructor({ cursors, missed }) {
    super();
    this.messages = new Map();
    this.streams = new Map();
    this.jobs = new Map();
    this.asked = new Map();
    this.leaf = null; // the end of the branch that the server shows
    this.shownLeaf = null; // the same, as far as its message is known here
    this.news = 0; // counts what was told of messages
    this.leafTold = 0; // when the leaf was told, by that count
    this.cursors = cursors;
    this.missed = missed;
  }

  /**
   * Take whole messages, as loaded or as told; safe to take twice. `asked`: the count of news when they were asked
   * for; what was told since then is newer than they are.
   */
  takeMessages(items, asked = Infinity) {
    for (const message of items) this.takeMessage(message, asked);
  }

  takeMessage(message, asked = Infinity) {
    const known = this.messages.get(message.id);
    if (known?.told > asked) return;
    this.dropPlaceholderOf(message);
    this.news += 1;
    this.messages.set(message.id, { ...known, ...message, local: null, told: this.news });
    if (message.active_leaf && this.leafTold <= asked) {
      this.leaf = message.active_leaf;
      this.leafTold = this.news;
    }
    for (const job of message.jobs ?? []) if (typeof job === "object") this.takeJob(job);
    this.takeUp(message);
    this.tell("messages", { id: message.id });
  }

  /** Show a message before the server has it, and a place for its answer. `local`: sending or refused. */
  addOptimistic({ id, content, about = null, replaces = null }) {
    if (this.messages.has(id)) return;
    this.messages.set(id, { id, role: "user", content, about, replaces, created_at: null, local: "sending" });
    const answer = { id: `answer-${id}`, role: "assistant", parent: id, content: "", status: "pending", local: "placeholder" };
    this.messages.set(answer.id, { ...answer, created_at: null, tool_calls: [], jobs: [], stream: null });
    this.tell("messages", { id });
  }

  accept({ user_message: user, assistant_message: answer, stream }) {
    const known = this.messages.get(user.id);
    if (known) this.takeMessage({ ...known, ...user, id: user.id });
    const placeholder = this.messages.get(`answer-${user.id}`);
    if (placeholder) this.takeMessage({ ...placeholder, ...answer, parent: user.id, stream: stream.id });
  }

  /** The server does not take the message: its sentence stands beside it, its text stays. */
  refuse(id, problem) {
    const known = this.messages.get(id);
    if (!known?.local) return;
    this.messages.set(id, { ...known, local: "refused", problem });
    this.messages.delete(`answer-${id}`);
    this.tell("messages", { id });
  }

  /** Forget a message that was refused; gives its id. */
  discard(id) {
    this.messages.delete(id);
    this.messages.delete(`answer-${id}`);
    this.tell("messages", { id });
    return id;
  }

  /** What a person said is removed, with its answers; what followed it moves up. */
  remove(id) {
    const { parent } = this.messages.get(id);
    const answers = [...this.messages.values()].filter((message) => message.parent === id);
    for (const message of this.messages.values()) {
      if (answers.some((answer) => answer.id === message.parent)) message.parent = parent;
    }
    for (const gone of [id, ...answers.map((answer) => answer.id)]) {
      if (this.leaf === gone) this.leaf = parent;
      this.messages.delete(gone);
    }
    this.tell("messages", { id });
  }

  /** The real answer that took the place of the placeholder `id`, if one did. */
  answerTo(id) {
    return [...this.messages.values()].find((message) => message.parent && `answer-${message.parent}` === id);
  }

  /** Take an event of a stream. One that was seen before is dropped; one that leaves a gap is asked for again. */
  takeEvent(event) {
    const known = this.streams.get(event.stream);
    const cursor = known?.state?.last_event_id ?? null;
    if (cursor && compareIds(event.id, cursor) <= 0) return;
    if (event.type !== "snapshot" && !(cursor && follows(cursor, event.id))) return this.askAgain(event.stream, cursor);
    this.setState(event.stream, fold(known?.state ?? null, event), event);
  }

  /** Ask once for each gap: what follows it is dropped until the gap is filled. */
  askAgain(stream, cursor) {
    if (this.asked.get(stream) === cursor) return;
    this.asked.set(stream, cursor);
    this.missed(stream, cursor);
  }

  setState(stream, state, event = null) {
    const entry = this.streams.get(stream) ?? { progress: new Map(), begun: new Map(), jobs: new Map(), toldAt: 0 };
    entry.state = state;
    entry.isRequeued = false;
    this.asked.delete(stream);
    noteTold(entry, event);
    this.streams.set(stream, entry);
    if (isEnded(state.status)) this.cursors.forget(stream);
    else this.cursors.remember(stream, state);
    if (!this.messages.has(state.message)) this.addUnknownAnswer(stream, state);
    this.tell("stream", { id: state.message, stream, event });
  }

  /** A person had an ended stream taken up again; its next epoch tells more. */
  requeued(stream) {
    const entry = this.streams.get(stream);
    if (entry) entry.isRequeued = true;
    for (const { id, stream: its } of this.messages.values()) if (its === stream) this.tell("messages", { id });
  }

  takeJob(job) {
    this.jobs.set(job.id, { ...this.jobs.get(job.id), ...job });
    this.tell("job", { id: job.id });
  }

  /** The streams to read: those that are not ended as far as this page knows, each with its cursor. */
  unfinished() {
    const found = new Map();
    for (const { status, stream } of this.messages.values()) {
      if (stream && status === "pending") found.set(stream, null);
    }
    for (const [stream, { state, isRequeued }] of this.streams) {
      // An ended stream is read on when it was taken up again, here or, as its message tells, elsewhere.
      const isRead = !isEnded(state.status) || isRequeued || found.has(stream);
      if (isRead) found.set(stream, state.last_event_id);
    }
    return [...found].map(([stream, after]) => ({ stream, after }));
  }

  /** Messages as they are shown: the branch that ends at the leaf, then what is on its way to the server. */
  ordered() {
    if (this.messages.has(this.leaf)) this.shownLeaf = this.leaf;
    let path = this.pathTo(this.shownLeaf);
    for (const message of this.messages.values()) {
      if (message.role !== "user" || !message.local) continue;
      const place = path.findIndex(({ id }) => id === message.replaces);
      if (place >= 0) path = path.slice(0, place);
      path.push(message);
      if (this.messages.has(`answer-${message.id}`)) path.push(this.messages.get(`answer-${message.id}`));
    }
    return path;
  }

  pathTo(leaf) {
    const path = [];
    for (let at = this.messages.get(leaf); at; at = this.messages.get(at.parent)) path.push(at);
    return path.reverse();
  }

  streamOf(message) {
    return message.stream ? this.streams.get(message.stream) : undefined;
  }

  jobsOf(message) {
    const ids = new Set((message.jobs ?? []).map((job) => (typeof job === "object" ? job.id : job)));
    const begun = Object.values(message.begun ?? {}).flat(); // those that another answer asked for first, too
    for (const id of [...begun, ...(this.streamOf(message)?.state.jobs ?? [])]) ids.add(id);
    return [...ids].map((id) => this.jobs.get(id)).filter(Boolean);
  }

  /** Whether the video was changed since the file of `job` was made. */
  isOutdated(job) {
    return isOutdated(job, [...this.jobs.values()]);
  }

  /** The answer that is being made, or waits to be: the oldest unfinished one. */
  current() {
    return this.ordered().find((message) => message.stream && this.isOpen(message));
  }

  isOpen(message) {
    const { state, isRequeued } = this.streamOf(message) ?? {};
    if (isRequeued) return true;
    return state ? !isEnded(state.status) : message.status === "pending";
  }

  /** Go on where the page that was served, or this browser before a reload, stands in a stream. */
  takeUp({ stream, status, state: served }) {
    if (!stream || this.streams.has(stream)) return;
    const stored = this.cursors.states.get(stream);
    if (status !== "pending") return this.cursors.forget(stream);
    const isServedNewer = served && (!stored || compareIds(served.last_event_id, stored.last_event_id) >= 0);
    const state = isServedNewer ? served : stored;
    if (state) this.setState(stream, state);
  }

  dropPlaceholderOf(message) {
    const placeholder = `answer-${message.parent}`;
    if (message.role === "assistant" && message.id !== placeholder) this.messages.delete(placeholder);
  }

  /** A stream may be told of before its message: hold its place until the message comes. */
  addUnknownAnswer(stream, state) {
    const answer = { id: state.message, role: "assistant", parent: null, content: "", status: "pending", stream };
    this.messages.set(state.message, { ...answer, created_at: state.created_at, tool_calls: [], jobs: [] });
    this.tell("unknown", { id: state.message });
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** The model was asked, and nothing of its step has come yet: neither text nor a call nor a thought. */
function isReading({ activity, steps, thoughts = [] }) {
  if (activity?.status !== "thinking") return false;
  const spoken = new Set(steps.filter((step) => step.finish_reason !== null).map((step) => step.index));
  return ![...steps.map((step) => step.index), ...thoughts.map((thought) => thought.step)].some((step) => !spoken.has(step));
}

/** Remember what the state does not hold: when things began, on this page's own clock, and which jobs a call began. */
function noteTold(entry, event) {
  const now = performance.now();
  for (const call of entry.state.tool_calls) {
    if (call.status === "executing" && !entry.begun.has(call.id)) entry.begun.set(call.id, now);
    if (call.status === "pending") entry.begun.delete(call.id);
  }
  if (event?.type === "tool_result" && event.jobs) entry.jobs.set(event.call, event.jobs);
  if (event?.type === "tool_progress") entry.progress.set(event.call, { fraction: event.fraction, text: event.text });
  if (event?.type === "status" || event?.type === "snapshot") entry.toldAt = now;
  if (!isReading(entry.state)) entry.readingSince = null;
  else if (event?.type === "status" || !entry.readingSince) entry.readingSince = now;
}
