// Where a box comes to rest while it is moved: at the frame's margins and centre, and beside what else stands there. Pure.

const MARGIN = 0.08; // of the frame's shorter side, as of the layouts

/** The lines that a box may rest at: `{x: […], y: […]}` in the document's pixels. */
export function linesOf({ width, height }, others) {
  const margin = Math.round(Math.min(width, height) * MARGIN);
  return {
    x: [margin, width / 2, width - margin, ...others.flatMap(({ x, w }) => [x, x + w / 2, x + w])],
    y: [margin, height / 2, height - margin, ...others.flatMap(({ y, h }) => [y, y + h / 2, y + h])],
  };
}

/** `box` moved to the nearest lines within `reach` pixels, and the lines: `{box, x, y}`, null where none is near. */
export function snapped(box, lines, reach) {
  const across = nearest([box.x, box.x + box.w / 2, box.x + box.w], lines.x, reach);
  const down = nearest([box.y, box.y + box.h / 2, box.y + box.h], lines.y, reach);
  return {
    box: { ...box, x: box.x + (across?.by ?? 0), y: box.y + (down?.by ?? 0) },
    x: across?.line ?? null,
    y: down?.line ?? null,
  };
}

function nearest(places, lines, reach) {
  let best = null;
  for (const place of places) {
    for (const line of lines) {
      const by = line - place;
      if (Math.abs(by) <= reach && !(best && Math.abs(best.by) <= Math.abs(by))) best = { by, line };
    }
  }
  return best;
}
