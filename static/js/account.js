// The account: a new token goes to the clipboard, and signing out forgets what this browser stored.

import { setText } from "./dom.js";
import { forgetAll } from "./storage.js";
import { copyText } from "./text.js";

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
