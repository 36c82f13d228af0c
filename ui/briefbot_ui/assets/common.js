// Comes before the script of each part of the page. Gradio gives `element` (the block), `trigger` (tell the server)
// and `watch` (called after the block was drawn again). Nothing here writes HTML into the page.

const narrow = window.matchMedia("(max-width: 800px)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const KEPT = "briefbot.conversations"; // in localStorage: conversations, the latest first
const CURRENT = "briefbot.current"; // in sessionStorage: the id of the one that this tab shows
const KEPT_MOST = 30;
const place = ["document", "start", "end", "from", "to"];
const pane = () => document.getElementById("source");
const behavior = () => (still.matches ? "auto" : "smooth");
const turns = () => [...document.querySelectorAll("#conversation .turn")];
const isWaiting = () => document.querySelector("#conversation .pending") !== null;
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`briefbot:${name}`, { detail }));
const heard = (name, listener) => document.addEventListener(`briefbot:${name}`, (event) => listener(event.detail));

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

function pointAtOpenSource() {
  const open = pane().querySelector("article.sheet");
  for (const cite of document.querySelectorAll("#conversation a.cite")) {
    const isOpen = open !== null && place.every((key) => cite.dataset[key] === open.dataset[key]);
    if (isOpen) cite.setAttribute("aria-current", "true");
    else cite.removeAttribute("aria-current");
  }
}

// On a narrow screen the source lies over the conversation.
function showPane(shown) {
  if (shown) document.body.dataset.reading = "open";
  else delete document.body.dataset.reading;
  if (shown && narrow.matches) pane().focus({ preventScroll: true });
  const isFocusElsewhere = document.activeElement !== document.body && !pane().contains(document.activeElement);
  if (shown || isFocusElsewhere) return;
  const opener = document.querySelector("#conversation a[aria-current]");
  (opener ?? document.querySelector('[data-do="articles"], #question-text')).focus(); // it came from the list, or a link
}

function placeIn(hash) {
  const [, parts] = hash.match(/^#cite=([\w.]+)$/) || [];
  if (!parts) return null;
  return Object.fromEntries(parts.split(".").map((part, at) => [place[at], part]));
}

// What is said here is shown, and spoken by a screen reader.
function say(words) {
  const line = document.querySelector("#status .status");
  if (line) line.textContent = words;
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https a page has no clipboard but this.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) return say("The browser does not let this page copy. Select the text and copy it.");
  }
  say(`${what} copied.`);
}

function linkTo(search, hash) {
  const url = new URL(window.location.href);
  url.search = search;
  url.hash = hash;
  return url.href;
}

function within() {
  const form = document.querySelector("#restriction form");
  if (!form) return null;
  const data = new FormData(form);
  return {
    outlets: data.getAll("outlets"),
    sources: data.getAll("sources"),
    since: data.get("since") || null,
    until: data.get("until") || null,
    as_of: data.get("as_of") || null,
  };
}

function keptConversations() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) || "[]");
    return Array.isArray(kept) ? kept.filter((one) => one && Array.isArray(one.records)) : [];
  } catch {
    return [];
  }
}

// A browser that is full, or keeps nothing, loses the oldest conversations and says so where it keeps none.
function keepConversations(list) {
  for (let kept = list.slice(0, KEPT_MOST); ; kept = kept.slice(0, -1)) {
    try {
      localStorage.setItem(KEPT, JSON.stringify(kept));
      return tell("kept");
    } catch {
      if (kept.length === 0) return say("This browser does not keep conversations.");
    }
  }
}

function keepThisConversation() {
  const records = turns().flatMap((turn) => (turn.dataset.record ? [turn.dataset.record] : []));
  const id = sessionStorage.getItem(CURRENT) || String(Date.now());
  sessionStorage.setItem(CURRENT, id);
  const others = keptConversations().filter((one) => one.id !== id);
  const title = document.querySelector("#conversation .turn[data-record] .question")?.textContent;
  if (records.length) keepConversations([{ id, title, when: new Date().toISOString(), records }, ...others]);
  else if (others.length !== keptConversations().length) keepConversations(others);
}
