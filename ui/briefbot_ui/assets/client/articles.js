// The list of articles: searching and sorting it, opening an article, asking before one is removed; how a job ended.

import { act } from "./adding.js";
import { askChosen, askOnly, chooseFound, clearChosen, showChosen, startChosen } from "./chosen.js";
import { collect, startCollections } from "./collections.js";
import { inform, leaveColumn, startColumn } from "./column.js";
import { byId, draw, shownIn } from "./dom.js";
import { heard, tell } from "./events.js";
import { hashOf } from "./places.js";
import { call, wordsFor } from "./server.js";

const AT_ONCE = 100;
const KNOWN = "briefbot.known"; // in sessionStorage: the last article that this tab knew when it was opened
let shown = AT_ONCE;
let timer = 0;
let asked = 0; // counts what was sought: the list shows the last
let outcome = ""; // as it is drawn
let doomed = ""; // the key of what may be removed
const field = () => byId("find");
const order = () => byId("order");
const sure = () => document.querySelector("#finding dialog:not(.naming)");

function knownSoFar() {
  const known = Number.parseInt(sessionStorage.getItem(KNOWN) ?? "", 10);
  return Number.isNaN(known) ? null : known;
}

async function seek() {
  clearTimeout(timer);
  const mine = (asked += 1);
  try {
    const wanted = { words: field().value, shown, order: order().value, known: knownSoFar() };
    const { html, newest } = await call("list_articles", wanted);
    if (newest !== null) sessionStorage.setItem(KNOWN, String(Math.min(knownSoFar() ?? newest, newest)));
    if (mine === asked) drawList(html);
  } catch {
    // The list stays as it is until the server answers again.
  }
}

const nameOf = (one) => JSON.stringify([one.tagName, one.value, { ...one.dataset }, one.getAttribute("aria-label")]);

// Draws the list anew: what had the focus in it has it afterwards, and what lay open lies open.
function drawList(html) {
  const list = shownIn("listed");
  const focused = list.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const open = list.querySelector("details")?.open ?? false;
  draw(list, html);
  const details = list.querySelector("details");
  if (details) details.open = open;
  showChosen();
  if (focused !== null) [...list.querySelectorAll("button, input")].find((one) => nameOf(one) === focused)?.focus();
}

// Draws how the last job ended, in sight unless somebody is busy further down, in the list.
async function drawOutcome() {
  try {
    const { html } = await call("outcome");
    const isNew = html !== "" && html !== outcome;
    outcome = html;
    draw(shownIn("result"), html);
    if (isNew && !byId("listed").contains(document.activeElement)) byId("articles").scrollTop = 0;
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

// Shows or hides what can be done with one row; of another row it is hidden.
function toggleMenu(button, open) {
  for (const other of document.querySelectorAll('#listed [data-do="row-menu"][aria-expanded="true"]')) {
    other.setAttribute("aria-expanded", "false");
    other.closest("li").querySelector(".row-tools").hidden = true;
  }
  button.setAttribute("aria-expanded", String(open));
  button.closest("li").querySelector(".row-tools").hidden = !open;
}

// Opens the article that a button in the list, or among the latest, stands for.
function openFrom({ open, start = 0, end = 0 }) {
  const [from, to] = [Number(start), Number(end)];
  const place = { document: open, start: from, end: to, from, to };
  leaveColumn(hashOf(place));
  tell("open-place", place);
}

async function told(action) {
  try {
    inform((await action()) ?? "");
  } catch (error) {
    inform(wordsFor(error));
  }
}

const actions = {
  more: () => {
    shown += AT_ONCE * 5;
    seek();
    field().focus({ preventScroll: true });
  },
  "row-menu": (pressed) => toggleMenu(pressed, pressed.getAttribute("aria-expanded") !== "true"),
  "tick-all": () => told(() => chooseFound(field().value)),
  "ask-article": (_, { article, title }) => tell("ask-article", { id: article, title }),
  "brief-article": (_, { article, title }) => tell("brief-article", { id: article, title }),
  "ask-holding": (_, { holding, name }) =>
    told(async () => askOnly((await call("held_articles", { key: holding })).articles, name)),
  "collect-holding": (_, { holding, name }) => collect({ holdings: [holding], name }),
};

function pressedInList(event) {
  const pressed = event.target.closest("button");
  if (!pressed) return;
  if (pressed.dataset.remove) askAbout(pressed);
  else if (pressed.dataset.open) openFrom(pressed.dataset);
  else actions[pressed.dataset.do]?.(pressed, pressed.closest(".row-tools")?.dataset);
}

const findingActions = {
  refresh: () => act("refresh"),
  "ask-these": askChosen,
  collect: () => collect(),
  clear: () => {
    clearChosen();
    field().focus({ preventScroll: true });
  },
  keep: () => sure().close(),
  sure: () => {
    sure().close();
    act("remove", { key: doomed });
    field().focus({ preventScroll: true });
  },
};

function startFinding() {
  field().addEventListener("input", () => {
    shown = AT_ONCE;
    clearTimeout(timer);
    timer = setTimeout(seek, 150);
  });
  order().addEventListener("change", seek);
  for (const part of ["articles-head", "finding"]) {
    byId(part).addEventListener("click", (event) => {
      findingActions[event.target.closest("button[data-do]")?.dataset.do]?.();
    });
  }
}

export function startArticles() {
  startColumn();
  startFinding();
  startChosen();
  startCollections();
  byId("listed").addEventListener("click", pressedInList);
  byId("listed").addEventListener("keydown", (event) => {
    const open = event.target.closest("li")?.querySelector('[data-do="row-menu"][aria-expanded="true"]');
    if (event.key !== "Escape" || !open) return;
    event.preventDefault(); // the column stays
    toggleMenu(open, false);
    open.focus();
  });
  byId("source").addEventListener("click", (event) => {
    const pressed = event.target.closest(".latest button");
    if (pressed?.dataset.open) openFrom(pressed.dataset);
    else if (pressed?.dataset.do === "articles") tell("articles", true);
  });
  byId("result").addEventListener("click", (event) => {
    const action = event.target.closest("button[data-do]")?.dataset.do;
    if (!action) return;
    act(action === "dismiss" ? "dismiss" : "undo_removal");
    document.querySelector("#adding .choose").focus({ preventScroll: true });
  });
  heard("changed", seek);
  heard("worked", drawOutcome);
  seek();
  drawOutcome();
}
