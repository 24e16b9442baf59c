// All versions of the video: what each changed, and the way back.

import { get } from "../common/api.js";
import { actionButton, icon, make } from "../common/dom.js";
import { ago } from "../common/humanize.js";

const AUTHORS = {
  tool_call: { icon: "thinking", words: "Made by the assistant" },
  build: { icon: "building", words: "Built from the plan" },
  person: { icon: "writing", words: "Made by hand" },
  system: { icon: "film", words: "The beginning" },
};

export class Versions {
  /** `toast` tells what was done. */
  constructor(root, store, toast) {
    Object.assign(this, { root, store, toast, items: [] });
    this.list = root.querySelector("[data-versions]");
    this.back = root.querySelector("[data-undo]");
    this.back.addEventListener("click", () => this.undo());
  }

  async load() {
    const { items } = await get(`${this.store.path}/versions`);
    this.items = items;
    const newest = items.at(-1)?.version;
    this.list.replaceChildren(...[...items].reverse().map((item) => this.row(item, item.version === newest)));
    this.back.disabled = items.length < 2;
  }

  row(item, isNewest) {
    const author = AUTHORS[item.author?.kind] ?? AUTHORS.system;
    const mark = make("span.version-author", { title: author.words, role: "img", "aria-label": author.words }, icon(author.icon));
    const summary = item.summary || "A change";
    const words = make("span.version-summary", { title: summary }, summary);
    const when = make("time", { datetime: item.created_at }, ago(item.created_at));
    const about = make("span.version-about", {}, `v${item.version} · `, when, item.undone_by ? ` · undone in v${item.undone_by}` : null);
    const row = make("li.version", { "aria-current": isNewest ? "true" : null }, mark, make("span.version-words", {}, words, about));
    row.classList.toggle("undone", Boolean(item.undone_by));
    row.append(isNewest ? make("span.tag", {}, "Newest") : this.restoring(item));
    return row;
  }

  restoring({ version }) {
    const restore = () => this.restore(version);
    const failed = (error) => this.toast.problem(error);
    const button = actionButton("button.small.quiet", [icon("restore"), "Restore"], restore, failed);
    button.setAttribute("aria-label", `Restore version ${version}`);
    return button;
  }

  async restore(version) {
    const before = this.store.version;
    await this.store.restore(version);
    this.toast.show(`Version ${version} is back, as version ${this.store.version}.`, () => this.store.restore(before));
  }

  async undo() {
    this.back.disabled = true;
    try {
      const made = await this.store.undo();
      this.toast.show("The last change is undone.", () => this.store.undo(made));
    } catch (error) {
      this.toast.problem(error);
    } finally {
      this.back.disabled = this.items.length < 2;
    }
  }
}
