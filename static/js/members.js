// The panel of those with whom the project is shared: the members' page, opened beside the video. The server renders it,
// and again after each change.

import { icon, make } from "./dom.js";

const UNREACHABLE = "The server cannot be reached. Check the connection, then try again.";

export class Members {
  /** `link` leads to the members' page; with scripts it opens the panel instead. */
  constructor(link) {
    this.link = link;
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab
      event.preventDefault();
      this.open();
    });
  }

  async open() {
    this.dialog ??= this.made();
    this.dialog.showModal();
    await this.show(fetch(this.link.href));
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

  /** Show the members of the page that is asked for, and focus `next` there; who has left goes where they were sent. */
  async show(asked, next = "#member-name") {
    let page;
    try {
      const answer = await asked;
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("[data-members]") && answer.redirected) return location.assign(answer.url);
    } catch {
      page = null;
    }
    const members = page?.querySelector("[data-members]");
    if (members) this.content.replaceChildren(document.adoptNode(members));
    else this.tell(UNREACHABLE);
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
