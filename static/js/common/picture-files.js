// Which files are pictures and videos that the server takes, and what is said about the others.

const TYPES = ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"];
const PHONES = /\.hei[cf]$/i; // many a browser does not know the type of these

const FILMS = /\.(mp4|m4v|mov|webm|mkv|3gp)$/i;

/** What a file chooser offers. */
export const ACCEPTED = [...TYPES, ".heic", ".heif", "video/*", ".mov", ".mkv"].join();

export const isPicture = ({ type, name }) => TYPES.includes(type) || PHONES.test(name);

export const isClip = ({ type, name }) => type.startsWith("video/") || (type === "" && FILMS.test(name));

/** Whether it can go into a message, and among what is shown. */
export const isSeen = (file) => isPicture(file) || isClip(file);

export const isRecording = ({ type }) => type.startsWith("audio/");

/** What is said of a file that is none, as the end of a sentence that begins with where it was to go. */
export function notAPicture(file) {
  if (isClip(file)) return "A video can be added once the project is there.";
  return isRecording(file) ? "A recording goes into the panel Sound." : "Choose a PNG, JPEG, WebP or HEIC.";
}

export function notSeen(file) {
  return isRecording(file) ? notAPicture(file) : "Choose a PNG, JPEG, WebP or HEIC, or a video: MP4, MOV or WebM.";
}
