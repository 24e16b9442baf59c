// Pictures of the person's own: picked, dropped or pasted, then placed in a scene.

import { get, request, upload } from "../common/api.js";
import { actionButton, icon, make } from "../common/dom.js";
import { bytes } from "../common/humanize.js";

const TYPES = ["image/png", "image/jpeg", "image/webp"];

export class Uploads {
  /** `place(picture)` puts one into the video; `opened()` is called when pictures come from elsewhere than the panel. */
  constructor(root, { project, panel, toast, place, opened, mayEdit }) {
    Object.assign(this, { path: `/api/projects/${project}/assets`, toast, place, opened });
    this.list = panel.querySelector("[data-pictures]");
    this.input = panel.querySelector("[data-picture-input]");
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
    if (mayEdit) this.takeDrops(root);
  }

  /** Pictures may be dropped anywhere on the studio. */
  takeDrops(root) {
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    let depth = 0;
    const over = (by) => {
      depth = Math.max(0, depth + by);
      root.classList.toggle("dropping", depth > 0);
    };
    root.addEventListener("dragenter", (event) => hasFiles(event) && over(1));
    root.addEventListener("dragleave", (event) => hasFiles(event) && over(-1));
    root.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
    root.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      over(-depth);
      this.opened();
      this.add([...event.dataTransfer.files]);
    });
  }

  async load() {
    const { items } = await get(this.path);
    this.list.replaceChildren(...items.map((picture) => this.tile(picture)));
  }

  async add(files) {
    const pictures = files.filter(({ type }) => TYPES.includes(type));
    if (pictures.length < files.length) this.toast.problem({ message: "Pictures can be PNG, JPEG or WebP files." });
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
