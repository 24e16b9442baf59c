// Pictures of the person's own: picked, dropped or pasted, then placed in a scene.

import { get, request, upload } from "../common/api.js";
import { actionButton, icon, make, setText } from "../common/dom.js";
import { bytes } from "../common/humanize.js";
import { isPicture, notAPicture } from "../common/picture-files.js";

export class Uploads {
  /** `place(picture)` puts one into the video. */
  constructor(panel, { project, toast, place }) {
    Object.assign(this, { path: `/api/projects/${project}/assets`, toast, place });
    this.list = panel.querySelector("[data-pictures]");
    this.maker = panel.querySelector("[data-picture-maker]");
    this.input = panel.querySelector("[data-picture-input]");
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
  }

  async load() {
    const { items, made_by: host } = await get(this.path);
    this.maker.hidden = !host;
    setText(this.maker, host ? `Ask the assistant for a photo or a drawing: ${host} makes it, and is sent its words.` : "");
    const pictures = items.filter(({ mime }) => mime.startsWith("image/"));
    this.list.replaceChildren(...pictures.map((picture) => this.tile(picture)));
  }

  async add(files) {
    const pictures = files.filter(isPicture);
    const other = files.find((file) => !isPicture(file));
    if (other) this.toast.problem({ message: `${other.name} is no picture. ${notAPicture(other)}` });
    await Promise.all(pictures.map((file) => this.send(file)));
    if (pictures.length) await this.load().catch((error) => this.toast.problem(error));
  }

  /** Its place in the list is there while it is on its way. */
  async send(file) {
    const bar = make("progress", { max: "1", "aria-label": `Uploading ${file.name}` });
    const tile = make("li.tile.coming", {}, bar, make("span.tile-name", {}, file.name));
    this.list.append(tile);
    try {
      await upload(this.path, file, (share) => (bar.value = share));
    } catch (error) {
      this.toast.problem(error);
    } finally {
      tile.remove();
    }
  }

  tile(picture) {
    const failed = (error) => this.toast.problem(error);
    const image = make("img", { src: picture.url, alt: picture.name, loading: "lazy", decoding: "async" });
    const use = actionButton("button.small.tile-use", "Use", () => this.place(picture), failed);
    use.setAttribute("aria-label", `Put ${picture.name} into the scene`);
    const remove = actionButton("button.small.quiet.tile-remove", icon("bin"), () => this.remove(picture), failed);
    remove.setAttribute("aria-label", `Delete ${picture.name}`);
    const about = `${picture.width}×${picture.height}, ${bytes(picture.bytes)}`;
    const name = make("span.tile-name", { title: `${picture.name}, ${about}` }, picture.name);
    return make("li.tile", {}, image, name, make("span.tile-actions", {}, use, remove));
  }

  async remove(picture) {
    await request("DELETE", `${this.path}/${encodeURIComponent(picture.id)}`);
    await this.load();
  }
}
