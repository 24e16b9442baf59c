// Where the blocks of a growing Markdown text begin and end. Each line is looked at once. Pure.
//
// A block that is closed never changes again, whatever comes. The server cuts whole texts by the same rules
// (chat/markdown/html.py); a test compares the two.

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}(?:[ \t]|$)/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const QUOTE = /^ {0,3}>/;
const ITEM = /^ {0,3}(?:([-*+])|(\d{1,9})([.)]))(?:[ \t]|$)/;
const UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/;
const DELIMITERS = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const DEFINITION = /^ {0,3}\[[^\]]+\]:/;

const INDENTED = /^(?: {4}|\t)/;

const isBlank = (line) => line.trim() === "";

/** What a line begins when no block is open: {kind, …}. */
export function kindOf(line) {
  const fence = line.match(FENCE)?.[1];
  if (fence && !(fence[0] === "`" && line.trim().slice(fence.length).includes("`"))) return { kind: "code", fence };
  if (HEADING.test(line)) return { kind: "heading" };
  if (RULE.test(line)) return { kind: "rule" };
  if (QUOTE.test(line)) return { kind: "quote" };
  const item = line.match(ITEM);
  if (item) return { kind: "list", mark: item[1] ?? item[3] };
  if (INDENTED.test(line)) return { kind: "indented" };
  return { kind: "paragraph" };
}

/** Tell whether `line` ends a paragraph without a blank line before it. */
function interrupts(line) {
  const { kind } = kindOf(line);
  if (kind === "list") return /^ {0,3}(?:[-*+]|1[.)])[ \t]+\S/.test(line);
  return kind !== "paragraph" && kind !== "indented";
}

function startsTable(heads, delimiters) {
  return heads.includes("|") && delimiters.includes("-") && DELIMITERS.test(delimiters) && cellsOf(heads).length === cellsOf(delimiters).length;
}

/** The cells of a table's row. */
export function cellsOf(row) {
  const inner = row.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

export class BlockScanner {
  constructor() {
    this.text = "";
    this.lineStart = 0;
    this.blocks = []; // closed: {start, end, kind}
    this.open = null; // {start, kind, …}, or null between blocks
    this.isWhole = false; // a link definition was met: from there on all is one block, as for the server
  }

  /** Take more text; give the blocks that it closed. */
  push(more) {
    const known = this.blocks.length;
    this.text += more;
    for (let end = this.text.indexOf("\n", this.lineStart); end >= 0; end = this.text.indexOf("\n", this.lineStart)) {
      this.line(this.text.slice(this.lineStart, end), this.lineStart, end + 1);
      this.lineStart = end + 1;
    }
    return this.blocks.slice(known);
  }

  /** The text is whole: the open block is closed. Gives what that closed. */
  finish() {
    const known = this.blocks.length;
    if (this.lineStart < this.text.length) this.line(this.text.slice(this.lineStart), this.lineStart, this.text.length);
    this.lineStart = this.text.length;
    this.close(this.text.length);
    return this.blocks.slice(known);
  }

  /** The blocks that may still change: none, the open one, and what a last line begins that may still grow. */
  peek() {
    const tail = this.text.slice(this.lineStart);
    const open = this.open ? [this.open] : [];
    if (!tail.trim() || (this.open && !this.leaves(tail))) return open;
    return [...open, { start: this.lineStart, ...kindOf(tail) }];
  }

  line(line, start, end) {
    if (this.open && this.leaves(line)) this.close(start);
    if (!this.open) {
      if (!isBlank(line)) this.begin(line, start, end);
      return;
    }
    this.goOn(line, end);
  }

  begin(line, start, end) {
    if (DEFINITION.test(line)) this.isWhole = true;
    this.open = { start, lines: 1, blank: false, ...kindOf(line) };
    if (this.isWhole) return;
    if (this.open.kind === "heading" || this.open.kind === "rule") this.close(end);
    else if (this.open.kind === "list") this.watchInnerFence(line);
    else if (this.open.kind === "paragraph") this.open.last = line;
  }

  /** Tell whether `line` no longer belongs to the open block. */
  leaves(line) {
    const { open } = this;
    if (this.isWhole) return false;
    switch (open.kind) {
      case "code":
        return false;
      case "list":
        return !open.inner && this.leavesList(line);
      case "indented":
        return !isBlank(line) && !INDENTED.test(line);
      case "quote":
        return open.blank ? true : !isBlank(line) && !QUOTE.test(line) && interrupts(line);
      default:
        if (open.blank) return true;
        if (isBlank(line)) return false;
        if (open.kind === "table" && INDENTED.test(line)) return true;
        return interrupts(line) && !(open.kind === "paragraph" && UNDERLINE.test(line));
    }
  }

  leavesList(line) {
    const { open } = this;
    if (isBlank(line) || /^(?: {2}|\t)/.test(line)) return false;
    const { kind, mark } = kindOf(line);
    if (kind === "list") return mark !== open.mark;
    return open.blank || open.isBare || kind !== "paragraph";
  }

  goOn(line, end) {
    const { open } = this;
    open.lines += 1;
    if (open.kind === "code") return this.closesFence(line, open.fence) && !this.isWhole ? this.close(end) : undefined;
    if (this.isWhole) return undefined;
    if (open.kind === "list") return this.watchInnerFence(line);
    if (isBlank(line)) return open.kind === "indented" ? undefined : this.close(end);
    if (open.kind === "paragraph" && UNDERLINE.test(line)) return this.close(end);
    if (open.kind === "paragraph" && startsTable(open.last, line)) open.kind = "table";
    open.last = line;
    return undefined;
  }

  /** Code inside a list may hold blank lines and anything else. */
  watchInnerFence(line) {
    const { open } = this;
    const inside = line.replace(/^\s*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*/, "");
    if (open.inner) {
      if (this.closesFence(line.trim(), open.inner)) open.inner = null;
    } else {
      open.inner = kindOf(inside).fence ?? null;
    }
    open.isBare = inside === "" || /^(?:[-*+]|\d{1,9}[.)])$/.test(inside.trim()); // an item without a text to go on
    open.blank = isBlank(line);
  }

  closesFence(line, fence) {
    const mark = line.match(FENCE)?.[1];
    return mark !== undefined && mark.startsWith(fence) && line.trim() === mark;
  }

  close(end) {
    if (this.open) this.blocks.push({ start: this.open.start, end, kind: this.open.kind });
    this.open = null;
  }
}
