// What the model thought before a step's words: a line to open, closed until somebody wants to know.

import { icon, make, setText } from "../common/dom.js";

export class ThoughtFold {
  constructor() {
    this.words = make("span");
    this.text = document.createTextNode("");
    const summary = make("summary", {}, icon("thinking"), this.words, icon("chevron"));
    this.element = make("details.thought", {}, summary, make("div.thought-text", { tabindex: "0" }, this.text));
  }

  /** Show `thought` as in the state: {content, ms}; `isThinking`: more of it may come. */
  update({ content, ms }, { isThinking }) {
    setText(this.words, isThinking ? "Thinking" : wordsOf(ms));
    if (content.startsWith(this.text.data)) this.text.appendData(content.slice(this.text.length));
    else this.text.data = content;
  }
}

/** "Thought for 4 s"; the same in chat/templatetags/words.py. */
function wordsOf(ms) {
  if (!(ms >= 1000)) return "Thought";
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `Thought for ${seconds} s` : `Thought for ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
