// Tells somebody who looks elsewhere that something long is done: in the tab's title, and by a notification if allowed.

const MARK = "✓ ";

export class Notifier {
  /** `button` asks for the right to notify; the browser lets pages ask only when somebody pressed something. */
  constructor(button, videoName) {
    Object.assign(this, { button, videoName, rung: new Set() });
    document.addEventListener("visibilitychange", () => document.hidden || this.calm());
    if (!("Notification" in window) || !isSecureContext) return;
    button.hidden = Notification.permission !== "default";
    button.addEventListener("click", () => this.ask());
  }

  async ask() {
    this.button.hidden = (await Notification.requestPermission()) !== "default";
  }

  /** Say `words` to somebody who does not see the page; once for each `about`. */
  ring(words, about = null) {
    if (!document.hidden || (about && this.rung.has(about))) return;
    this.rung.add(about);
    if (!document.title.startsWith(MARK)) document.title = MARK + document.title;
    if ("Notification" in window && Notification.permission === "granted") this.notify(words);
  }

  notify(words) {
    const told = new Notification(this.videoName.name, { body: words, tag: location.pathname, icon: "/static/img/logo.svg" });
    told.onclick = () => {
      window.focus();
      told.close();
    };
  }

  calm() {
    if (document.title.startsWith(MARK)) document.title = document.title.slice(MARK.length);
  }
}
