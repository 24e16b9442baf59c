// Files that are dropped anywhere on the studio: recordings go to the sound, all else to the pictures and videos.

import { isRecording } from "../common/picture-files.js";

export class Drops {
  /** `take(panel, files)` is given what goes into a panel. */
  constructor(root, take) {
    Object.assign(this, { root, take, depth: 0 });
    root.addEventListener("dragenter", (event) => hasFiles(event) && this.over(1));
    root.addEventListener("dragleave", (event) => hasFiles(event) && this.over(-1));
    root.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
    root.addEventListener("drop", (event) => hasFiles(event) && this.drop(event));
  }

  over(by) {
    this.depth = Math.max(0, this.depth + by);
    this.root.classList.toggle("dropping", this.depth > 0);
  }

  drop(event) {
    event.preventDefault();
    this.over(-this.depth);
    const { pictures, sound } = Object.groupBy(event.dataTransfer.files, (file) => (isRecording(file) ? "sound" : "pictures"));
    if (pictures) this.take("pictures", pictures);
    if (sound) this.take("sound", sound);
  }
}

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
