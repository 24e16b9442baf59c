// Pictures and videos of the person's own: picked, dropped or pasted, then placed in a scene; a video is looked at, too.

import { get, request, upload } from "../common/api.js";
import { actionButton, icon, make, setText } from "../common/dom.js";
import { bytes, clock } from "../common/humanize.js";
import { isSeen, notSeen } from "../common/picture-files.js";

export class Uploads {
  /** `place(picture)` puts one into the video. */
  constructor(panel, { project, toast, place }) {
    Object.assign(this, { path: `/api/projects/${project}/assets`, toast, place });
    this.failed = (error) => this.toast.problem(error);
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
    const seen = items.filter(({ mime }) => !mime.startsWith("audio/"));
    this.list.replaceChildren(...seen.map((each) => (each.poster ? this.clipTile(each) : this.pictureTile(each))));
  }

  async add(files) {
    const seen = files.filter(isSeen);
    const other = files.find((file) => !isSeen(file));
    if (other) this.toast.problem({ message: `${other.name} is no picture or video. ${notSeen(other)}` });
    await Promise.all(seen.map((file) => this.send(file)));
    if (seen.length) await this.load().catch((error) => this.toast.problem(error));
  }

  /** Its place in the list is there while it is on its way, and while it is read. */
  async send(file) {
    const bar = make("progress", { max: "1", "aria-label": `Uploading ${file.name}` });
    const tile = make("li.tile.coming", {}, bar, make("span.tile-name", {}, file.name));
    this.list.append(tile);
    try {
      await upload(this.path, file, (share) => (share < 1 ? (bar.value = share) : bar.removeAttribute("value")));
    } catch (error) {
      this.toast.problem(error);
    } finally {
      tile.remove();
    }
  }

  pictureTile(picture) {
    const image = make("img", { src: picture.url, alt: picture.name, loading: "lazy", decoding: "async" });
    return this.tile(picture, image, [this.use(picture)], `${picture.width}×${picture.height}, ${bytes(picture.bytes)}`);
  }

  clipTile(clip) {
    const long = clock(Math.max(1, Math.round(clip.seconds)));
    const poster = make("img", { src: clip.poster, alt: `${clip.name}, a video of ${long}`, loading: "lazy", decoding: "async" });
    const still = make("span.clip", { "data-length": long }, poster);
    const watch = actionButton("button.small.tile-use", "Watch", () => still.replaceWith(player(clip)), this.failed);
    watch.setAttribute("aria-label", `Watch ${clip.name}`);
    const sound = clip.waveform.length ? "" : ", without sound";
    return this.tile(clip, still, [this.use(clip), watch], `${long}, ${clip.width}×${clip.height}${sound}, ${bytes(clip.bytes)}`);
  }

  use(asset) {
    const use = actionButton("button.small.tile-use", "Use", () => this.place(asset), this.failed);
    use.setAttribute("aria-label", `Put ${asset.name} into the scene`);
    return use;
  }

  tile(asset, shown, uses, about) {
    const remove = actionButton("button.small.quiet.tile-remove", icon("bin"), () => this.remove(asset), this.failed);
    remove.setAttribute("aria-label", `Delete ${asset.name}`);
    const name = make("span.tile-name", { title: `${asset.name}, ${about}` }, asset.name);
    return make("li.tile", {}, shown, name, make("span.tile-actions", {}, ...uses, remove));
  }

  async remove(picture) {
    await request("DELETE", `${this.path}/${encodeURIComponent(picture.id)}`);
    await this.load();
  }
}

const player = ({ url, name }) => make("video", { src: url, controls: true, autoplay: true, playsinline: true, "aria-label": name });
