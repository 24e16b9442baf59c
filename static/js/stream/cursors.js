// Who this browser is, and how far it has read each unfinished stream of a project.
//
// A stream's last event id is kept together with the state up to that event, so that a reload, or a browser
// started again, paints what was there at once and asks for nothing but what came after.

import { read, uuid, write } from "../common/storage.js";

const WRITE_EVERY_MS = 1000;

/** The id of this browser, made on its first visit. */
export function clientId() {
  const known = read("reeltalk.client", null);
  if (known) return known;
  const made = uuid();
  write("reeltalk.client", made);
  return made;
}

export class Cursors {
  constructor(project) {
    this.key = `reeltalk.cursors.${project}`;
    this.states = new Map(Object.entries(read(this.key, {})));
    this.timer = null;
    addEventListener("pagehide", () => this.save());
  }

  /** The last event id read of `stream`, or null. */
  of(stream) {
    return this.states.get(stream)?.last_event_id ?? null;
  }

  remember(stream, state) {
    this.states.set(stream, state);
    this.timer ??= setTimeout(() => this.save(), WRITE_EVERY_MS);
  }

  forget(stream) {
    if (this.states.delete(stream)) this.save();
  }

  save() {
    clearTimeout(this.timer);
    this.timer = null;
    write(this.key, Object.fromEntries(this.states));
  }
}
