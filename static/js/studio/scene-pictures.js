// Pictures of scenes, a few at a time: drawing one costs the server something, and a storyboard has many.

const AT_ONCE = 2;
const AGAIN_MS = [1500, 5000];

/** Loads pictures into `img` elements. What an image shows stays until the next picture is there. */
export class ScenePictures {
  constructor() {
    this.waiting = [];
    this.loading = 0;
  }

  /** Let `image` show `url`. Its `data-state` is loading, shown or missing. */
  show(image, url) {
    if (image.dataset.url === url) return;
    image.dataset.url = url;
    if (!image.getAttribute("src")) image.dataset.state = "loading";
    this.ask(image, url, 0);
  }

  /** Load none before `first` is over: somebody waits for that one. */
  after(first) {
    this.first = first;
    first.finally(() => {
      if (this.first === first) this.first = null;
      this.next();
    });
  }

  ask(image, url, attempt) {
    this.waiting.push({ image, url, attempt });
    this.next();
  }

  next() {
    while (!this.first && this.loading < AT_ONCE && this.waiting.length) this.load(this.waiting.shift());
  }

  async load({ image, url, attempt }) {
    if (image.dataset.url !== url || !image.isConnected) return;
    this.loading += 1;
    const picture = new Image();
    picture.src = url;
    try {
      await picture.decode();
      if (image.dataset.url === url) this.loaded(image, url);
    } catch {
      this.failed(image, url, attempt);
    } finally {
      this.loading -= 1;
      this.next();
    }
  }

  loaded(image, url) {
    image.src = url;
    image.dataset.state = "shown";
  }

  failed(image, url, attempt) {
    if (attempt < AGAIN_MS.length) setTimeout(() => this.ask(image, url, attempt + 1), AGAIN_MS[attempt]);
    else if (!image.getAttribute("src")) image.dataset.state = "missing";
  }
}
