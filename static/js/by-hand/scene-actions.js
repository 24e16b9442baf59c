// What is done with whole scenes: each is one change, told with a way back.

import { duplicatingScene, movingScene, placingPicture, removingScene, settingSeconds } from "../document/scene-patches.js";

export class SceneActions {
  constructor(studio) {
    Object.assign(this, { studio, store: studio.store });
  }

  named(id) {
    return `“${this.studio.sceneOf(id).title}”`;
  }

  change(operations, words) {
    return this.studio.offerUndo(this.store.change(operations, words), words);
  }

  move(id, index) {
    this.studio.announce(`Scene ${this.named(id)} is at place ${index + 1}.`);
    return this.change(movingScene(this.store.document, id, index), `Moved scene ${this.named(id)} to place ${index + 1}.`);
  }

  setSeconds(id, seconds) {
    return this.change(settingSeconds(this.store.document, id, seconds), `Scene ${this.named(id)} lasts ${seconds} s.`);
  }

  duplicate(id) {
    return this.change(duplicatingScene(this.store.document, id), `Duplicated scene ${this.named(id)}.`);
  }

  /** Scenes of words that were pasted, behind the scene `after`. */
  draft(words, after) {
    return this.studio.offerUndo(this.store.draft(words, after), "Added scenes of the pasted words.");
  }

  remove(id) {
    return this.change(removingScene(this.store.document, id), `Deleted scene ${this.named(id)}.`);
  }

  place({ id, title }, picture) {
    return this.change(placingPicture(this.store.document, id, picture), `Put the picture ${picture.name} into scene “${title}”.`);
  }
}
