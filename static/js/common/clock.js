// Things that change with time alone: running seconds, countdowns. One timer for all; it rests when there are none.

const TICK_MS = 100;
const ticking = new Map();
let timer = null;

/** Call `tick(now)` about ten times a second, the first time at once, until `stopTicking(owner)`. */
export function keepTicking(owner, tick) {
  ticking.set(owner, tick);
  timer ??= setInterval(tickAll, TICK_MS);
  tick(performance.now());
}

export function stopTicking(owner) {
  ticking.delete(owner);
  if (ticking.size === 0) {
    clearInterval(timer);
    timer = null;
  }
}

function tickAll() {
  const now = performance.now();
  for (const tick of ticking.values()) tick(now);
}

/** "0.03 s", "2.4 s", "1 min 5 s": short times with one digit more, unless `digits` says otherwise. */
export function seconds(milliseconds, digits = milliseconds < 1000 ? 2 : 1) {
  const value = milliseconds / 1000;
  if (value < 60) return `${value.toFixed(digits)} s`;
  return `${Math.floor(value / 60)} min ${Math.floor(value % 60)} s`;
}

/** "about 4 s left", "about 25 s left", "about 3 min left": a figure that seldom changes is read, one that runs is not. */
export function about(secondsLeft) {
  if (secondsLeft === null || secondsLeft === undefined) return "";
  const step = secondsLeft > 10 ? 5 : 1;
  if (secondsLeft <= 55) return `about ${Math.max(1, Math.ceil(secondsLeft / step) * step)} s left`;
  return `about ${Math.ceil(secondsLeft / 60)} min left`;
}
