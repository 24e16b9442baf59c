// What the picture shows by now, while its draft is being drawn: one still over the video, which is older.

import { make } from "../common/dom.js";

export class FreshPicture {
  /** The still lies over the videos of `stage`, and below what can be clicked. */
  constructor(stage) {
    this.image = make("img.fresh", { alt: "", hidden: true });
    stage.querySelector("[data-texts]").before(this.image);
    this.version = null; // of what it shows
    this.wanted = null;
  }

  /** Show `url`, which is of `version`, as soon as it is there; what stands stays until then. Gives whether it came. */
  async show(url, version) {
    if (this.wanted === url) return false;
    this.wanted = url;
    const picture = new Image();
    picture.src = url;
    await picture.decode().catch(() => {});
    if (this.wanted !== url || !picture.naturalWidth) return false;
    this.image.src = url;
    this.image.hidden = false;
    this.version = version;
    return true;
  }

  hide() {
    this.image.hidden = true;
    this.version = this.wanted = null;
  }
}
