// The news of the index while the page is open: how far a build is, and that there are new articles.

import { drawWelcome } from "./conversation.js";
import { byId, draw, shownIn } from "./dom.js";
import { heard, tell } from "./events.js";
import { drawRestriction } from "./restriction.js";
import { call } from "./server.js";

const SELDOM = 2000; // milliseconds between two looks
const OFTEN = 400; // while something is being indexed
const HIDDEN = 20000; // while nobody sees the page, or the server does not answer

let known = null; // what the server said last
let timer = 0;
let isTold = false; // whether what is being done, or was done last, has been told as news
const tidings = () => document.querySelector("#news .tidings");

function showWork(now) {
  for (const working of document.querySelectorAll(".working")) {
    working.hidden = !now.running;
    const bar = working.querySelector(".bar");
    const doing = working.querySelector(".doing");
    if (doing.textContent !== now.words) doing.textContent = now.words;
    if (now.share === null) bar.removeAttribute("aria-valuenow");
    else bar.setAttribute("aria-valuenow", String(Math.round(now.share * 100)));
    bar.firstElementChild.style.width = now.share === null ? "" : `${now.share * 100}%`;
  }
  document.body.toggleAttribute("data-working", now.running);
}

function newsOf(before, now) {
  const difference = now.documents - before.documents;
  const count = Math.abs(difference).toLocaleString("en");
  if (difference > 0) return `New articles are in: ${count} more, ${now.loaded} in all.`;
  if (difference < 0) return `Your articles have changed: ${count} fewer, ${now.loaded} left.`;
  return `Your articles have changed: ${now.loaded}.`;
}

function takeIn(now) {
  if (now.generation === null) return;
  showWork(now);
  const before = known;
  known = now;
  if (before === null) return;
  if (now.number !== before.number && (now.running || !before.running)) {
    // Something has begun since the last look, and may have ended.
    isTold = false;
    tidings().textContent = "";
  }
  if (now.generation !== before.generation) {
    isTold = true;
    tidings().textContent = newsOf(before, now);
    drawOverview();
    tell("changed");
  }
  if (now.number === before.number) return;
  tell("worked");
  if (!now.running && now.said) {
    tidings().textContent = `${isTold ? tidings().textContent : now.said} ${now.not_added}`.trim();
  }
}

async function look() {
  clearTimeout(timer);
  let pause = HIDDEN;
  try {
    const now = await call("look");
    takeIn(now);
    if (now.running) pause = OFTEN;
    else if (!document.hidden) pause = SELDOM;
  } catch {
    // The server does not answer, perhaps because it was stopped: `found` is told when it does again.
  }
  timer = setTimeout(look, pause);
}

// Puts the latest articles where no article is open, now and whenever the pane is emptied.
function drawLatest(html) {
  const shown = shownIn("source");
  const empty = byId("empty-pane");
  const isEmpty = shown.innerHTML.trim() === empty.innerHTML.trim();
  draw(empty.content, html);
  if (isEmpty) draw(shown, html);
}

// Draws what the page shows of the index: the count, the welcome, the restrictions, the latest articles, and last what
// takes a while to find: the first questions.
export async function drawOverview() {
  try {
    const overview = await call("overview");
    document.querySelector("#masthead .count").textContent = overview.loaded;
    drawWelcome(overview);
    drawRestriction(overview.restriction);
    drawLatest(overview.latest);
    drawWelcome(await call("suggestions"));
    draw(shownIn("openers"), (await call("openers")).openers);
  } catch {
    // The page stands as the server sent it.
  }
}

export function startIndexNews() {
  heard("found", drawOverview);
  heard("asked", () => tidings() && (tidings().textContent = ""));
  if (!byId("news")) return;
  byId("news").addEventListener("click", (event) => {
    if (event.target.closest('[data-do="stop-build"]')) tell("stop-build");
  });
  document.addEventListener("visibilitychange", () => document.hidden || look());
  heard("look", look);
  heard("found", look);
  look();
}
