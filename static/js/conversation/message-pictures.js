// Pictures and videos in a message: pasted, dropped or chosen, uploaded at once, and named in the message by their id.

import { request } from "../common/api.js";
import { icon, make } from "../common/dom.js";
import { ACCEPTED, isSeen, notSeen } from "../common/picture-files.js";

const LINE = /^\[(picture|clip): ([A-Za-z0-9_-]+)\]$/;

const addressOf = (project, id) => `/api/projects/${project}/assets/${id}`;

/** Part a message into its words and its pictures, each of them `{kind, id}`. */
export function partsOf(content) {
  const lines = content.split("\n");
  const pictures = lines.map((line) => line.match(LINE)).filter(Boolean).map(([, kind, id]) => ({ kind, id }));
  const words = pictures.length ? lines.filter((line) => !LINE.test(line)).join("\n").trim() : content;
  return { words, pictures };
}

export function pictureOf(project, { kind, id }) {
  if (kind === "picture") return make("img.picture", { src: addressOf(project, id), alt: `Your picture ${id}`, loading: "lazy" });
  return make("span.clip", {}, make("img.picture", { src: `${addressOf(project, id)}/poster`, alt: `Your video ${id}`, loading: "lazy" }));
}

/** The pictures that go with the message that is being written. */
export class MessagePictures {
  /** `form` is where they are dropped and shown; `failed(error)` is told why one is not taken. */
  constructor(form, { project, failed }) {
    Object.assign(this, { form, project, failed, there: [], coming: 0 });
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
    if (!isSeen(file)) throw new Error(`Only pictures and videos can go into a message. ${notSeen(file)}`);
    this.row.hidden = false;
    const waiting = make("span.attachment.waiting", { role: "status" }, "Uploading…");
    this.row.append(waiting);
    const body = new FormData();
    body.append("file", file);
    try {
      const { id, mime } = await request("POST", addressOf(this.project, "").slice(0, -1), { body });
      if (mime.startsWith("audio/")) throw new Error(`Nothing moves in ${file.name}: it is in the panel Sound now.`);
      const picture = { kind: mime.startsWith("video/") ? "clip" : "picture", id };
      this.there.push(picture);
      waiting.replaceWith(this.attachment(picture));
    } finally {
      waiting.remove();
      this.row.hidden = this.row.childElementCount === 0;
    }
  }

  attachment(picture) {
    const noun = picture.kind === "clip" ? "video" : "picture";
    const drop = make("button.tool", { type: "button", "aria-label": `Leave out the ${noun} ${picture.id}` }, icon("close"));
    const element = make("span.attachment", {}, pictureOf(this.project, picture), drop);
    drop.addEventListener("click", () => {
      this.there = this.there.filter((each) => each !== picture);
      element.remove();
      this.row.hidden = this.row.childElementCount === 0;
    });
    return element;
  }

  /** Give the lines that name the pictures, and begin anew. */
  leave() {
    const lines = this.there.map(({ kind, id }) => `[${kind}: ${id}]`);
    this.there = [];
    this.row.replaceChildren();
    this.row.hidden = true;
    return lines;
  }
}
