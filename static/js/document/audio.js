// What a document says about its sound, and the patches (RFC 6902) that change it. Each tests the tracks that it was made
// from, so that it applies to what the person has seen or not at all. Pure.

import { freeId, settingSeconds } from "./scene-patches.js";

export const USUAL_VOLUME = { music: 0.6, sound: 1 };

/** Documents that were stored before videos could be heard say nothing about it. */
export const audioOf = ({ audio }) => ({ tracks: {}, captions: false, ...audio });

const tracksOf = (document, type) =>
  Object.entries(audioOf(document).tracks).filter(([, track]) => track.type === type).map(([id, track]) => ({ id, ...track }));

export const musicOf = (document) => tracksOf(document, "music")[0] ?? null;

export const soundsOf = (document) => tracksOf(document, "sound").sort((a, b) => a.start - b.start);

/** By the scene in which it is heard; scenes that are gone have none. */
export const voicesOf = (document) =>
  new Map(tracksOf(document, "voice").filter(({ scene }) => scene in document.scenes).map((voice) => [voice.scene, voice]));

/** `change` is what is other about the music: `{mood, asset, piece, volume}`. */
export function settingMusic(document, change) {
  const music = musicOf(document) ?? { id: freeId("music", audioOf(document).tracks), type: "music", volume: USUAL_VOLUME.music };
  return placing(document, { ...music, ...change });
}

export function addingSound(document, asset, start) {
  const id = freeId("sound", audioOf(document).tracks);
  return placing(document, { id, type: "sound", asset, start, volume: USUAL_VOLUME.sound });
}

/** What is said in a scene; nobody speaks there where `text` is empty. */
export function saying(document, scene, text) {
  const voices = voicesOf(document);
  const known = voices.get(scene);
  if (!text) return known ? removing(document, known.id) : [];
  const { voice, speed } = voices.values().next().value ?? {}; // one person speaks in all of them
  const fresh = { id: freeId(`voice-${scene}`.slice(0, 58), audioOf(document).tracks), type: "voice", scene, voice, speed };
  return placing(document, { ...(known ?? fresh), text });
}

/** Whether somebody speaks, and what is said is not read in the picture already. */
export const hasWordsToRead = (document) => !audioOf(document).captions && voicesOf(document).size > 0;

export const silencing = (document) => [...voicesOf(document).values()].flatMap(({ id }) => removing(document, id));

export const showingCaptions = (isOn) => [{ op: "add", path: "/audio/captions", value: isOn }];

/** `lengths` are the seconds of scenes by their ids. */
export const settingLengths = (document, lengths) =>
  Object.entries(lengths)
    .filter(([id, seconds]) => document.scenes[id] && document.scenes[id].duration !== seconds)
    .flatMap(([id, seconds]) => settingSeconds(document, id, seconds));

/** The track `{id, …}` in place of the one that has its id. */
export function placing(document, { id, ...track }) {
  return [...asSeen(document, id), { op: "add", path: `/audio/tracks/${id}`, value: track }];
}

export const removing = (document, id) => [...asSeen(document, id), { op: "remove", path: `/audio/tracks/${id}` }];

function asSeen(document, id) {
  const value = audioOf(document).tracks[id];
  return value ? [{ op: "test", path: `/audio/tracks/${id}`, value }] : [];
}
