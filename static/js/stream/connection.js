// Staying in touch: which transport, when to try again, and acknowledging what was read.

import { get } from "../common/api.js";
import { socketAddress, SocketTransport, TRANSPORTS } from "./transports.js";

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 15_000;
const NEXT_TRANSPORT_AFTER = 2;
const TRY_SOCKET_AGAIN_MS = 60_000;
const CHECK_WITHIN_MS = 3_000;
const ACK_EVERY_MS = 500;
const ACK_EVERY_EVENTS = 32;
const ACK_EVERY_CHARACTERS = 64 * 1024;
const TOO_FAST = "too_fast"; // the code of the problem behind which the server closes

/** Full jitter: anywhere between now and the doubled, capped wait, so that many pages do not come back at once. */
export function backoff(attempt, random = Math.random) {
  return random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempt);
}

export class Connection {
  /**
   * `follow()` gives the unfinished streams as [{stream, after}], `sync()` loads messages and jobs,
   * `receive(frame)` takes a frame, `changed({state, transport, until, why})` shows the light: `state` is live,
   * reconnecting or offline, `until` the time (performance.now) of the next attempt, `why` the code of the server's
   * reason, if it gave one; `refused(error)` is told when the server does not let this page in any more.
   */
  constructor({ project, client, follow, sync, receive, changed, refused }) {
    Object.assign(this, { project, client, follow, sync, receive, changed, refused });
    this.level = 0;
    this.failures = 0;
    this.attempt = 0;
    this.transport = null;
    this.isLive = false;
    this.isOver = false;
    this.retryTimer = null;
    this.acks = new Acknowledgements((frame) => this.send(frame));
  }

  start() {
    addEventListener("online", () => this.reopenNow());
    addEventListener("offline", () => this.checkNow());
    addEventListener("pageshow", (event) => event.persisted && this.reopenNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    setInterval(() => this.level > 0 && this.trySocketAgain(), TRY_SOCKET_AGAIN_MS);
    this.open();
  }

  send(frame) {
    return this.isLive && this.transport.send(frame);
  }

  /** Read streams that the page has just learned of; a socket is told of them by the server. */
  refollow() {
    if (this.isLive && this.level > 0) this.transport.refollow();
  }

  /** Ask again for what came after the cursor of a stream: an event was missed. */
  recover(stream, after) {
    if (!this.send({ type: "resume", stream, after })) this.reopenNow();
  }

  open() {
    if (this.isOver) return;
    clearTimeout(this.retryTimer);
    this.transport?.close();
    while (!TRANSPORTS[this.level].isSupported()) this.level += 1;
    this.isLive = false;
    const { project, client, follow, sync } = this;
    this.transport = new TRANSPORTS[this.level]({ project, client, follow, sync, hooks: this.hooks() });
    this.tell("reconnecting");
    this.transport.start();
  }

  hooks() {
    return {
      opened: () => this.opened(),
      frame: (frame, characters) => this.hear(frame, characters),
      closed: ({ opened }) => this.closed(opened),
      unsuited: () => this.nextTransport(),
      refused: (error) => this.leaveForGood(error),
    };
  }

  opened() {
    this.isLive = true;
    this.attempt = this.failures = 0;
    this.tell("live");
    if (this.level === 0) this.sync().catch(() => {}); // a failed look is made good by the socket's own frames
  }

  hear(frame, characters) {
    if (frame.type === "reconnect") return this.leaveUntil(frame.in_ms);
    if (frame.code === TOO_FAST) return this.leaveUntil(frame.retry_after_s * 1000, TOO_FAST);
    this.receive(frame);
    if (frame.stream && frame.id) this.acks.note(frame.stream, frame.id, characters);
  }

  /** Signed out, or the project is gone: trying again would only be refused again. */
  leaveForGood(error) {
    this.isOver = true;
    this.isLive = false;
    clearTimeout(this.retryTimer);
    this.tell("offline");
    this.refused(error);
  }

  /** The server goes down, or this page was too fast: it says when to be back; chance spreads the pages out. */
  leaveUntil(inMs, why) {
    this.transport.close();
    this.isLive = false;
    this.retryIn(inMs * (1 + Math.random() / 2), why);
  }

  async closed(wasOpen) {
    const { transport } = this;
    this.isLive = false;
    this.failures += wasOpen ? 0 : 1;
    const isBarred = this.failures >= NEXT_TRANSPORT_AFTER && (await serverIsThere());
    if (transport !== this.transport) return; // meanwhile something else opened it anew
    if (isBarred) return this.nextTransport();
    this.retryIn(backoff(this.attempt));
    this.attempt += 1;
  }

  nextTransport() {
    this.level = (this.level + 1) % TRANSPORTS.length;
    this.failures = 0;
    this.open();
  }

  retryIn(milliseconds, why) {
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.open(), milliseconds);
    this.tell("reconnecting", performance.now() + milliseconds, why);
  }

  reopenNow() {
    this.attempt = 0;
    this.open();
  }

  /** A page that is looked at again may have slept, and its socket with it. */
  wake() {
    if (this.isLive) this.checkNow();
    else this.reopenNow();
  }

  checkNow() {
    if (this.isLive) this.transport.ping?.(CHECK_WITHIN_MS);
    else this.tell("reconnecting");
  }

  trySocketAgain() {
    if (this.isOver || !SocketTransport.isSupported()) return;
    const probe = new WebSocket(socketAddress(this.project, this.client));
    probe.onopen = () => {
      probe.close();
      this.level = 0;
      this.open();
    };
  }

  tell(state, until = null, why = null) {
    const shown = state === "reconnecting" && !navigator.onLine ? "offline" : state;
    this.changed({ state: shown, transport: TRANSPORTS[this.level].label, until, why });
  }
}

/** Tells the server how far this page has read, often enough that it is never paused for long. */
class Acknowledgements {
  constructor(send) {
    Object.assign(this, { send, newest: new Map(), events: 0, characters: 0, timer: null });
  }

  note(stream, id, characters) {
    this.newest.set(stream, id);
    this.events += 1;
    this.characters += characters;
    if (this.events >= ACK_EVERY_EVENTS || this.characters >= ACK_EVERY_CHARACTERS) return this.flush();
    this.timer ??= setTimeout(() => this.flush(), ACK_EVERY_MS);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    this.events = this.characters = 0;
    for (const [stream, id] of this.newest) this.send({ type: "ack", stream, id });
    this.newest.clear();
  }
}

async function serverIsThere() {
  return get("/healthz").then(
    () => true,
    (error) => error.status > 0 && error.status < 500, // answered, in whatever words
  );
}
