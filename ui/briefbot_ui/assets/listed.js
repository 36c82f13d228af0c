// The list: when it is drawn again because of new articles, the button that had the focus gets it back.

let last = null;

element.addEventListener("focusin", (event) => (last = event.target.dataset));
watch("value", () => {
  if (last === null || document.activeElement !== document.body) return;
  const same = (button) => button.dataset.open === last.open && button.dataset.remove === last.remove;
  [...element.querySelectorAll("li button")].find(same)?.focus();
});
document.addEventListener("focusin", (event) => {
  if (!element.contains(event.target)) last = null;
});
