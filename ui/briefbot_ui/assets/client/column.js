// The column of the articles: beside the conversation on a wide screen, over it on others; and what is told in it.

import { byId, narrow } from "./dom.js";
import { heard, tell } from "./events.js";

const KEPT = "briefbot.articles"; // in localStorage: whether the column stands open on a wide screen
const wide = window.matchMedia("(min-width: 1200px)");
const roomy = window.matchMedia("(min-width: 1280px)"); // where it stands open until somebody closes it
const column = () => byId("articles");
const button = () => document.querySelector('#masthead [data-do="articles"]');
const behind = () => [byId("talk"), byId("reading")];
let left = { top: 0, focused: null }; // where the list was when an article was opened in it

export const isOpen = () => document.body.dataset.articles === "open";
const isOver = () => isOpen() && !wide.matches;

// Shows or hides the column. What a sheet covers cannot be reached; what is hidden cannot either.
function show(open) {
  if (open) document.body.dataset.articles = "open";
  else delete document.body.dataset.articles;
  column().inert = !open;
  for (const part of behind()) part.inert = open && narrow.matches;
  button().setAttribute("aria-expanded", String(open));
}

function keep(open) {
  try {
    localStorage.setItem(KEPT, open ? "open" : "closed");
  } catch {
    // The browser keeps nothing: the column stands as it does at first.
  }
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function open() {
  if (wide.matches) keep(true);
  if (narrow.matches && !isOpen()) window.history.pushState({ articles: true }, ""); // Back closes a sheet
  show(true);
  column().querySelector("button, input, textarea, a")?.focus();
}

// Closes the column as a person does; the focus goes back to the button that opens it.
function close() {
  if (wide.matches) keep(false);
  if (narrow.matches && window.history.state?.articles) return window.history.back();
  show(false);
  button().focus();
}

// Leaves the column for something else on the page, where it lies over that. From an article, which `hash` names, Back
// leads to the list again on a phone.
export function leaveColumn(hash = "") {
  if (!isOver()) return;
  const focused = column().contains(document.activeElement) ? document.activeElement : null;
  const isSheet = narrow.matches && window.history.state?.articles;
  if (isSheet && hash) window.history.pushState({ opened: true, list: true }, "", hash);
  else if (window.history.state?.articles) window.history.replaceState({ opened: true }, "");
  left = { top: column().scrollTop, focused };
  show(false);
  if (focused) button().focus();
}

// Shows the list as it was left.
function comeBack() {
  show(true);
  column().scrollTop = left.top;
  const place = left.focused?.isConnected ? left.focused : column().querySelector("button");
  place.focus({ preventScroll: true });
}

// Tells of adding and removing where it is in sight: in the column, or above the question box.
export function inform(words) {
  const lines = { column: column().querySelector(".column-line"), news: document.querySelector("#news .tidings") };
  lines.column.textContent = isOpen() ? words : "";
  if (!isOpen()) lines.news.textContent = words;
}

function fitToWindow() {
  if (isOpen() && !wide.matches && !column().contains(document.activeElement)) show(false);
  else show(isOpen() || (wide.matches && kept() === "open"));
}

export function startColumn() {
  show(wide.matches && (kept() ?? (roomy.matches ? "open" : "closed")) === "open");
  byId("articles-head").addEventListener("click", (event) => {
    const action = event.target.closest("button[data-do]")?.dataset.do;
    if (action === "close") close();
    if (action === "stop-build") tell("stop-build");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !isOver() || document.querySelector("dialog[open]")) return;
    if (event.target.type === "search" && event.target.value) return; // it empties the field
    close();
  });
  // Before whatever is pressed acts, which may be to open the column.
  const isElsewhere = (target) => !column().contains(target) && !byId("masthead").contains(target);
  document.addEventListener("click", ({ target }) => isOver() && isElsewhere(target) && show(false), { capture: true });
  document.addEventListener("focusin", ({ target }) => {
    if (isOver() && behind().some((part) => part.contains(target))) show(false);
  });
  window.addEventListener("popstate", () => {
    const isList = window.history.state?.articles === true;
    if (!narrow.matches || isList === isOpen()) return;
    if (isList) return comeBack();
    show(false);
    button().focus();
  });
  for (const query of [wide, narrow]) query.addEventListener("change", fitToWindow);
  heard("asked", () => inform(""));
  heard("articles", (wanted) => ((wanted ?? !isOpen()) ? open() : close()));
}
