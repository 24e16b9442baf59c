// Links with which anybody may watch: make, copy, see, revoke.

import { get, post, request } from "../common/api.js";
import { actionButton, icon, make, setText } from "../common/dom.js";
import { ago } from "../common/humanize.js";

const COPIED_MS = 2000;

export class Shares {
  constructor(root, { project, store, toast }) {
    Object.assign(this, { store, toast, path: `/api/projects/${project}/shares` });
    this.form = root.querySelector("[data-share-form]");
    this.list = root.querySelector("[data-shares]");
    this.none = root.querySelector("[data-shares-none]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.make(event.submitter);
    });
  }

  async load() {
    const { items } = await get(this.path);
    const alive = items.filter((share) => share.is_alive);
    this.list.replaceChildren(...alive.map((share) => this.row(share)));
    this.none.hidden = alive.length > 0;
  }

  async make(button) {
    const { days, shows } = this.form.elements;
    button.disabled = true;
    try {
      const shown = shows.value === "this" ? { version: this.store.version } : { follows: true };
      const share = await post(this.path, { expires_in_days: Number(days.value), ...shown });
      await this.load();
      const isCopied = await this.copy(share);
      this.toast.show(isCopied ? "The link is made and copied." : "The link is made.");
    } catch (error) {
      this.toast.problem(error);
    } finally {
      button.disabled = false;
    }
  }

  row(share) {
    const address = make("input.share-address", { readonly: true, "aria-label": "Address of the link" });
    address.value = absolute(share.url);
    address.addEventListener("focus", () => address.select());
    const failed = (error) => this.toast.problem(error);
    const copied = make("span", {}, "Copy");
    const copy = actionButton("button.small", [icon("copy"), copied], () => this.copyHere(share, copied, address), failed);
    const revoke = actionButton("button.small.quiet.share-revoke", "Revoke", () => this.revoke(share), failed);
    const open = make("a.button.small.quiet", { href: share.url, target: "_blank", rel: "noopener" }, icon("open"), "Open");
    const what = share.version ? `Version ${share.version}` : "Always the newest version";
    const seen = share.views === 1 ? "seen once" : `seen ${share.views ?? 0} times`;
    const about = `${what} · ends ${ago(share.expires_at)} · ${seen}`;
    return make("li.share", {}, make("div.share-line", {}, address, copy), make("div.share-line", {}, make("span.share-about", {}, about), open, revoke));
  }

  async copyHere(share, words, address) {
    if (!(await this.copy(share))) return address.focus(); // selected, to be copied by hand
    setText(words, "Copied");
    setTimeout(() => setText(words, "Copy"), COPIED_MS);
  }

  async copy({ url }) {
    try {
      await navigator.clipboard.writeText(absolute(url));
      return true;
    } catch {
      return false; // forbidden, or not on https
    }
  }

  async revoke(share) {
    await request("DELETE", `${this.path}/${share.id}`);
    await this.load();
    this.toast.show("The link is revoked: it leads nowhere from now on.");
  }
}

const absolute = (url) => new URL(url, location.href).href;
