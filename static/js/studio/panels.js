// Export, share, versions, pictures and sound: tabs beside the conversation, a sheet on a phone.

const wide = matchMedia("(min-width: 861px)");

export class Panels {
  /** `shown(name)` is called when a panel comes into sight. */
  constructor(root, opener, shown) {
    Object.assign(this, { root, opener, shown });
    this.tabs = [...root.querySelectorAll("[role=tab]")];
    this.veil = root.querySelector("[data-veil]");
    for (const tab of this.tabs) tab.addEventListener("click", () => this.show(tab.dataset.panel));
    root.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => this.escape(event), { capture: true });
    opener.addEventListener("click", () => this.open());
    for (const close of [this.veil, root.querySelector("[data-panels-close]")]) {
      close.addEventListener("click", () => this.close());
    }
    const beside = [...document.querySelectorAll(".top, .chat"), ...root.parentElement.children];
    this.behind = beside.filter((each) => each !== root && !each.matches("[data-toasts]"));
    wide.addEventListener("change", () => this.fit());
    this.current = this.tabs[0].dataset.panel;
    this.fit();
  }

  /** Beside the conversation there is room for them; on a phone they are opened when wanted. */
  fit() {
    this.close();
    if (wide.matches) this.show(this.current);
  }

  get isInSight() {
    return wide.matches || this.root.classList.contains("open");
  }

  show(name) {
    this.current = name;
    for (const tab of this.tabs) {
      const isShown = tab.dataset.panel === name;
      tab.setAttribute("aria-selected", String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isShown;
    }
    if (this.isInSight) this.shown(name);
  }

  open(name = this.current) {
    this.root.classList.add("open");
    this.opener.setAttribute("aria-expanded", "true");
    this.show(name);
    this.cover(!wide.matches);
    if (!wide.matches) this.tabs.find(({ tabIndex }) => tabIndex === 0).focus();
  }

  /** Nobody gets by Tab to what the sheet covers. */
  cover(isCovered) {
    for (const each of this.behind) each.inert = isCovered;
  }

  close() {
    if (!this.root.classList.contains("open")) return;
    this.root.classList.remove("open");
    this.opener.setAttribute("aria-expanded", "false");
    this.cover(false);
    if (!wide.matches) this.opener.focus();
  }

  /** From wherever the focus is: the sheet covers all else. */
  escape(event) {
    if (event.key !== "Escape" || wide.matches || !this.root.classList.contains("open")) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  key(event) {
    const at = this.tabs.indexOf(event.target);
    const steps = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: this.tabs.length - 1 };
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const tab = this.tabs.at(steps[event.key] % this.tabs.length);
    this.show(tab.dataset.panel);
    tab.focus();
  }
}
