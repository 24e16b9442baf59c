// The list of videos: a thumbnail plays while it is looked at, and signing out forgets what this browser stored.

import { forgetAll } from "../common/storage.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");

for (const card of document.querySelectorAll(".card")) {
  const video = card.querySelector("[data-preview]");
  if (!video) continue;
  const play = () => still.matches || video.play().catch(() => {});
  card.addEventListener("pointerenter", play);
  card.addEventListener("focusin", play);
  card.addEventListener("pointerleave", () => video.pause());
  card.addEventListener("focusout", () => video.pause());
}

document.querySelector("[data-sign-out]")?.addEventListener("submit", forgetAll);
