// How loud a recording is, drawn.

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 100;
const SILENCE = 2; // is a line

/** A picture of `peaks`, 0..100 each, from the beginning to the end. */
export function waveform(peaks) {
  const svg = document.createElementNS(SVG, "svg");
  const viewBox = `0 0 ${peaks.length || 1} ${HEIGHT}`;
  const attributes = { class: "waveform", viewBox, preserveAspectRatio: "none", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", peaks.map((peak, index) => bar(index, Math.max(SILENCE, peak))).join(""));
  svg.append(path);
  return svg;
}

const bar = (index, height) => `M${index + 0.5} ${(HEIGHT - height) / 2}v${height}`;
