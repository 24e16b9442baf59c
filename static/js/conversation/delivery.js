// Getting what was written to the server: over the socket when there is one, else over HTTP; again until it is answered.

import { ApiError, post } from "../common/api.js";
import { uuid } from "../common/storage.js";
import { Outbox } from "./outbox.js";

const ANSWER_WITHIN_MS = 5_000;
const TRY_EVERY_MS = 3_000;

export class Delivery {
  /** `overSocket(frame)` gives whether the frame went out; `followed()` is called when there is an answer to read. */
  constructor({ project, client, conversation, overSocket, followed }) {
    Object.assign(this, { project, client, conversation, overSocket, followed });
    this.outbox = new Outbox(project);
    this.sentAt = new Map();
  }

  /** Take up what was written before a reload. Ids stay the same, so sending again is safe. */
  start() {
    for (const message of this.outbox.waiting()) this.show(message);
    setInterval(() => this.deliverAll(), TRY_EVERY_MS);
  }

  /**
   * `replaces`: the message beside which this one stands, as another branch.
   * `about`: the {kind, id} of what a person has chosen as its subject.
   */
  send(content, { id = uuid(), about, replaces } = {}) {
    const message = { id, content, ...(about ? { about } : {}), ...(replaces ? { replaces } : {}) };
    this.outbox.add(message);
    this.conversation.addOptimistic(message);
    this.deliver(message);
  }

  /** After a new connection nothing is known of what was under way on the old one. */
  reconnected() {
    this.sentAt.clear();
    this.deliverAll();
  }

  deliverAll() {
    for (const message of this.outbox.waiting()) {
      this.show(message);
      this.deliver(message);
    }
  }

  show(message) {
    const known = this.conversation.messages.get(message.id);
    if (!known) this.conversation.addOptimistic(message);
    else if (!known.local) this.outbox.remove(message.id); // another tab, or the page itself, has seen it arrive
  }

  deliver(message) {
    const sentAt = this.sentAt.get(message.id);
    if (sentAt !== undefined && performance.now() - sentAt < ANSWER_WITHIN_MS) return;
    this.sentAt.set(message.id, performance.now());
    const isFirst = sentAt === undefined;
    if (!(isFirst && this.overSocket({ type: "send", ...message }))) this.deliverByHttp(message);
  }

  async deliverByHttp(message) {
    try {
      this.accepted(await post(`/api/projects/${this.project}/messages`, { ...message, client_id: this.client }));
    } catch (error) {
      this.failed(message.id, error);
    }
    this.followed();
  }

  accepted(answer) {
    this.done(answer.user_message.id);
    this.conversation.accept(answer);
  }

  /** Trouble on the way is tried again by itself; a refusal is the person's to decide on. */
  failed(id, error) {
    const isRefusal = !(error instanceof ApiError) || !error.isPassing || error.status === 429;
    if (isRefusal) this.refused(id, { code: error.code, message: error.message, ...error.details });
    else this.sentAt.delete(id);
  }

  refused(id, problem) {
    this.done(id);
    this.conversation.refuse(id, problem);
  }

  done(id) {
    this.outbox.remove(id);
    this.sentAt.delete(id);
  }
}
