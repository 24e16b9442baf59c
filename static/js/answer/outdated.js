// Files of a video that was changed since they were made. Pure.

const isWanted = (job) => job.status === "ready" || job.status === "queued" || job.status === "running";
const isAlike = (one, other) => ["format", "quality", "height", "shape"].every((name) => (one[name] ?? null) === (other[name] ?? null));

/** The newest version that any of `jobs` shows: of each a preview is made, so that is the newest of all. */
export const newestVersion = (jobs) => Math.max(0, ...renders(jobs).map(({ version }) => version));

/** Whether the file `job` is of an older version than the newest, and none like it of a newer one is there or coming. */
export function isOutdated(job, jobs) {
  if (job.kind !== "render" || job.status !== "ready" || job.version >= newestVersion(jobs)) return false;
  return !renders(jobs).some((other) => isAlike(job, other) && other.version > job.version && isWanted(other));
}

const renders = (jobs) => jobs.filter(({ kind }) => kind === "render");

/** What is asked for to have the file made of what is newest. */
export function askedAnew({ format, quality, height, shape }) {
  return { format, quality, ...(height ? { height } : {}), ...(shape ? { shape } : {}) };
}
