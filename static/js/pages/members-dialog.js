// The panel of those with whom the project is shared: the members' page, opened beside the video. The server renders it,
// and again after each change.

import { UNREACHABLE } from "../common/api.js";
import { icon, make } from "../common/dom.js";
import { loadStyle } from "../common/load-style.js";

export class MembersDialog {
  /** `address` is that of the members' page. */
  constructor(address) {
    this.address = address;
    this.dialog = this.made();
  }

  async open() {
    await loadStyle("pages/members");
    if (this.dialog.open) return;
    this.dialog.showModal();
    await this.show(fetch(this.address));
  }

  made() {
    const close = make("button.quiet.small", { type: "button", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"));
    const head = make("div.members-head", {}, make("h2", { id: "members-title" }, "Who sees this video"), close);
    this.content = make("div.members-content", { "aria-live": "polite" }, make("p.member-words", {}, "One moment…"));
    const dialog = make("dialog.members-dialog", { "aria-labelledby": "members-title" }, head, this.content);
    dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
    dialog.addEventListener("submit", (event) => this.submit(event));
    dialog.addEventListener("change", ({ target }) => "atOnce" in target.dataset && target.form.requestSubmit());
    document.body.append(dialog);
    return dialog;
  }

  async submit(event) {
    event.preventDefault();
    const { target: form, submitter } = event;
    if (submitter) submitter.disabled = true;
    await this.show(fetch(form.action, { method: "POST", body: new FormData(form) }), FOCUS[form.elements.do.value]?.(form));
    if (submitter) submitter.disabled = false;
  }

  /** Show the members of the page that is asked for, and focus `next` there; who may not stay goes where they are sent. */
  async show(asked, next = "#member-name") {
    const answer = await asked.catch(() => null);
    const page = await answer?.text().catch(() => null);
    if (!page || answer.status >= 500) return this.tell(UNREACHABLE.message);
    const members = new DOMParser().parseFromString(page, "text/html").querySelector("[data-members]");
    if (!members) return location.assign(answer.url); // it says itself why: signed out, left, or no longer shared
    this.content.replaceChildren(document.adoptNode(members));
    this.dialog.querySelector(next)?.focus();
    return undefined;
  }

  tell(words) {
    this.content.querySelector(".problem-words")?.remove();
    this.content.prepend(make("p.problem-words", { role: "alert" }, words));
  }
}

/** What has the focus after a change is made. */
const FOCUS = {
  change: (form) => `[name=member][value="${Number(form.elements.member.value)}"] ~ [name=role]`,
};
