// The source pane: scrolled to the marked words whenever an article is opened.

const box = element.closest("#source");
box.tabIndex = 0;
box.setAttribute("role", "region");
box.setAttribute("aria-label", "Source");

element.addEventListener("click", (event) => {
  const link = event.target.closest("button.link");
  if (link) copy(linkTo("", link.dataset.link), "Link");
  if (event.target.closest("button.back")) showPane(false);
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Escape") showPane(false);
});

watch("value", () => {
  showMarkedWords();
  pointAtOpenSource();
});
