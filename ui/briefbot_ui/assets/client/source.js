// The source pane: one article, scrolled to the marked words whenever it is opened.

import { byId, copy, copyOf, draw, linkTo, narrow, scrollWithin, shownIn, topWithin } from "./dom.js";
import { heard, tell } from "./events.js";
import { PLACE, isSamePlace, payloadOf, placeIn, placeOf } from "./places.js";
import { call, wordsFor } from "./server.js";
import { showTab } from "./tabs.js";

const pane = () => byId("source");
const openSheet = () => pane().querySelector("article.sheet");
let asked = 0; // counts what was to be opened: of two at once, the second is shown
let citedIn = () => []; // the places of a document that the conversation quotes

// Brings the marked words a third of the way down; where they are in sight below the headline, that stays too.
function showMarkedWords() {
  const source = pane();
  const words = source.querySelector("mark") || source.querySelector(".tint");
  const top = words ? topWithin(source, words) : 0;
  scrollWithin(source, top < source.clientHeight * 0.7 ? 0 : top - source.clientHeight / 3);
}

// The line with outlet, title, day and page is there once the head of the sheet is out of sight.
function showRunningLine() {
  const sheet = openSheet();
  if (!sheet) return;
  const bar = pane().querySelector(".pane-bar").getBoundingClientRect().bottom;
  sheet.toggleAttribute("data-scrolled", sheet.querySelector("header").getBoundingClientRect().bottom < bar);
}

// Shows the page of the PDF that a place is on, as it is printed, in place of the text.
async function showPrinted({ at, to }) {
  const sheet = openSheet();
  const paper = sheet.querySelector(".on-paper");
  const notice = copyOf("failed-pane");
  try {
    const { html } = await call("printed_page", { document: sheet.dataset.document, place: [Number(at), Number(to)] });
    draw(paper, html);
  } catch (error) {
    notice.textContent = wordsFor(error);
    paper.replaceChildren(notice);
  }
  if (sheet !== openSheet()) return;
  setPrinted(true);
  const box = paper.querySelector(".box") ?? paper;
  scrollWithin(pane(), Math.max(0, topWithin(pane(), box) - pane().clientHeight / 3));
}

function setPrinted(isPrinted) {
  const sheet = openSheet();
  sheet.querySelector(".on-paper").hidden = !isPrinted;
  sheet.querySelector(".text").hidden = isPrinted;
  sheet.querySelector('[data-do="printed"]').setAttribute("aria-pressed", String(isPrinted));
  if (!isPrinted) showMarkedWords();
}

const sheetActions = {
  printed: (button) => (button.getAttribute("aria-pressed") === "true" ? setPrinted(false) : showPrinted(button.dataset)),
  "turn-page": (button) => showPrinted(button.dataset),
  "ask-article": () => tell("ask-article", openArticle()),
  "brief-article": () => tell("brief-article", openArticle()),
};

const openArticle = () => ({
  id: openSheet().dataset.document,
  title: openSheet().querySelector("#sheet-title").textContent,
});

function pointAtOpenSource() {
  const open = openSheet();
  for (const cite of document.querySelectorAll("#conversation a.cite")) {
    const isOpen = open !== null && isSamePlace(placeOf(cite), placeOf(open));
    if (isOpen) cite.setAttribute("aria-current", "true");
    else cite.removeAttribute("aria-current");
  }
}

// On a narrow screen the source lies over the conversation.
export function showPane(shown) {
  if (shown) document.body.dataset.reading = "open";
  else delete document.body.dataset.reading;
  const back = window.history.state?.list ? "your articles" : "the answer";
  pane().querySelector("button.back").textContent = `Back to ${back}`;
  if (shown && narrow.matches) pane().focus({ preventScroll: true });
  const isFocusElsewhere = document.activeElement !== document.body && !pane().contains(document.activeElement);
  if (shown || isFocusElsewhere) return;
  const opener = document.querySelector("#conversation a[aria-current]");
  (opener ?? document.querySelector('[data-do="articles"], #question-text')).focus(); // it came from the list, or a link
}

// Shows HTML that the server sent for the pane; an article that was asked for meanwhile does not come over it.
export function showSource(html) {
  asked += 1;
  showTab("article");
  draw(shownIn("source"), html);
  showMarkedWords();
  showRunningLine();
  pointAtOpenSource();
  tell("opened");
}

export function showEmpty() {
  showSource(byId("empty-pane").innerHTML);
}

export async function openPlace(place) {
  document.body.dataset.active = "source";
  showPane(true); // first: what is hidden cannot scroll
  showTab("article");
  const open = openSheet();
  if (open && isSamePlace(place, placeOf(open))) {
    if (open.querySelector(".text").hidden) setPrinted(false);
    return showMarkedWords();
  }
  const mine = (asked += 1);
  try {
    const { pane: html } = await call("open_article", payloadOf(place, citedIn(place.document)));
    if (mine === asked) showSource(html);
  } catch (error) {
    if (mine !== asked) return;
    const notice = copyOf("failed-pane");
    notice.textContent = wordsFor(error);
    shownIn("source").replaceChildren(notice);
  }
}

// The place that the address of the page names.
export const linkedPlace = () => placeIn(window.location.hash);

export function startSource(places) {
  citedIn = places;
  const box = pane();
  box.tabIndex = 0; // it scrolls, so it can be reached and scrolled by keyboard
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Source");
  box.addEventListener("click", (event) => {
    const link = event.target.closest("button.link");
    if (link) copy(linkTo("", link.dataset.link), "Link");
    if (event.target.closest("button.back")) goBack();
    const button = event.target.closest("button[data-do]");
    if (button) sheetActions[button.dataset.do]?.(button);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") showPane(false);
  });
  box.addEventListener("scroll", showRunningLine, { passive: true });
  rememberWhatIsRead();
  heard("open-place", openPlace);
  heard("asked", () => {
    if (linkedPlace()) window.history.replaceState(null, "", window.location.pathname);
  });
  // Back: to the article that was open before, and on a narrow screen to the conversation or the list.
  window.addEventListener("popstate", () => {
    const place = linkedPlace();
    if (place) openPlace(place);
    else showPane(false);
  });
}

// What was opened or pressed last is what is printed: the source, or the conversation.
function rememberWhatIsRead() {
  for (const event of ["pointerdown", "focusin"]) {
    document.addEventListener(event, ({ target }) => {
      if (pane().contains(target)) document.body.dataset.active = "source";
      else if (target.closest?.("#talk")) delete document.body.dataset.active;
    });
  }
}

// Leaves the source as the browser's Back does, so that the address says what is shown.
function goBack() {
  if (window.history.state?.opened) window.history.back();
  else showPane(false);
}

// Opens what a link cites, as a step of its own that Back undoes.
export function follow(cite) {
  const step = { opened: true };
  if (cite.hash !== window.location.hash) window.history.pushState(step, "", cite.hash);
  openPlace(Object.fromEntries(PLACE.map((key) => [key, cite.dataset[key]])));
}
