// Pictures in a message: pasted, dropped or chosen, uploaded at once, and named in the message by their id.

import { request } from "../common/api.js";
import { icon, make } from "../common/dom.js";
import { ACCEPTED, isPicture, notAPicture } from "../common/picture-files.js";

const LINE = /^\[picture: ([A-Za-z0-9_-]+)\]$/;

const addressOf = (project, id) => `/api/projects/${project}/assets/${id}`;

/** Part a message into its words and the ids of its pictures. */
export function partsOf(content) {
  const lines = content.split("\n");
  const pictures = lines.map((line) => line.match(LINE)?.[1]).filter(Boolean);
  const words = pictures.length ? lines.filter((line) => !LINE.test(line)).join("\n").trim() : content;
  return { words, pictures };
}

export function pictureOf(project, id) {
  return make("img.picture", { src: addressOf(project, id), alt: `Your picture ${id}`, loading: "lazy" });
}

/** The pictures that go with the message that is being written. */
export class MessagePictures {
  /** `form` is where they are dropped and shown; `failed(error)` is told why one is not taken. */
  constructor(form, { project, failed }) {
    Object.assign(this, { form, project, failed, ids: [], coming: 0 });
    this.row = make("div.attached", { hidden: true });
    this.chooser = make("input", { type: "file", accept: ACCEPTED, multiple: true, hidden: true, "aria-hidden": "true" });
    this.chooser.addEventListener("change", () => this.take(this.chooser.files));
    form.prepend(this.row);
    form.append(this.chooser);
    form.querySelector("[data-attach]").addEventListener("click", () => this.chooser.click());
    form.addEventListener("paste", (event) => this.arrive(event, event.clipboardData));
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => this.arrive(event, event.dataTransfer));
  }

  arrive(event, { files }) {
    if (files.length === 0) return;
    event.preventDefault();
    this.take(files);
  }

  take(files) {
    for (const file of files) this.upload(file).catch(this.failed);
    this.chooser.value = "";
  }

  async upload(file) {
    if (!isPicture(file)) throw new Error(`Only pictures can go into a message. ${notAPicture(file)}`);
    this.row.hidden = false;
    const waiting = make("span.attachment.waiting", { role: "status" }, "Uploading…");
    this.row.append(waiting);
    const body = new FormData();
    body.append("file", file);
    try {
      const { id } = await request("POST", addressOf(this.project, "").slice(0, -1), { body });
      this.ids.push(id);
      waiting.replaceWith(this.attachment(id));
    } finally {
      waiting.remove();
      this.row.hidden = this.row.childElementCount === 0;
    }
  }

  attachment(id) {
    const drop = make("button.tool", { type: "button", "aria-label": `Leave out the picture ${id}` }, icon("close"));
    const element = make("span.attachment", {}, pictureOf(this.project, id), drop);
    drop.addEventListener("click", () => {
      this.ids = this.ids.filter((each) => each !== id);
      element.remove();
      this.row.hidden = this.row.childElementCount === 0;
    });
    return element;
  }

  /** Give the lines that name the pictures, and begin anew. */
  leave() {
    const lines = this.ids.map((id) => `[picture: ${id}]`);
    this.ids = [];
    this.row.replaceChildren();
    this.row.hidden = true;
    return lines;
  }
}
