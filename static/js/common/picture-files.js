// Which files are pictures that the server takes, and what is said about the others.

const TYPES = ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"];
const PHONES = /\.hei[cf]$/i; // many a browser does not know the type of these

/** What a file chooser offers. */
export const ACCEPTED = [...TYPES, ".heic", ".heif"].join();

export const isPicture = ({ type, name }) => TYPES.includes(type) || PHONES.test(name);

export const isRecording = ({ type }) => type.startsWith("audio/");

/** What is said of a file that is none, as the end of a sentence that begins with where it was to go. */
export function notAPicture(file) {
  return isRecording(file) ? "A recording goes into the panel Sound." : "Choose a PNG, JPEG, WebP or HEIC.";
}
