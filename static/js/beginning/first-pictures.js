// Pictures that go with the first message: chosen, dropped or pasted; they wait in the form's own file field, so that
// the form is sent as it is without scripts. What cannot be taken is told before anything is sent.

import { icon, make, setText } from "../common/dom.js";
import { isPicture, notAPicture } from "../common/picture-files.js";

const MIB = 2 ** 20;

export class FirstPictures {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector("[data-pictures]");
    this.row = root.querySelector("[data-kept]");
    this.problem = root.querySelector("[data-picture-problem]");
    this.files = [];
    this.listen();
    if (this.input.files.length) this.add([...this.input.files]); // chosen before the script was there
  }

  listen() {
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    this.root.addEventListener("paste", (event) => this.arrive(event, event.clipboardData));
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    this.root.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.root.classList.add("dropping");
    });
    this.root.addEventListener("dragleave", ({ relatedTarget }) => {
      if (!this.root.contains(relatedTarget)) this.root.classList.remove("dropping");
    });
    this.root.addEventListener("drop", (event) => {
      this.root.classList.remove("dropping");
      this.arrive(event, event.dataTransfer);
    });
  }

  arrive(event, { files }) {
    if (files.length === 0) return;
    event.preventDefault();
    this.add([...files]);
  }

  get room() {
    const { most } = this.input.dataset;
    return Number(most) - this.row.querySelectorAll("[data-there]").length - this.files.length;
  }

  add(files) {
    const problems = new Set();
    for (const file of files) {
      const problem = this.problemOf(file);
      if (problem) problems.add(problem);
      else this.files.push(file);
    }
    this.tell([...problems].join(" "));
    this.show();
  }

  problemOf(file) {
    const { name, size } = file;
    const { megabytes, most } = this.input.dataset;
    if (!isPicture(file)) return `${name}: only pictures can go with it. ${notAPicture(file)}`;
    if (size > Number(megabytes) * MIB) return `${name}: a picture has at most ${megabytes} MB. Make it smaller first.`;
    if (this.room < 1) return `${name}: at most ${most} pictures go with the first message. Add it later.`;
    return "";
  }

  tell(words) {
    setText(this.problem, words);
    this.problem.hidden = words === "";
  }

  remove(file) {
    this.files = this.files.filter((each) => each !== file);
    this.tell("");
    this.show();
    this.input.focus();
  }

  show() {
    const sent = new DataTransfer();
    for (const file of this.files) sent.items.add(file);
    this.input.files = sent.files;
    for (const shown of this.row.querySelectorAll("li:not([data-there])")) {
      URL.revokeObjectURL(shown.querySelector("img").src);
      shown.remove();
    }
    this.row.append(...this.files.map((file) => this.picture(file)));
    this.row.hidden = this.row.childElementCount === 0;
  }

  picture(file) {
    const image = make("img", { src: URL.createObjectURL(file), alt: file.name, width: 56, height: 44 });
    const drop = make("button", { type: "button", "aria-label": `Leave out ${file.name}`, onclick: () => this.remove(file) }, icon("close"));
    return make("li.kept-picture", {}, image, drop);
  }
}
