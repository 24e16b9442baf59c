// The style that is chosen is what the templates are shown in.

const AFTER_MS = 250; // whoever looks through the styles with the arrow keys asks for the last one only

/** `row` holds the choices; `templates` are buttons that name where their pictures are. */
export function showInStyle(row, templates) {
  const show = () => {
    const style = row.querySelector("input:checked")?.value ?? "";
    const chosen = style ? `?style=${encodeURIComponent(style)}` : "";
    for (const template of templates) {
      const { template: address } = template.dataset;
      template.dataset.preview = `${address}/preview${chosen}`;
      const picture = template.querySelector("img");
      if (picture.getAttribute("src") !== `${address}/still${chosen}`) picture.src = `${address}/still${chosen}`;
    }
  };
  let timer = 0;
  row.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(show, AFTER_MS);
  });
  const chosen = row.querySelector("input:checked").closest("label");
  row.scrollLeft = chosen.offsetLeft + chosen.offsetWidth > row.clientWidth ? chosen.offsetLeft - row.clientWidth / 2 : 0;
  show(); // a browser that comes back may have another choice than the page was served with
}
