// Messages that are written but not yet accepted. They are sent again, under the same id, until the server
// says `accepted` or refuses; a reload does not lose them.

import { read, write } from "../common/storage.js";

export class Outbox {
  constructor(project) {
    this.key = `reeltalk.outbox.${project}`;
  }

  /** The waiting messages as `{id, content, replaces?}`, oldest first. Read anew: another tab may have added one. */
  waiting() {
    return read(this.key, []);
  }

  add(message) {
    write(this.key, [...this.waiting().filter(({ id }) => id !== message.id), message]);
  }

  remove(id) {
    write(this.key, this.waiting().filter((message) => message.id !== id));
  }
}
