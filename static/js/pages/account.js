// The account: a new token goes to the clipboard, and signing out forgets what this browser stored.

import { copyText } from "../common/clipboard.js";
import { setText } from "../common/dom.js";
import { forgetAll } from "../common/storage.js";

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

document.querySelector("[data-sign-out]")?.addEventListener("submit", forgetAll);
