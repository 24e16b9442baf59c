// The project page: puts what is known, what is shown and the connection together.

import { nameOf } from "../answer/tool-card.js";
import { get, later, post, request } from "../common/api.js";
import { make, setText } from "../common/dom.js";
import { forgetAll, uuid } from "../common/storage.js";
import { Composer } from "../conversation/composer.js";
import { Conversation } from "../conversation/conversation-store.js";
import { Delivery } from "../conversation/delivery.js";
import { MessageList } from "../conversation/message-list.js";
import { MessagePictures } from "../conversation/message-pictures.js";
import { Scroller } from "../conversation/scroller.js";
import { ConnectionLight } from "../stream/connection-light.js";
import { Connection } from "../stream/connection.js";
import { clientId, Cursors } from "../stream/cursors.js";
import { Studio } from "../studio/studio.js";
import { Notifier } from "./notifier.js";
import { VideoName } from "./video-name.js";

const MESSAGES_AT_ONCE = 50;
const VIDEO_QUIET_MS = 300;
const MOST_SPOKEN = 2000; // characters
const part = (name) => document.querySelector(`[data-${name}]`);

class ProjectPage {
  constructor({ project, role, messages, has_earlier: hasEarlier, is_named: isNamed, at }) {
    Object.assign(this, { project, role, hasEarlier, isNamed, path: `/api/projects/${project}`, mayEdit: role !== "viewer" });
    this.conversation = new Conversation({
      cursors: new Cursors(project),
      missed: (stream, after) => this.connection.recover(stream, after),
    });
    this.view();
    this.connect(clientId());
    this.listen();
    this.conversation.takeMessages(messages);
    this.delivery.start();
    this.list.paint();
    this.scroller.toNewest();
    this.refreshVideo();
    this.connection.start();
    if (at) this.goTo(at).catch(tellProblem);
  }

  /** Show the message that a search found. */
  async goTo(id) {
    if (!document.getElementById(`m-${id}`)) await this.showBranch(id);
    this.list.paint();
    document.getElementById(`m-${id}`)?.scrollIntoView({ block: "center" });
  }

  view() {
    const { conversation, project } = this;
    this.scroller = new Scroller(part("scroll"), part("newest"));
    const form = document.querySelector("#composer");
    this.composer = new Composer(form, {
      pictures: new MessagePictures(form, { project, failed: tellProblem }),
      send: (content) => this.send(content),
      stop: () => this.stop().catch(tellProblem),
      editLast: () => this.editLast(),
      draft: `reeltalk.draft.${project}`,
    });
    this.list = new MessageList(part("messages"), conversation, {
      painted: (messages) => this.painted(messages),
      hooks: {
        again: ({ id, content, about, replaces }) =>
          this.delivery.send(content, { id: conversation.discard(id), about, replaces }),
        edit: (message) => this.editAgain(message),
        rewrite: ({ id, about }, content) => this.send(content, { about, replaces: id }),
        remove: ({ id }) => this.remove(id),
        isOutdated: (job) => this.conversation.isOutdated(job),
        takeBack: (answer) => this.takeBack(answer),
        withdraw: (answer) => this.remove(answer.parent),
        anew: (answer) => this.answerAnew(answer),
        show: (id) => this.showBranch(id),
        project,
        failed: tellProblem,
        changed: (job) => conversation.takeJob(job),
        requeued: (stream) => this.requeued(stream),
      },
    });
    this.video = new Studio(part("video"), { project, conversation, composer: this.composer, announce, mayEdit: this.mayEdit });
    this.light = new ConnectionLight(part("light"), announce);
  }

  connect(client) {
    const { conversation, project } = this;
    this.connection = new Connection({
      project,
      client,
      follow: () => conversation.unfinished(),
      sync: () => this.sync(),
      receive: (frame) => this.receive(frame),
      changed: (light) => this.connectionChanged(light),
      refused: (error) => this.refused(error),
    });
    this.delivery = new Delivery({
      project,
      client,
      conversation,
      overSocket: (frame) => this.connection.send(frame),
      followed: () => this.connection.refollow(),
    });
  }

  listen() {
    const { conversation } = this;
    conversation.addEventListener("stream", ({ detail }) => this.streamChanged(detail));
    conversation.addEventListener("job", ({ detail }) => this.jobChanged(detail.id));
    conversation.addEventListener("unknown", () => this.sync().catch(() => {})); // the next look finds it
    part("earlier").addEventListener("click", () => this.loadEarlier().catch(tellProblem));
    part("notice-close").addEventListener("click", () => (part("notice").hidden = true));
    part("sign-out")?.addEventListener("submit", forgetAll);
    this.videoName = new VideoName({ path: this.path, isNamed: this.isNamed, failed: tellProblem });
    this.notifier = new Notifier(part("notify"), this.videoName);
    closeMenuOutside(part("menu"));
    const saved = () => announce("The settings are saved.");
    const settings = later(() => import("./settings-dialog.js"), ({ openSettings }) => openSettings);
    openHere(part("settings"), async (address) => (await settings())(address, { saved }));
    const members = later(() => import("./members-dialog.js"), ({ MembersDialog }) => new MembersDialog(part("members-open").href));
    openHere(part("members-open"), async () => (await members()).open());
  }

  // What the person does

  send(content, options = { about: this.video.takeAbout() }) {
    this.delivery.send(content, options);
    this.list.paint();
    this.scroller.toNewest();
  }

  async remove(id) {
    await request("DELETE", `${this.path}/messages/${id}`);
    this.conversation.remove(id);
    await this.sync();
  }

  /** A message that waits goes back to where it was written. */
  async takeBack(answer) {
    const { content } = this.conversation.messages.get(answer.parent);
    await this.remove(answer.parent);
    this.composer.edit(content);
  }

  async answerAnew({ id }) {
    const { assistant_message: answer } = await post(`${this.path}/messages/${id}/answer`, { id: uuid() });
    this.conversation.takeMessage(answer);
    this.connection.refollow();
    await this.sync();
  }

  async showBranch(id) {
    const leaf = await post(`${this.path}/messages/${id}/show`);
    if (!this.conversation.messages.has(leaf.id)) await this.sync();
    this.conversation.takeMessage(leaf);
  }

  /** Edit what was said last, in its place. */
  editLast() {
    const last = this.conversation.ordered().findLast((message) => message.role === "user" && !message.local);
    if (last) this.list.views.get(last.id)?.openEditor();
  }

  editAgain({ id, content }) {
    this.conversation.discard(id);
    this.composer.edit(content);
  }

  async stop() {
    const current = this.conversation.current();
    if (current) await post(`/api/streams/${current.stream}/stop`);
  }

  requeued(stream) {
    this.conversation.requeued(stream);
    this.connection.refollow();
  }

  async loadEarlier() {
    const oldest = [...this.conversation.messages.values()].filter((message) => message.created_at).sort(byTime)[0];
    const asked = this.conversation.news;
    const { items, next } = await get(`${this.path}/messages?before=${oldest.id}&limit=${MESSAGES_AT_ONCE}`);
    this.hasEarlier = next !== null;
    this.scroller.keepPlace(() => {
      this.conversation.takeMessages(items, asked);
      this.list.paint();
    });
  }

  // What the server says

  receive(frame) {
    if (frame.stream && frame.id) return this.conversation.takeEvent(frame);
    if (frame.type === "accepted") return this.delivery.accepted(frame);
    if (frame.type === "message") return this.conversation.takeMessage(frame.message);
    if (frame.type === "job") return this.conversation.takeJob(frame.job);
    if (frame.type === "problem") this.problem(frame);
  }

  problem(frame) {
    const isOurMessage = this.conversation.messages.get(frame.about)?.local;
    if (isOurMessage) this.delivery.refused(frame.about, frame);
    else tellProblem(frame);
  }

  /** Nobody comes back from here by waiting: whoever is signed out goes to the login, and from there back to here. */
  refused(error) {
    tellProblem(error);
    if (error.status === 401) location.assign(`/login/?next=${encodeURIComponent(location.pathname)}`);
  }

  /** Load what may have changed unheard; where there is no socket this is also how news arrive. */
  async sync() {
    const asked = this.conversation.news;
    const { items } = await get(`${this.path}/messages?limit=${MESSAGES_AT_ONCE}`);
    this.conversation.takeMessages(items, asked);
    if (this.transport !== "websocket") await this.video.refresh();
  }

  connectionChanged(light) {
    this.light.show(light);
    this.transport = light.transport;
    if (light.state !== "live") return;
    this.delivery.reconnected();
    this.lookForNewRole().catch(() => {}); // the next connection looks again
  }

  /** A page is made for a role; what is being written survives being made anew. */
  async lookForNewRole() {
    const { role } = await get(this.path);
    if (role !== this.role) location.reload();
  }

  streamChanged({ event, id: message }) {
    if (event?.type === "tool_result") announce(`${nameOf(event.name)}: ${event.success ? (event.jobs ? "begun" : "done") : "failed"}`);
    if (event?.type === "finalized") this.ended({ status: event.status, message });
    if (event?.type === "tool_result" || event?.type === "finalized") this.videoMayHaveChanged();
  }

  ended({ status, message }) {
    this.announceAnswer(message, ENDINGS[status]);
    this.notifier.ring(ENDINGS[status]);
    if (status === "success") this.videoName.mayComeSoon();
    if (this.transport !== "websocket") this.sync().catch(() => {}); // the message itself comes by asking
  }

  /** Those who listen hear an answer once, when it is whole, not word by word. */
  announceAnswer(id, ending) {
    const entry = this.conversation.streamOf(this.conversation.messages.get(id) ?? {});
    announce(`${ending} ${(entry?.state.content ?? "").slice(0, MOST_SPOKEN)}`);
  }

  jobChanged(id) {
    const { kind, status, format, quality } = this.conversation.jobs.get(id);
    if (kind === "render" && status === "ready" && quality !== "draft") this.notifier.ring(`The ${format.toUpperCase()} is ready.`, id);
    if (kind === "build" && status === "ready") this.videoMayHaveChanged();
  }

  videoMayHaveChanged() {
    clearTimeout(this.videoTimer);
    this.videoTimer = setTimeout(() => this.refreshVideo(), VIDEO_QUIET_MS);
  }

  refreshVideo() {
    this.video.refresh().catch(() => {}); // the next change, or the next visit, looks again
  }

  painted(messages) {
    part("scroll").classList.toggle("is-empty", messages.length === 0);
    part("earlier").hidden = !this.hasEarlier;
    this.composer.setRunning(this.mayEdit && Boolean(this.conversation.current()));
  }
}

const byTime = (one, other) => Date.parse(one.created_at) - Date.parse(other.created_at);

const ENDINGS = {
  success: "The answer is complete.",
  error: "The answer failed.",
  stopped: "The answer was stopped.",
};

function tellProblem(error) {
  setText(part("notice-words"), error.message || "Something went wrong. Try again.");
  part("notice").hidden = false;
}

/** Tell somebody who listens instead of looking. */
function announce(words) {
  part("announcer").replaceChildren(make("span", {}, words));
}

/** In a dialog; the link leads to a page of its own, for new tabs and where there are no scripts. */
function openHere(link, open) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.href).catch(tellProblem);
  });
}

function closeMenuOutside(menu) {
  document.addEventListener("pointerdown", ({ target }) => menu.contains(target) || (menu.open = false));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault(); // it ends the menu, not the answer
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

new ProjectPage(JSON.parse(document.getElementById("page").textContent));
