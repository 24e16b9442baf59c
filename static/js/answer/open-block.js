// How an open block looks while its text still comes: the same shapes that the server's HTML will have, so that
// nothing jumps when that takes its place. Elements are made by name and text goes in as text, never as HTML.
//
// Text only ever grows, and so do open blocks: what is written stays, the cost is that of what is new.

import { make, setText } from "../common/dom.js";
import { cellsOf } from "./block-scanner.js";

const LONGEST_TAIL = 600; // characters of a text that may still change their look
const HOPELESS = 4000; // a mark that is open for so long is none
const PIECES =
  /\\([!-/:-@[-`{-~])|(`+)([\s\S]*?[^`])\2(?!`)|(`+)([^`]*)$|(\$\$[\s\S]+?\$\$|\$(?=\S)[^$\n]*[^\s$]\$(?!\d)|\\\([\s\S]+?\\\)|\\\[[\s\S]+?\\\])|!?\[([^\]\n]*)\]\(([^)\s]*)[^)\n]*(?:\)|$)|(\*\*|__|~~|\*|_)/g;
const ELEMENTS = { "**": "strong", __: "strong", "*": "em", _: "em", "~~": "s" };

/** Write `text` into `parent` with its marks; a mark that is not closed yet counts. Gives whether one is open. */
export function writeInline(parent, text) {
  const open = [{ element: parent, mark: "" }];
  const into = () => open.at(-1).element;
  let at = 0;
  let isOpen = false;
  for (const found of text.matchAll(PIECES)) {
    const [piece, escaped, , code, , openCode, formula, label, , mark] = found;
    into().append(text.slice(at, found.index));
    at = found.index + piece.length;
    if (escaped !== undefined) into().append(escaped);
    else if (formula !== undefined) into().append(make("span.formula", {}, formula));
    else if (code !== undefined) into().append(make("code", {}, code.trim()));
    else if (openCode !== undefined) {
      into().append(make("code", {}, openCode));
      isOpen = true;
    } else if (label !== undefined) into().append(make("span.open-link", {}, label));
    else turn(open, mark, text[found.index - 1] ?? " ", text[at] ?? "");
  }
  into().append(text.slice(at));
  return isOpen || open.length > 1;
}

/** Open or close what `mark` stands for; `before` and `after` are the characters around it. */
function turn(open, mark, before, after) {
  const known = open.findLastIndex((entry) => entry.mark === mark);
  const isWordMark = mark.startsWith("_");
  if (known > 0 && !/\s/.test(before) && !(isWordMark && /\w/.test(after))) {
    open.length = known;
  } else if (/\S/.test(after) && !(isWordMark && /\w/.test(before))) {
    const element = make(ELEMENTS[mark]);
    open.at(-1).element.append(element);
    open.push({ element, mark });
  } else {
    open.at(-1).element.append(after === "" ? "" : mark); // at the very end it may yet become part of a longer one
  }
}

/** A growing text with marks. What lies well behind its end is written once. */
class Inline {
  constructor(parent) {
    this.parent = parent;
    this.tail = make("span");
    this.settled = 0;
    parent.append(this.tail);
  }

  update(text) {
    if (text.length - this.settled > LONGEST_TAIL) this.settle(text);
    this.tail.replaceChildren();
    writeInline(this.tail, text.slice(this.settled).replace(/[\s*_~`]+$/, "")); // marks at the end may yet change
  }

  settle(text) {
    const cut = text.lastIndexOf(" ", text.length - LONGEST_TAIL / 3) + 1;
    if (cut <= this.settled) return;
    const part = make("span");
    const isOpen = writeInline(part, text.slice(this.settled, cut));
    if (isOpen && text.length - this.settled < HOPELESS) return;
    this.tail.before(part);
    this.settled = cut;
  }
}

/** A text that is shown as it is. */
class Plain {
  constructor(parent) {
    this.node = document.createTextNode("");
    parent.append(this.node);
  }

  update(text) {
    this.node.appendData(text.slice(this.node.length));
  }
}

/** A block of code with its head; the server's HTML has the same. */
function codeBox(language) {
  const code = make("code");
  const pre = make("pre", { tabindex: "0" }, code);
  return { box: make("div.code", {}, make("div.code-head", {}, make("span", {}, language || "text")), pre), code };
}

class OpenParagraph {
  constructor(root) {
    this.end = make("p");
    root.append(this.end);
    this.inline = new Inline(this.end);
  }

  update(text) {
    this.inline.update(text);
  }
}

class OpenHeading {
  constructor(root, text) {
    this.level = text.match(/#{1,6}/)[0].length;
    this.end = make(`h${this.level}`);
    root.append(this.end);
    this.inline = new Inline(this.end);
  }

  update(text) {
    this.inline.update(text.trimStart().slice(this.level).trim());
  }
}

class OpenQuote {
  constructor(root) {
    this.end = make("p");
    root.append(make("blockquote", {}, this.end));
    this.inline = new Inline(this.end);
  }

  update(text) {
    this.inline.update(text.replace(/^ {0,3}>[ \t]?/gm, ""));
  }
}

class OpenCode {
  constructor(root) {
    const { box, code } = codeBox("");
    this.language = box.querySelector("span");
    this.end = code;
    root.append(box);
    this.plain = new Plain(code);
  }

  update(text) {
    const head = text.indexOf("\n") + 1;
    if (head === 0) return;
    setText(this.language, text.slice(0, head).trim().replace(/^[`~]+/, "").trim().split(/\s/)[0] || "text");
    const lastLine = text.lastIndexOf("\n") + 1;
    const mayClose = /^ {0,3}[`~]+\s*$/.test(text.slice(lastLine));
    this.plain.update(text.slice(head, mayClose ? lastLine : undefined));
  }
}

class OpenIndented {
  constructor(root) {
    const { box, code } = codeBox("");
    this.end = code;
    root.append(box);
    this.plain = new Plain(code);
  }

  update(text) {
    this.plain.update(text.replace(/^(?: {4}|\t)/gm, ""));
  }
}

class OpenRule {
  constructor(root) {
    this.end = root;
    root.append(make("hr"));
  }

  update() {}
}

/** Blocks that are written line by line: `line(text, isWhole)` is called anew for a line that grew. */
class OpenLine {
  lineStart = 0;

  update(text) {
    for (let end = text.indexOf("\n", this.lineStart); end >= 0; end = text.indexOf("\n", this.lineStart)) {
      this.line(text.slice(this.lineStart, end), true);
      this.lineStart = end + 1;
    }
    this.line(text.slice(this.lineStart), false);
  }
}

const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])[ \t]+(.*)$/;

class OpenList extends OpenLine {
  constructor(root) {
    super();
    this.end = root;
    this.levels = [{ indent: -1, element: root }];
    this.item = null; // {element, inline, text}: where text goes on
    this.fresh = null; // the item that the present line began
    this.code = null;
  }

  line(line, isWhole) {
    if (this.code) this.codeLine(line, isWhole);
    else if (line.trim() !== "") this.textLine(line, isWhole);
    if (isWhole) this.fresh = null;
  }

  textLine(line, isWhole) {
    const found = line.match(ITEM);
    if (!found) {
      if (!isWhole && /^\s*(?:[-*+]+|\d{1,9}[.)]?|`+)$/.test(line)) return; // it may become an item or a fence
      return this.goOn(line, isWhole);
    }
    const [, indent, mark, text] = found;
    this.fresh ??= this.newItem(indent.length, mark);
    this.item = this.fresh;
    this.item.text = text;
    this.item.inline.update(text);
  }

  newItem(indent, mark) {
    while (this.levels.length > 1 && indent < this.levels.at(-1).indent) this.levels.pop();
    if (this.levels.length === 1 || indent >= this.levels.at(-1).indent + 2) this.newLevel(indent, mark);
    const element = make("li");
    this.levels.at(-1).element.append(element);
    this.end = element;
    return { element, inline: new Inline(element), text: "" };
  }

  newLevel(indent, mark) {
    const isOrdered = /\d/.test(mark);
    const start = isOrdered && parseInt(mark, 10) !== 1 ? String(parseInt(mark, 10)) : null;
    const element = make(isOrdered ? "ol" : "ul", { start });
    (this.item?.element ?? this.levels[0].element).append(element);
    this.levels.push({ indent, element });
  }

  goOn(line, isWhole) {
    if (!this.item) return;
    const fence = line.trim().match(/^(`{3,}|~{3,})(.*)$/);
    if (fence && isWhole) return this.openCode(line, fence);
    if (fence) return;
    const text = `${this.item.text}\n${line.trim()}`;
    this.item.inline.update(text);
    if (isWhole) this.item.text = text;
  }

  openCode(line, [, fence, language]) {
    const { box, code } = codeBox(language.trim());
    this.item.element.append(box);
    this.end = code;
    this.code = { fence, indent: line.length - line.trimStart().length, plain: new Plain(code), text: "" };
  }

  codeLine(line, isWhole) {
    const { code } = this;
    if (line.trim().startsWith(code.fence)) {
      if (isWhole) this.closeCode();
      return;
    }
    if (!isWhole) return;
    code.text += `${line.slice(Math.min(code.indent, line.length - line.trimStart().length))}\n`;
    code.plain.update(code.text);
  }

  closeCode() {
    this.code = null;
    this.end = this.item.element;
    this.item.inline = new Inline(this.item.element);
    this.item.text = "";
  }
}

class OpenTable extends OpenLine {
  constructor(root) {
    super();
    this.rows = 0;
    this.head = make("thead");
    this.body = make("tbody");
    this.end = this.head;
    this.row = null;
    root.append(make("div.table", { tabindex: "0" }, make("table", {}, this.head, this.body)));
  }

  line(line, isWhole) {
    if (line.trim() === "") return;
    if (this.rows !== 1) this.write(cellsOf(line));
    if (!isWhole) return;
    this.rows += 1;
    this.row = null;
  }

  write(cells) {
    if (!this.row) {
      this.row = make("tr");
      (this.rows === 0 ? this.head : this.body).append(this.row);
    }
    const tag = this.rows === 0 ? "th" : "td";
    const written = cells.map((text) => {
      const cell = make(tag);
      writeInline(cell, text);
      return cell;
    });
    this.row.replaceChildren(...written);
    this.end = written.at(-1) ?? this.row;
  }
}

const OPEN_BLOCKS = {
  paragraph: OpenParagraph,
  heading: OpenHeading,
  quote: OpenQuote,
  code: OpenCode,
  indented: OpenIndented,
  rule: OpenRule,
  list: OpenList,
  table: OpenTable,
};

/** An open block of this kind inside `root`, from its `text` so far: {end, update(text)}. */
export function openBlockOf(kind, root, text) {
  const block = new OPEN_BLOCKS[kind](root, text);
  block.kind = kind;
  return block;
}
