// Times, sizes and counts in words.

/** How long ago, or how far ahead: "5 minutes ago", "in 7 days". */
export function ago(time, now = Date.now()) {
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const passed = (Date.parse(time) - now) / 1000;
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, length]) => Math.abs(passed) >= length) ?? [null, 1];
  return unit ? words.format(Math.round(passed / size), unit) : "just now";
}

/** "340 KB", "2.4 MB". */
export function bytes(count) {
  if (count < 1_000_000) return `${Math.max(1, Math.round(count / 1000))} KB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
}

/** "1 scene", "4 scenes". */
export const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** "0:04", "2:30". */
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
