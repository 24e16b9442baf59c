// One scene of the storyboard: its picture, title and seconds, how far it is built, and what can be done with it.

import { isOpenJob } from "../answer/job-rows.js";
import { keepTicking, seconds as told, stopTicking } from "../common/clock.js";
import { icon, make, setText } from "../common/dom.js";
import { LONGEST_S, SHORTEST_S, shortSeconds } from "../document/scenes.js";

const STEP_S = 0.5;

export class SceneCard {
  /** `hooks`: duplicate, remove, rebuild and retry take a scene's id, setSeconds(id, seconds) too. */
  constructor(id, hooks) {
    Object.assign(this, { id, hooks });
    this.image = make("img", { alt: "", draggable: "false", decoding: "async" });
    this.state = make("span.scene-state", { "aria-hidden": "true" });
    this.title = make("span.scene-title");
    const picture = make("span.scene-picture", {}, this.image, this.state, make("span.scene-playhead"));
    this.main = make("button.scene-main", { type: "button", "aria-describedby": "storyboard-help" }, picture, this.title);
    this.seconds = make("button.scene-seconds", { type: "button", title: "Change the seconds" });
    this.seconds.disabled = !hooks.setSeconds;
    this.seconds.addEventListener("click", () => this.editSeconds());
    this.again = make("button.scene-again", { type: "button", hidden: true }, icon("retry"), "Try again");
    this.again.addEventListener("click", () => hooks.retry(this.build));
    this.tools = make("span.scene-tools", {}, ...this.offers());
    this.element = make("li.scene", { "data-scene": id }, this.main, this.tools, this.seconds, this.again);
    this.setReachable(false);
  }

  offers() {
    const { id, hooks } = this;
    this.buttons = [
      ["edit", "Edit", () => hooks.form(id)],
      ["copy", "Duplicate", () => hooks.duplicate(id)],
      ["retry", "Build anew", () => hooks.rebuild(id)],
      ["bin", "Delete", () => hooks.remove(id)],
    ].map(([name, label, act]) => {
      const button = make("button.scene-tool", { type: "button", title: label, "data-tool": name }, icon(name));
      button.addEventListener("click", act);
      return { button, label };
    });
    return this.buttons.map(({ button }) => button);
  }

  /** Whether Tab comes to this card and what it offers; from card to card it goes by arrows. */
  setReachable(isReachable) {
    const stops = [this.main, this.seconds, this.again, ...this.tools.children];
    for (const each of stops) each.tabIndex = isReachable ? 0 : -1;
  }

  /** `build` is the newest build of the scene, or null; `chosen` tells whether the next message is about it. */
  update({ index, title, seconds, scene }, { count, build, chosen, url, pictures }) {
    this.build = build;
    this.length = seconds;
    setText(this.title, title);
    this.title.title = title;
    setText(this.seconds, shortSeconds(seconds));
    this.seconds.setAttribute("aria-label", `${shortSeconds(seconds)}: change the seconds of scene ${index + 1}`);
    for (const { button, label } of this.buttons) button.setAttribute("aria-label", `${label} scene ${index + 1}: ${title}`);
    this.tools.querySelector("[data-tool=bin]").hidden = count === 1;
    this.element.classList.toggle("chosen", chosen);
    this.main.setAttribute("aria-pressed", String(chosen));
    this.showPaint(scene.background);
    pictures.show(this.image, url);
    this.showState(stateOf(build));
    const place = `Scene ${index + 1} of ${count}: ${title}, ${shortSeconds(seconds)}`;
    this.main.setAttribute("aria-label", [place, SPOKEN[this.element.dataset.state]].filter(Boolean).join(", "));
  }

  /** The scene's own colours stand where its picture will be. */
  showPaint(paint) {
    const colors = paint.colors ?? [paint.color, paint.color];
    const angle = paint.kind === "linear" ? `${paint.angle + 90}deg, ` : "";
    const kind = paint.kind === "radial" ? "radial" : "linear";
    this.element.style.setProperty("--paint", `${kind}-gradient(${angle}${colors.join(", ")})`);
  }

  showState(state) {
    const { build } = this;
    if (this.element.dataset.state !== state) this.element.dataset.state = state;
    this.again.hidden = state !== "failed" || build?.error?.retryable === false;
    this.again.title = build?.error?.message ?? "";
    stopTicking(this);
    if (state === "building") this.tick();
    else this.began = null;
    if (state !== "building") setText(this.state, SHOWN[state]);
  }

  tick() {
    this.began ??= performance.now() - Math.max(0, Date.now() - Date.parse(this.build.started_at ?? new Date().toISOString()));
    const words = this.build.activity === "retrying" ? "Trying again" : "Building";
    keepTicking(this, (now) => setText(this.state, `${words} ${told(Math.max(0, now - this.began), 0)}`));
  }

  showPlayhead(fraction) {
    const isHere = fraction !== null;
    if (isHere) this.element.style.setProperty("--played", String(fraction));
    if (this.element.classList.contains("playing") === isHere) return;
    this.element.classList.toggle("playing", isHere);
    if (isHere) this.main.setAttribute("aria-current", "true");
    else this.main.removeAttribute("aria-current");
  }

  /** Let the pill be written in: Enter and leaving keep, Escape gives up. */
  editSeconds() {
    const attributes = { type: "number", min: SHORTEST_S, max: LONGEST_S, step: "any", inputmode: "decimal" };
    const input = make("input.scene-seconds", { ...attributes, "aria-label": "Seconds of the scene" });
    input.value = String(this.length);
    let isOver = false; // being replaced takes the focus away, which ends it too
    const end = (keeps) => {
      if (isOver) return;
      isOver = true;
      const value = Math.round(Number(input.value) * 100) / 100;
      const hadFocus = document.activeElement === input;
      input.replaceWith(this.seconds);
      if (hadFocus) this.seconds.focus();
      if (keeps && value >= SHORTEST_S && value !== this.length) this.hooks.setSeconds(this.id, Math.min(value, LONGEST_S));
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") end(true);
      else if (event.key === "Escape") end(false);
      else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
        const by = event.key === "ArrowUp" ? STEP_S : -STEP_S;
        input.value = String(Math.max(STEP_S, Number(input.value) + by));
      } else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => end(true));
    this.seconds.replaceWith(input);
    input.select();
  }

  remove() {
    stopTicking(this);
    this.element.remove();
  }
}

const SHOWN = { ready: "", waiting: "Waiting", failed: "Not built" };
const SPOKEN = { waiting: "waiting to be built", building: "being built", failed: "could not be built" };

function stateOf(build) {
  if (!build) return "ready";
  if (isOpenJob(build)) return build.status === "queued" ? "waiting" : "building";
  return build.status === "failed" ? "failed" : "ready";
}
