// The outcome of the last job, until it is dismissed.

element.addEventListener("click", (event) => {
  if (!event.target.closest('[data-do="dismiss"]')) return;
  trigger("dismiss");
  document.querySelector("#adding .choose").focus({ preventScroll: true });
});
