// Enter sends, from the moment the page is seen: without a module, so that it listens before the others are loaded.
// Until the page has taken over, the form is sent as it is, and the server answers with the page.

document.getElementById("content").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return; // an input method's keys are its own
  event.preventDefault();
  const { form } = event.target;
  form.requestSubmit(form.querySelector("[data-send]"));
});
