// Enter sends, from the moment the page is seen: without a module, so that it listens before the others are loaded, and
// behind the field in the page, so that it is there; what comes below it does not wait for it.
// Until the page has taken over, the form is sent as it is, and the server answers with the page.

// Keys that an input method takes are its own: nothing on the page sees them. Safari's last one tells by 229 alone.
window.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing || event.keyCode === 229) event.stopPropagation();
  },
  true,
);

document.getElementById("content").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  const { form } = event.target;
  form.requestSubmit(form.querySelector("[data-send]"));
});
