// The account: a new token goes to the clipboard, the brand's colours are shown, and signing out forgets what this browser stored.

import { copyText } from "../common/clipboard.js";
import { setText } from "../common/dom.js";
import { forgetAll } from "../common/storage.js";
import { showColours } from "./colour-swatches.js";

const token = document.querySelector("[data-token]");
const copy = document.querySelector("[data-copy]");

if (token) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const isCopied = await copyText(token.value);
    if (!isCopied) token.select();
    setText(copy.querySelector("[data-copy-words]"), isCopied ? "Copied" : "Press Ctrl+C");
  });
  token.addEventListener("focus", () => token.select());
}

showColours(document.querySelector("[data-colours]"));
document.querySelector("[data-sign-out]")?.addEventListener("submit", forgetAll);
