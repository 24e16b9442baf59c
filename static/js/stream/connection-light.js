// The connection light: live, reconnecting in so many seconds, or offline.

import { keepTicking, stopTicking } from "../common/clock.js";
import { setText } from "../common/dom.js";

const PATIENCE_MS = 1500; // a connection that is back sooner is not worth a word
const TROUBLE = {
  reconnecting: "The connection is lost and comes back by itself. What you write is kept and sent then.",
  offline: "You are offline. What you write is kept, and sent when you are back.",
  too_fast: "This page sent too much at once and waits a moment. It goes on by itself; what you write is kept.",
};
const WORDS = { live: "Live", reconnecting: "Connecting", offline: "Offline" };

export class ConnectionLight {
  /** `announce(words)` tells those who do not see it when the connection went or came back. */
  constructor(element, announce) {
    Object.assign(this, { element, announce, wasEverLive: false });
    this.words = element.querySelector("[data-light-words]");
    this.line = document.querySelector("[data-connection]");
  }

  /** `until` is the time (performance.now) of the next attempt, `why` a key of TROUBLE; either may be null. */
  show({ state, transport, until, why }) {
    const before = this.element.dataset.state;
    this.element.dataset.state = state;
    this.element.dataset.transport = transport;
    if (this.wasEverLive && before !== state) this.tell(before, state);
    this.wasEverLive ||= state === "live";
    if (before !== state) this.explain(why ?? state);
    stopTicking(this);
    if (state === "reconnecting" && until) this.countDown(until);
    else setText(this.words, WORDS[state]);
  }

  /** One calm line where the person writes. */
  explain(trouble) {
    clearTimeout(this.patience);
    const show = () => {
      this.line.hidden = !TROUBLE[trouble];
      setText(this.line, TROUBLE[trouble] ?? "");
    };
    if (trouble === "live") show();
    else this.patience = setTimeout(show, PATIENCE_MS);
  }

  tell(before, state) {
    if (state === "live") this.announce("The connection is back.");
    else if (before === "live") this.announce("The connection is lost. The page tries again by itself.");
  }

  countDown(until) {
    keepTicking(this, (now) => {
      const left = Math.ceil((until - now) / 1000);
      setText(this.words, left > 0 ? `Reconnecting in ${left} s` : "Reconnecting");
    });
  }
}
