// The list of articles: searching it, opening an article, asking before one is removed; and how the last job ended.

import { act } from "./adding.js";
import { byId, draw, shownIn } from "./dom.js";
import { heard, tell } from "./events.js";
import { call } from "./server.js";

const AT_ONCE = 100;
let shown = AT_ONCE;
let timer = 0;
let asked = 0; // counts what was sought: the list shows the last
let doomed = ""; // the key of what may be removed
const field = () => byId("find");
const sure = () => document.querySelector("#finding dialog");
const button = () => document.querySelector('#masthead [data-do="articles"]');
const column = () => byId("articles");

async function seek() {
  clearTimeout(timer);
  const mine = (asked += 1);
  try {
    const { html } = await call("list_articles", { words: field().value, shown });
    if (mine === asked) drawList(html);
  } catch {
    // The list stays as it is until the server answers again.
  }
}

// Draws the list anew; a button in it that had the focus has it afterwards.
function drawList(html) {
  const focused = shownIn("listed").contains(document.activeElement) ? { ...document.activeElement.dataset } : null;
  draw(shownIn("listed"), html);
  if (focused === null) return;
  const same = (one) => one.dataset.open === focused.open && one.dataset.remove === focused.remove;
  [...shownIn("listed").querySelectorAll("li button")].find(same)?.focus();
}

async function drawOutcome() {
  try {
    draw(shownIn("result"), (await call("outcome")).html);
  } catch {
    // It is drawn with the next news.
  }
}

function askAbout(pressed) {
  doomed = pressed.dataset.remove;
  sure().querySelector("h2").textContent = pressed.dataset.question;
  sure().querySelector("p").textContent = pressed.dataset.tells;
  sure().querySelector('[data-do="sure"]').textContent = pressed.dataset.yes;
  sure().showModal();
}

function toggle(open) {
  column().classList.toggle("open", open);
  button().setAttribute("aria-expanded", String(open));
  if (open) column().querySelector("button, input, textarea, a")?.focus();
  else button().focus();
}

const isOpen = () => column().classList.contains("open");

function pressedInList(event) {
  const pressed = event.target.closest("button");
  if (!pressed) return;
  if (pressed.dataset.remove) askAbout(pressed);
  if (pressed.dataset.open) {
    if (isOpen()) toggle(false);
    tell("open-place", { document: pressed.dataset.open, start: 0, end: 0, from: 0, to: 0 });
  }
  if (pressed.dataset.do === "more") {
    shown += AT_ONCE * 5;
    seek();
    field().focus({ preventScroll: true });
  }
}

export function startArticles() {
  field().addEventListener("input", () => {
    shown = AT_ONCE;
    clearTimeout(timer);
    timer = setTimeout(seek, 150);
  });
  byId("finding").addEventListener("click", (event) => {
    const action = event.target.closest("button[data-do]")?.dataset.do;
    if (action === "refresh") act("refresh");
    if (action === "keep") sure().close();
    if (action === "sure") {
      sure().close();
      act("remove", { key: doomed });
      field().focus({ preventScroll: true });
    }
  });
  byId("listed").addEventListener("click", pressedInList);
  byId("result").addEventListener("click", (event) => {
    if (!event.target.closest('[data-do="dismiss"]')) return;
    act("dismiss");
    document.querySelector("#adding .choose").focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen() && !document.querySelector("dialog[open]")) toggle(false);
  });
  heard("articles", (open) => toggle(open ?? !isOpen()));
  heard("changed", seek);
  heard("worked", drawOutcome);
  seek();
  drawOutcome();
}
