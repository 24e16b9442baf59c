// The video as data: the newest document, its versions, and the changes that a person makes by hand.

import { ApiError, get, post, request } from "../common/api.js";
import { holds, patched, scenesOf, stillOf } from "./scenes.js";

const CHANGED_MEANWHILE =
  "Somebody else changed the same thing meanwhile. You see the newest version now; make your change again if you still want it.";

const ATTEMPTS = 5;
const POSTER_PX = 960;

/** Dispatches `change` whenever the document is another one. */
export class DocumentStore extends EventTarget {
  constructor(project) {
    super();
    this.project = project;
    this.path = `/api/projects/${project}/video`;
    this.version = 0;
    this.stored = null;
    this.pending = []; // operations that are shown already and on their way to the server
    this.queue = Promise.resolve();
    this.older = new Map();
  }

  /** The newest document with what is on its way; null before it is loaded. */
  get document() {
    const shown = (document, operations) => (holds(document, operations) ? patched(document, operations) : document);
    return this.stored && this.pending.reduce(shown, this.stored);
  }

  get scenes() {
    return this.stored ? scenesOf(this.document) : [];
  }

  /** Whether no scene shows anything. */
  get isEmpty() {
    return this.scenes.every(({ scene }) => scene.order.length === 0);
  }

  load() {
    this.loading ??= get(this.path).finally(() => (this.loading = null));
    return this.loading.then((answer) => this.take(answer));
  }

  /** See `version`, which is there: a request under way may have been answered before it was made. */
  async reach(version) {
    if (this.version < version) await this.load();
    if (this.version < version) await this.load();
  }

  /** The document as it was in a version; null when that cannot be known. */
  async at(version) {
    if (version === this.version) return this.stored;
    if (!this.older.has(version)) {
      const asked = get(`${this.path}?version=${version}`);
      this.older.set(version, asked.then(({ document }) => document).catch(() => null));
    }
    return this.older.get(version);
  }

  take({ version, document }) {
    if (version <= this.version || !document) return;
    if (this.stored) this.older.set(this.version, Promise.resolve(this.stored));
    Object.assign(this, { version, stored: document });
    this.tell();
  }

  /**
   * Make a version of `operations`, shown at once and sent in order. Gives the number of the version.
   *
   * Where others changed the video meanwhile it still applies if what it tests is as it was; else the promise is
   * rejected with a sentence, and the newest document is shown.
   */
  change(operations, explanation) {
    this.pending.push(operations);
    this.tell();
    return this.inTurn(() => this.send(operations, explanation));
  }

  /**
   * Make a version by a PATCH of `path` (below the video) with `body`, in turn with what was changed before. `stands()`
   * tells, where others changed the video meanwhile, whether it is still wanted so. Gives the number of the version.
   */
  changeAt(path, body, stands) {
    return this.inTurn(async () => {
      const answer = await this.patch(`${this.path}/${path}`, body, stands);
      this.take(answer);
      return answer.version;
    });
  }

  /** Add scenes that show `words`, behind the scene `after` (null: at the end). Gives the number of the version. */
  draft(words, after) {
    return this.inTurn(async () => {
      const answer = await post(`${this.path}/scenes`, { words, after });
      this.take(answer);
      return answer.version;
    });
  }

  inTurn(send) {
    const sent = this.queue.then(send);
    this.queue = sent.catch(() => {});
    return sent;
  }

  async send(operations, explanation) {
    try {
      const answer = await this.patch(this.path, { operations, explanation }, () => holds(this.stored, operations));
      this.drop(operations);
      this.take(answer);
      return answer.version;
    } catch (error) {
      this.drop(operations);
      this.tell();
      throw error;
    }
  }

  async patch(path, body, stands) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await request("PATCH", path, { body, headers: { "If-Match": `"${this.version}"` } });
      } catch (error) {
        if (error.code !== "version_changed" || attempt === ATTEMPTS) throw error;
        await this.load();
        if (!stands()) throw new ApiError(409, { code: error.code, message: CHANGED_MEANWHILE });
      }
    }
  }

  drop(operations) {
    this.pending = this.pending.filter((each) => each !== operations);
  }

  /** Take back the change that made `version`, or the newest one; later changes of other things stay. */
  async undo(version) {
    const { version: made } = await post(`${this.path}/undo`, version ? { version } : {});
    await this.load();
    return made;
  }

  async restore(version) {
    await post(`${this.path}/versions/${version}/restore`);
    await this.load();
  }

  /** The picture that stands before the video: of its first scene, as where the playhead is. */
  get poster() {
    return this.scenes.length ? this.stillOf(this.scenes[0].id, this.version, POSTER_PX) : "";
  }

  /** The picture of a second of the newest version. */
  momentOf(second) {
    return `${this.path}/still?version=${this.version}&t=${second.toFixed(3)}&width=${POSTER_PX}`;
  }

  stillOf(scene, version, width) {
    return stillOf(this.project, scene, version, width);
  }

  tell() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}
