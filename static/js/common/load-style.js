// Styles of what is opened only now and then.

import { make } from "./dom.js";

/** Resolves when static/css/NAME.css counts, or cannot be had. */
export function loadStyle(name) {
  const href = new URL(`../../css/${name}.css`, import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return undefined;
  return new Promise((resolve) => document.head.append(make("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve })));
}
