// Runs once in the conversation and once in the source pane. Gradio gives `element` (the block), `trigger` (tell
// the server) and `watch` (called after the block was drawn again). Nothing here writes HTML.

const narrow = window.matchMedia("(max-width: 800px)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const place = ["document", "start", "end", "from", "to"];
const pane = () => document.getElementById("source");
const behavior = () => (still.matches ? "auto" : "smooth");

// Scrolls one box and never the page, so that the question box stays where it is.
function scrollWithin(scroller, top) {
  scroller.scrollTo({ top, behavior: behavior() });
}

function topWithin(scroller, target) {
  return scroller.scrollTop + target.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}

// Brings the marked words a third of the way down; where they are in sight below the headline, that stays too.
function showMarkedWords() {
  const source = pane();
  const words = source.querySelector("mark") || source.querySelector(".tint");
  const top = words ? topWithin(source, words) : 0;
  scrollWithin(source, top < source.clientHeight * 0.7 ? 0 : top - source.clientHeight / 3);
}

function showLastTurn() {
  const turns = document.querySelectorAll("#conversation .turn");
  const last = turns[turns.length - 1];
  if (!last) return;
  const conversation = document.getElementById("conversation");
  if (narrow.matches) last.scrollIntoView({ block: "nearest", behavior: behavior() });
  else scrollWithin(conversation, topWithin(conversation, last));
}

function pointAtOpenChip() {
  const open = pane().querySelector("article.sheet");
  for (const chip of document.querySelectorAll("#conversation button.chip")) {
    const isOpen = open !== null && place.every((key) => chip.dataset[key] === open.dataset[key]);
    if (isOpen) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }
}

// Both boxes scroll, so both can be reached and scrolled by keyboard.
const box = element.closest("#source, #conversation");
box.tabIndex = 0;
if (box.id === "source") {
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Source");
}

element.addEventListener("click", (event) => {
  const chip = event.target.closest("button.chip");
  if (!chip) return;
  if (chip.hasAttribute("aria-current")) showMarkedWords(); // the server would send the same article, and nothing moves
  else trigger("open", Object.fromEntries(place.map((key) => [key, chip.dataset[key]])));
  if (narrow.matches) pane().scrollIntoView({ block: "start", behavior: behavior() });
});

watch("value", () => {
  if (box.id === "source") showMarkedWords();
  else showLastTurn();
  pointAtOpenChip();
});
