// What of a video others have made, and what that asks of whoever posts it.

import { make } from "../common/dom.js";

const HEADS = ["What", "Licence", "What it asks of you"];

export function rightsTable(rights) {
  const head = make("tr", {}, HEADS.map((words) => make("th", { scope: "col" }, words)));
  const cell = (words) => make("td", {}, words);
  const row = ({ what, licence, asks }) => make("tr", {}, make("th", { scope: "row" }, what), cell(licence), cell(asks));
  return make("table.rights-table", {}, make("thead", {}, head), make("tbody", {}, rights.map(row)));
}

export function rightsDisclosure(rights) {
  return make("details.rights", {}, make("summary", {}, "Whose music, fonts and icons are these?"), rightsTable(rights));
}
