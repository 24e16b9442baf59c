// Three ways to hear from the server. Each has `start()`, `send(frame)`, `refollow()` and `close()`, and tells
// its hooks `opened()`, `frame(frame)`, `closed({opened})` once, or `unsuited()` when the way itself is barred.

import { ApiError, get } from "../common/api.js";
import { EVENT_TYPES } from "./fold.js";

const PING_EVERY_MS = 20_000;
const ANSWER_WITHIN_MS = 10_000;
const POLL_WAIT_S = 25;
const SYNC_BUSY_MS = 2_000;
const SYNC_IDLE_MS = 5_000;
const BARRED_AFTER = 2;
const PAUSE_AFTER_ERROR_MS = 1_000;
// Close codes behind which there is nothing to come back to, and what a request would be answered instead.
const CLOSED_FOR_GOOD = {
  4401: [401, { code: "signed_out", message: "You are signed out. Sign in again to go on." }],
  4404: [404, { code: "project_deleted", message: "This project was deleted, or is not shared with you any more." }],
};

export const socketAddress = (project, client) =>
  `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/projects/${project}/?client_id=${client}&batch=1`;

/** One socket for the whole project; the server says by itself what is new. */
export class SocketTransport {
  static label = "websocket";
  static isSupported = () => typeof WebSocket === "function";

  constructor({ project, client, follow, hooks }) {
    Object.assign(this, { project, client, follow, hooks, socket: null, opened: false, timers: [] });
  }

  start() {
    this.socket = new WebSocket(socketAddress(this.project, this.client));
    this.socket.onopen = () => this.begin();
    this.socket.onmessage = ({ data }) => this.hear(data);
    this.socket.onclose = ({ code }) => this.left(code);
    this.heard = performance.now();
    this.expectAnswer();
  }

  begin() {
    this.opened = true;
    this.heard = performance.now();
    this.timers.push(setInterval(() => this.ping(), PING_EVERY_MS));
    this.refollow();
    this.hooks.opened();
  }

  hear(data) {
    this.heard = performance.now();
    const frame = JSON.parse(data);
    const frames = frame.type === "events" ? frame.items : [frame]; // what was missed comes many at once
    for (const each of frames) if (each.type !== "pong") this.hooks.frame(each, data.length / frames.length);
  }

  send(frame) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Ask for what came after the cursors; streams that ended meanwhile are not followed by themselves. */
  refollow() {
    for (const { stream, after } of this.follow()) if (after) this.send({ type: "resume", stream, after });
  }

  ping(patience = ANSWER_WITHIN_MS) {
    if (this.send({ type: "ping" })) this.expectAnswer(patience);
  }

  expectAnswer(patience = ANSWER_WITHIN_MS) {
    const asked = performance.now();
    const check = () => this.heard < asked && this.abandon();
    this.timers.push(setTimeout(check, patience));
  }

  /** A dead socket may take minutes to say so: do not wait for its `close`. */
  abandon() {
    const { socket } = this;
    this.end();
    socket.close();
  }

  left(code) {
    if (!CLOSED_FOR_GOOD[code]) return this.end();
    this.close();
    this.hooks.refused(new ApiError(...CLOSED_FOR_GOOD[code]));
  }

  end() {
    if (!this.socket) return;
    this.close();
    this.hooks.closed({ opened: this.opened });
  }

  close() {
    for (const timer of this.timers) clearTimeout(timer);
    const { socket } = this;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}

/** What the two ways over plain HTTP share: messages and jobs are asked for, streams are read one by one. */
class HttpTransport {
  constructor({ follow, sync, hooks }) {
    Object.assign(this, { follow, sync, hooks, readers: new Map(), timer: null, isOpen: false, isClosed: false });
  }

  start() {
    this.look();
  }

  send() {
    return false;
  }

  async look() {
    try {
      await this.sync();
    } catch (error) {
      if (!(error instanceof ApiError) || error.isPassing) return this.end();
      this.close();
      return this.hooks.refused(error);
    }
    if (this.isClosed) return;
    if (!this.isOpen) {
      this.isOpen = true;
      this.hooks.opened();
    }
    this.refollow();
    this.timer = setTimeout(() => this.look(), this.readers.size ? SYNC_BUSY_MS : SYNC_IDLE_MS);
  }

  refollow() {
    if (this.isClosed) return;
    for (const { stream } of this.follow()) {
      if (!this.readers.has(stream)) this.readers.set(stream, this.read(stream));
    }
  }

  cursor(stream) {
    return this.follow().find((entry) => entry.stream === stream)?.after ?? "";
  }

  end() {
    if (this.isClosed) return;
    this.close();
    this.hooks.closed({ opened: this.isOpen });
  }

  close() {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const reader of this.readers.values()) reader.close();
    this.readers.clear();
  }
}

/** Server-Sent Events, one connection for each unfinished stream. */
export class EventSourceTransport extends HttpTransport {
  static label = "sse";
  static isSupported = () => typeof EventSource === "function";

  failures = 0;

  read(stream) {
    const source = new EventSource(`/api/streams/${stream}/events?after=${encodeURIComponent(this.cursor(stream))}`);
    for (const type of EVENT_TYPES) source.addEventListener(type, (event) => this.hear(stream, source, event));
    return source;
  }

  /** A broken connection and our event `error` come under the same name; only ours has data. */
  hear(stream, source, event) {
    if (event.data === undefined) return this.broken(stream, source);
    this.failures = 0;
    const frame = JSON.parse(event.data);
    this.hooks.frame(frame, event.data.length);
    if (frame.type === "finalized") this.leave(stream, source);
  }

  broken(stream, source) {
    this.leave(stream, source);
    this.failures += 1;
    if (this.failures > BARRED_AFTER) return this.hooks.unsuited();
    setTimeout(() => this.refollow(), this.failures * PAUSE_AFTER_ERROR_MS);
  }

  leave(stream, source) {
    source.close();
    if (this.readers.get(stream) === source) this.readers.delete(stream);
  }
}

/** Long polling: works wherever a page can be loaded at all. */
export class PollTransport extends HttpTransport {
  static label = "poll";
  static isSupported = () => true;

  read(stream) {
    const stopper = new AbortController();
    this.poll(stream, stopper.signal).finally(() => this.readers.delete(stream));
    return { close: () => stopper.abort() };
  }

  async poll(stream, signal) {
    try {
      for (let done = false; !done && !signal.aborted; ) {
        const after = encodeURIComponent(this.cursor(stream));
        const answer = await get(`/api/streams/${stream}/events?after=${after}&wait=${POLL_WAIT_S}`, { signal });
        for (const event of answer?.events ?? []) this.hooks.frame(event, 0);
        done = answer === null || answer.done;
      }
    } catch (error) {
      if (!signal.aborted) this.end();
    }
  }
}

export const TRANSPORTS = [SocketTransport, EventSourceTransport, PollTransport];
