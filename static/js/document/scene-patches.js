// The patches (RFC 6902) that change scenes as a whole. Each tests what it was made from, so that it applies to what the
// person has seen or not at all. Pure.

const ordered = (document, order) => [
  { op: "test", path: "/scene_order", value: document.scene_order },
  { op: "replace", path: "/scene_order", value: order },
];

export function movingScene(document, id, index) {
  const order = document.scene_order.filter((each) => each !== id);
  order.splice(index, 0, id);
  return ordered(document, order);
}

export function settingSeconds(document, id, seconds) {
  const path = `/scenes/${id}/duration`;
  return [
    { op: "test", path, value: document.scenes[id].duration },
    { op: "replace", path, value: seconds },
  ];
}

export function removingScene(document, id) {
  const order = document.scene_order.filter((each) => each !== id);
  return [...ordered(document, order), { op: "remove", path: `/scenes/${id}` }];
}

/** A copy right behind the scene. */
export function duplicatingScene(document, id) {
  const copy = freeId(id, document.scenes);
  const order = document.scene_order.flatMap((each) => (each === id ? [each, copy] : [each]));
  return [...ordered(document, order), { op: "add", path: `/scenes/${copy}`, value: document.scenes[id] }];
}

/** The uploaded picture `asset` over all else in the middle of the scene, as large as `share` of the frame allows. */
export function placingPicture(document, id, asset, share = 0.6) {
  const scene = document.scenes[id];
  const element = freeId("picture", scene.elements);
  const zoom = Math.min((document.width * share) / asset.width, (document.height * share) / asset.height);
  const [w, h] = [Math.max(1, Math.round(asset.width * zoom)), Math.max(1, Math.round(asset.height * zoom))];
  const box = { x: Math.round((document.width - w) / 2), y: Math.round((document.height - h) / 2), w, h };
  const order = `/scenes/${id}/order`;
  return [
    { op: "test", path: order, value: scene.order },
    { op: "add", path: `/scenes/${id}/elements/${element}`, value: { type: "image", asset: asset.id, ...box } },
    { op: "replace", path: order, value: [...scene.order, element] },
  ];
}

/** The clips that a scene shows by itself, the topmost last. */
export function clipsOf(document, id) {
  const scene = document.scenes[id];
  return scene.order.map((name) => scene.elements[name]).filter(({ type }) => type === "clip");
}

/** The clip `name` plays with these of its properties; where it stands is another matter. */
export function playingClip(document, id, name, played) {
  const path = `/scenes/${id}/elements/${name}`;
  const clip = document.scenes[id].elements[name];
  return Object.entries(played).flatMap(([property, value]) => [
    { op: "test", path: `${path}/${property}`, value: clip[property] },
    { op: "replace", path: `${path}/${property}`, value },
  ]);
}

/** An id like `wanted` that is none of the keys of `taken`. */
export function freeId(wanted, taken) {
  const stem = wanted.replace(/-\d+$/, "").slice(0, 58);
  let id = wanted;
  for (let number = 2; id in taken; number += 1) id = `${stem}-${number}`;
  return id;
}
