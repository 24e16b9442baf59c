// What could be said next: the examples that an answer ends with, as buttons that say them.

import { make } from "../common/dom.js";

const EXAMPLE = /(?<![*\w])\*([^*\n]{2,120})\*(?![*\w])/g; // *set apart*, as answers set what one may say
const SHARE = 0.4; // of the last paragraph or list: with fewer they are stressed words, not examples
const MOST = 6;

/** The examples in the last paragraph or list of an answer's Markdown. */
export function followUpsOf(content) {
  const last = content.trim().split(/\n\s*\n/).at(-1);
  const examples = [...last.matchAll(EXAMPLE)].map(([, words]) => words.trim());
  const length = examples.reduce((sum, { length }) => sum + length, 0);
  return length >= SHARE * last.length ? [...new Set(examples)].slice(0, MOST) : [];
}

/** The buttons for them. They belong to the composer's form, which sends a suggestion, or lets one with "…" be ended. */
export function followUps(content) {
  const attributes = { form: "composer", type: "submit", name: "suggestion", formnovalidate: true };
  return followUpsOf(content).map((words) => make("button.small.follow-up", { ...attributes, value: words }, words));
}
