// What this browser remembers. A browser that forbids or has no room for it is served all the same.

export function read(key, fallback) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? fallback;
  } catch {
    return fallback;
  }
}

let isForgetting = false;

export function write(key, value) {
  if (isForgetting) return;
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page goes on from the server's snapshot instead.
  }
}

/** Forget all that was ever stored, as at signing out; the page that is being left stores nothing more. */
export function forgetAll() {
  isForgetting = true;
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("reeltalk.")) localStorage.removeItem(key);
    }
  } catch {
    // Forbidden: nothing was stored.
  }
}

/** A random UUID, also on plain http where `crypto.randomUUID` is missing. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
