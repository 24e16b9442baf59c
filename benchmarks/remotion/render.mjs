// Renders video.jsx: `node render.mjs CHROMIUM CONCURRENCY FILE`. Says how long bundling and rendering took.
import { bundle } from "@remotion/bundler";
import { renderMedia, selectComposition } from "@remotion/renderer";
import { resolve } from "node:path";

const [browserExecutable, concurrency, outputLocation] = process.argv.slice(2);
const began = performance.now();
const serveUrl = await bundle({ entryPoint: resolve("video.jsx") });
const bundled = performance.now();
const common = { serveUrl, browserExecutable, chromeMode: "chrome-for-testing", logLevel: "error" };
const composition = await selectComposition({ ...common, id: "scene" });
await renderMedia({
  ...common,
  composition,
  codec: "h264",
  crf: 20,
  x264Preset: "veryfast",
  pixelFormat: "yuv420p",
  muted: true,
  concurrency: Number(concurrency),
  outputLocation,
});
const ended = performance.now();
console.log(JSON.stringify({ frames: 300, bundle_s: (bundled - began) / 1000, seconds: (ended - bundled) / 1000 }));
