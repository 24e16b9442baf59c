// The text of one step of an answer. It runs in smoothly; the block that is open is drafted in the browser, and
// one that is closed gets the server's HTML, once.

import { post } from "../common/api.js";
import { copyText } from "../common/clipboard.js";
import { icon, make, setText } from "../common/dom.js";
import { BlockScanner } from "./block-scanner.js";
import { openBlockOf } from "./open-block.js";

// The part of the waiting text that is shown a frame: a burst is smoothed over about a tenth of a second.
const SHARE_PER_FRAME = 6;
const SHOW_EVERY_MS = 30; // half of the frames are as smooth to read as all of them
const MOST_A_FRAME = 4000; // characters; a text that comes as a whole is shown over some frames
const BATCH_CHARACTERS = 12_000;
const BATCH_BLOCKS = 500; // as many as the server takes
const FORM_EVERY_MS = 150;
const FORM_SHARE = 0.05; // of the time that the text has streamed for: long answers ask less often
const TRY_AGAIN_MS = 3000;
const COPIED_MS = 1600;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/** Give the next place at or after `length` where `text` may be cut without tearing a character apart. */
export function wholeCharacters(text, length) {
  const joins = /[\u200d\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}\p{M}]/u;
  let end = length;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    const tearsPair = code >= 0xdc00 && code <= 0xdfff;
    const joined = joins.test(String.fromCodePoint(text.codePointAt(end))) || text[end - 1] === "\u200d";
    if (!tearsPair && !joined) break;
    end += 1;
  }
  return end;
}

export class StreamingText {
  constructor() {
    this.blocks = make("div.blocks");
    this.tip = make("span.tip");
    this.element = make("div.text", {}, this.blocks);
    this.reset();
  }

  reset() {
    this.target = "";
    this.shown = 0;
    this.isDone = false;
    this.isLive = true;
    this.scanner = new BlockScanner();
    this.openBlocks = []; // of the blocks that may still change: {start, length, element, view}
    this.waiting = []; // closed blocks that are not formed yet: {element, text}
    this.version = (this.version ?? 0) + 1;
    this.isForming = false;
    this.formedAt = this.shownAt = 0;
    this.began = performance.now();
    this.blocks.replaceChildren();
  }

  /** Take over what the server has put into the page: one element a block, of `text`. */
  adopt(served, text, isDone) {
    const elements = [...served.children];
    this.target = text;
    this.shown = text.length;
    this.scanner.push(text);
    if (isDone) this.end();
    const closed = this.scanner.blocks.length;
    if (elements.length !== closed + this.scanner.peek().length) return this.reset();
    elements.length = closed;
    this.waiting = [];
    this.blocks.replaceChildren(...elements);
    for (const element of elements) dress(element);
    this.showOpenBlocks();
  }

  /** Run towards `text`. `isLive` shows the cursor and smooths; `isDone`: no more will come. */
  update(text, { isLive = false, isDone = false, html = null } = {}) {
    this.element.classList.toggle("typing", isLive);
    if (!isLive) this.tip.remove();
    if (text === this.target && isDone === this.isDone) return;
    if (!text.startsWith(this.target.slice(0, this.shown)) || (this.isDone && text !== this.target)) this.reset();
    this.isLive = isLive;
    if (isDone && html !== null && this.shown === 0) return this.takeWhole(text, html);
    this.target = text;
    this.willEnd = isDone;
    const rest = text.length - this.shown; // of a page that lags behind its answer it is too much for one frame
    if (document.hidden || stillness.matches || (!isLive && rest <= MOST_A_FRAME)) this.show(text.length);
    else this.nextFrame();
  }

  takeWhole(text, html) {
    this.target = text;
    this.shown = text.length;
    this.isDone = true;
    const block = make("div.block");
    block.innerHTML = html;
    dress(block);
    this.blocks.append(block);
  }

  advance(now) {
    this.frame = null;
    const waiting = this.target.length - this.shown;
    if (waiting <= 0 || this.isDone) return;
    if (now - this.shownAt < SHOW_EVERY_MS) return this.nextFrame();
    this.shownAt = now;
    this.show(this.shown + Math.min(Math.ceil(waiting / SHARE_PER_FRAME), MOST_A_FRAME));
    this.nextFrame();
  }

  nextFrame() {
    this.frame ??= requestAnimationFrame((now) => this.advance(now));
  }

  show(length) {
    const end = wholeCharacters(this.target, Math.min(length, this.target.length));
    for (const block of this.scanner.push(this.target.slice(this.shown, end))) this.close(block);
    this.shown = end;
    if (this.willEnd && end === this.target.length) this.end();
    else this.showOpenBlocks();
    this.form();
  }

  end() {
    for (const block of this.scanner.finish()) this.close(block);
    this.isDone = true;
    this.tip.remove();
  }

  showOpenBlocks() {
    const open = this.scanner.peek();
    open.forEach((block, index) => {
      this.draw(block, this.target.slice(block.start, open[index + 1]?.start ?? this.shown), index);
    });
    for (const { element } of this.openBlocks.splice(open.length)) element.remove();
    this.tip.remove();
    if (open.length === 0 || !this.isLive) return;
    this.tip = make("span.tip", { "aria-hidden": "true" }); // a new one has not moved, whatever was written before it
    this.openBlocks.at(-1).view.end.append(this.tip);
  }

  /** Draft `text` at place `index` of the open blocks. One that only grew is written on. */
  draw({ start, kind }, text, index) {
    const known = this.openBlocks[index];
    const goesOn = known?.start === start && known.view.kind === kind && text.length >= known.length;
    if (!goesOn) {
      const element = make("div.block");
      if (known) known.element.replaceWith(element);
      else this.blocks.append(element);
      this.openBlocks[index] = { start, element, view: openBlockOf(kind, element, text) };
    }
    const drawn = this.openBlocks[index];
    drawn.view.update(text);
    drawn.length = text.trimEnd().length;
  }

  close({ start, end, kind }) {
    const text = this.target.slice(start, end).replace(/\n+$/, "");
    this.draw({ start, kind }, text, 0);
    const { element } = this.openBlocks.shift();
    this.waiting.push({ element, text });
  }

  /** Have closed blocks formed, one request at a time; what closes meanwhile goes with the next. */
  form() {
    if (this.isForming || this.waiting.length === 0) return;
    this.isForming = true;
    const pause = Math.max(FORM_EVERY_MS, (performance.now() - this.began) * FORM_SHARE);
    const wait = this.isDone ? 0 : Math.max(0, this.formedAt + pause - performance.now());
    setTimeout(() => this.formNow(this.version), wait);
  }

  async formNow(version) {
    if (version !== this.version) return;
    const batch = takeBatch(this.waiting);
    const html = await htmlOf(batch.map((block) => block.text));
    if (version !== this.version) return;
    this.isForming = false;
    this.formedAt = performance.now();
    if (html === null) {
      this.waiting.unshift(...batch); // it stays as drafted until the server can be asked
      setTimeout(() => this.form(), TRY_AGAIN_MS);
      return;
    }
    html.forEach((formed, index) => {
      batch[index].element.innerHTML = formed;
      dress(batch[index].element);
    });
    this.form();
  }
}

function takeBatch(waiting) {
  let characters = 0;
  let count = 0;
  const most = Math.min(waiting.length, BATCH_BLOCKS);
  while (count < most && (count === 0 || characters + waiting[count].text.length <= BATCH_CHARACTERS)) {
    characters += waiting[count].text.length;
    count += 1;
  }
  return waiting.splice(0, count);
}

/** The formed HTML of each of `blocks`; [] when they must stay as they are, null when the server cannot be asked now. */
async function htmlOf(blocks) {
  try {
    return (await post("/markdown", { blocks })).html;
  } catch (error) {
    return error.isPassing ? null : [];
  }
}

/** Give each block of code its button. */
export function dress(element) {
  for (const head of element.querySelectorAll(".code-head")) {
    if (!head.querySelector("button")) head.append(copyButton(() => head.nextElementSibling.textContent));
  }
}

/** A button that copies what `read()` gives, and says so. */
export function copyButton(read, label = "Copy") {
  const words = make("span", {}, label);
  const button = make("button.copy", { type: "button" }, icon("copy"), words);
  button.addEventListener("click", async () => {
    const isCopied = await copyText(read());
    setText(words, isCopied ? "Copied" : "Press Ctrl+C");
    setTimeout(() => setText(words, label), COPIED_MS);
  });
  return button;
}
