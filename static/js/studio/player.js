// Plays the newest draft: scrub, loop, speed, full screen. A newer file takes the place of the one that plays, unseen.

import { setText } from "../common/dom.js";
import { read, write } from "../common/storage.js";
import { clockTime, sceneAt } from "../document/scenes.js";

const END_MARGIN_S = 0.1;
const BIG_STEP_S = 1;
const KEPT = "reeltalk.player";
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/** Dispatches `time` whenever another moment is shown, `state` when it begins or ends to play. */
export class Player extends EventTarget {
  constructor(root) {
    super();
    this.root = root;
    this.stage = root.querySelector("[data-stage]");
    this.current = this.stage.querySelector("video");
    this.source = this.current.getAttribute("src") ?? null;
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.scrub = this.part("scrub");
    this.scenes = [];
    this.fps = 30;
    this.asked = this.wanted = null; // where the person is dragging to, while the video follows
    this.habits = { loop: true, speed: 1, ...read(KEPT, {}) };
    this.takeOver();
    this.listen();
    this.attach(this.current);
    if (this.source && !stillness.matches) this.play();
  }

  /** From the browser's own controls, which serve without scripts, to these. */
  takeOver() {
    this.current.controls = false;
    this.part("speed").value = String(this.habits.speed);
    this.showLoop();
  }

  listen() {
    this.part("play").addEventListener("click", () => this.toggle());
    this.part("loop").addEventListener("click", () => this.setHabit({ loop: !this.habits.loop }));
    this.part("speed").addEventListener("change", ({ target }) => this.setHabit({ speed: Number(target.value) }));
    this.part("full").addEventListener("click", () => this.toggleFull());
    this.part("full").hidden = !document.fullscreenEnabled;
    this.stage.addEventListener("click", ({ target }) => target === this.current && this.toggle());
    this.scrub.addEventListener("input", () => this.seek(Number(this.scrub.value)));
    this.scrub.addEventListener("keydown", (event) => this.key(event));
    this.part("track").addEventListener("pointermove", (event) => this.hover(event));
  }

  attach(video) {
    video.loop = this.habits.loop;
    video.playbackRate = this.habits.speed;
    for (const type of ["play", "pause", "ended"]) video.addEventListener(type, () => this.playing(video));
    for (const type of ["loadedmetadata", "durationchange", "timeupdate"]) video.addEventListener(type, () => this.paint());
    video.addEventListener("loadedmetadata", () => video === this.current && this.goToWanted());
    video.addEventListener("seeked", () => this.arrived(video));
    this.playing(video);
    this.paint();
  }

  // What the person does

  get time() {
    return this.wanted ?? this.current.currentTime;
  }

  get duration() {
    const { duration } = this.current;
    return Number.isFinite(duration) ? duration : this.scenes.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  get isPlaying() {
    return !this.current.paused && !this.current.ended;
  }

  /** Whether the next file plays by itself: as the present one does, or where it is the first and stillness is not asked for. */
  get goesOn() {
    return this.current.currentSrc ? this.isPlaying : !stillness.matches;
  }

  toggle() {
    if (this.isPlaying) this.current.pause();
    else this.play();
  }

  play() {
    if (this.current.currentSrc) this.current.play().catch(() => {}); // where the browser forbids it, the person starts it
  }

  pause() {
    this.current.pause();
  }

  /** Show the moment `time`; while the video is on its way to one, only the newest wish counts. */
  seek(time) {
    this.wanted = Math.max(0, Math.min(time, this.duration));
    if (!this.current.seeking) this.goToWanted();
    this.paint();
  }

  goToWanted() {
    if (this.wanted === null || this.current.readyState === 0) return;
    this.asked = this.wanted;
    this.current.currentTime = this.wanted;
  }

  arrived(video) {
    if (video !== this.current) return;
    if (this.wanted === this.asked) this.wanted = null;
    else this.goToWanted();
    this.paint();
  }

  key(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 };
    if (event.key === " ") this.toggle();
    else if (event.key in steps) this.seek(this.time + steps[event.key] * (event.shiftKey ? BIG_STEP_S : 1 / this.fps));
    else return;
    event.preventDefault();
  }

  hover({ clientX }) {
    const { left, width } = this.scrub.getBoundingClientRect();
    const time = Math.max(0, Math.min(1, (clientX - left) / width)) * this.duration;
    const scene = sceneAt(this.scenes, time);
    setText(this.part("hover"), [clockTime(time), scene?.title].filter(Boolean).join(" · "));
    this.part("track").style.setProperty("--hover", String(time / (this.duration || 1)));
  }

  setHabit(change) {
    Object.assign(this.habits, change);
    write(KEPT, this.habits);
    this.current.loop = this.habits.loop;
    this.current.playbackRate = this.habits.speed;
    this.showLoop();
  }

  showLoop() {
    this.part("loop").setAttribute("aria-pressed", String(this.habits.loop));
  }

  toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen().catch(() => {});
  }

  // What is shown

  /** Say what the video that plays consists of: `scenes` as of scenesOf. */
  setScenes(scenes, fps) {
    Object.assign(this, { scenes, fps });
    const marks = this.part("marks");
    while (marks.children.length > scenes.length) marks.lastElementChild.remove();
    while (marks.children.length < scenes.length) marks.append(document.createElement("span"));
    scenes.forEach(({ seconds }, index) => marks.children[index].style.setProperty("--seconds", String(seconds)));
    this.paint();
  }

  playing(video) {
    if (video !== this.current) return;
    this.root.dataset.playing = String(this.isPlaying);
    this.part("play").setAttribute("aria-label", this.isPlaying ? "Pause" : "Play");
    if (this.isPlaying) this.follow();
    this.dispatchEvent(new CustomEvent("state"));
    this.paint();
  }

  /** Keep the playhead moving with the picture; `timeupdate` alone comes four times a second. */
  follow() {
    if (this.isFollowing) return;
    this.isFollowing = true;
    const next = () => {
      this.paint();
      if (this.isPlaying) requestAnimationFrame(next);
      else this.isFollowing = false;
    };
    requestAnimationFrame(next);
  }

  paint() {
    const { time, duration } = this;
    const scene = sceneAt(this.scenes, time);
    this.scrub.max = String(duration || 1);
    this.scrub.value = String(time);
    this.scrub.disabled = !duration;
    this.part("play").disabled = !this.source;
    this.part("track").style.setProperty("--played", String(duration ? time / duration : 0));
    setText(this.part("now"), clockTime(time));
    setText(this.part("length"), clockTime(duration));
    const words = `${clockTime(time)} of ${clockTime(duration)}${scene ? `, scene ${scene.index + 1}: ${scene.title}` : ""}`;
    if (this.scrub.getAttribute("aria-valuetext") !== words) this.scrub.setAttribute("aria-valuetext", words);
    this.dispatchEvent(new CustomEvent("time"));
  }

  /**
   * Play the file at `source` from now on. It is loaded behind the present one, and begins where that one is; `poster`
   * stands before a beginning that does not play.
   */
  show(source, poster) {
    if (source === this.source) return;
    this.source = source;
    const next = this.current.cloneNode(false);
    if (this.goesOn) next.removeAttribute("poster"); // it would flash before the first frame
    else next.poster = poster;
    next.classList.add("coming");
    next.src = source;
    next.addEventListener("loadedmetadata", () => this.ready(next), { once: true });
    next.addEventListener("error", () => next.remove(), { once: true });
    this.current.after(next);
  }

  /** Wait for the frame to begin with: the place where the present video is, if the new one is as long. */
  ready(next) {
    const { time } = this;
    const keepsPlace = time > 0 && time < next.duration - END_MARGIN_S;
    next.addEventListener(keepsPlace ? "seeked" : "canplay", () => this.swap(next), { once: true });
    if (keepsPlace) next.currentTime = time;
  }

  swap(next) {
    if (next.getAttribute("src") !== this.source) return next.remove(); // a still newer one came meanwhile
    const before = this.current;
    const plays = this.goesOn;
    this.current = next;
    this.wanted = null;
    next.classList.remove("coming");
    this.stage.classList.add("has-video");
    this.attach(next);
    if (plays) this.play();
    before.pause();
    before.removeAttribute("src");
    before.load();
    before.remove();
    this.dispatchEvent(new CustomEvent("swapped"));
  }
}
