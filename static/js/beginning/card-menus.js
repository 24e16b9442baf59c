// Menus of the cards: one is open at a time, and closes by Esc or a press beside it.

export function closeOthers(menus) {
  const all = [...menus];
  const close = (but) => all.forEach((menu) => menu === but || (menu.open = false));
  for (const menu of all) {
    menu.addEventListener("toggle", () => menu.open && close(menu));
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
  document.addEventListener("pointerdown", ({ target }) => close(target.closest("[data-menu]")));
}
