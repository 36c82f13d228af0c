// The conversation: asking, the turns, and what can be done with an answer.

import { byId, copy, copyOf, draw, elementOf, linkTo, narrow, say, scrollWithin, shownIn, speak, topWithin } from "./dom.js";
import { heard, tell } from "./events.js";
import { chosenWithin } from "./restriction.js";
import { call, wordsFor } from "./server.js";
import { follow, linkedPlace, openPlace, showEmpty, showPane, showSource } from "./source.js";
import { placeOf } from "./places.js";
import { startToolMenus } from "./tool_menus.js";
import * as storage from "./storage.js";

const TURNS_MOST = 50; // of a conversation; the oldest leave it
const HISTORY_MOST = 3; // replies that a follow-up may lean on
const FOUND = ".label:has(+ .cards), .cards > li:first-child .excerpt"; // what is spoken of many articles
let turns = []; // { element, question, record, plain, markdown, right, next }, oldest first; of a notice no record
let restoring = null; // { records } of the conversation that is being brought back
let waiting = null; // { id, turn, replaced } of the question that is being answered, and the turn whose place it takes

const box = () => byId("conversation");
const section = () => document.querySelector("#conversation .conversation");
const turnOf = (element) => turns.find((turn) => turn.element === element.closest(".turn"));
export const isWaiting = () => waiting !== null;
export const records = () => turns.flatMap((turn) => turn.record ?? []);

// Every place of a document that an answer of the conversation quotes.
export function citedIn(documentId) {
  const cites = [...section().querySelectorAll(".chip.cite")].map((cite) => cite.dataset);
  const quoted = cites.filter((place) => place.document === documentId && place.start !== place.end);
  return quoted.map((place) => [Number(place.start), Number(place.end)]);
}

// Asks a question, which is drawn at once. Where the server does not answer, the question goes back into the box.
export async function ask(request) {
  if (waiting) return say("An answer is on its way. Press Escape to stop it.");
  const last = restoring ? null : turns.at(-1);
  const question = request.again ? last?.question ?? "" : request.question;
  const replaced = request.again || request.instead ? last : null;
  const kept = turns.filter((turn) => turn !== replaced);
  const payload = {
    id: crypto.randomUUID?.() ?? String(Math.random()),
    question,
    history: (restoring?.records ?? kept.flatMap((turn) => turn.record ?? [])).slice(-HISTORY_MOST),
    within: request.within ?? chosenWithin(),
    as_written: request.as_written === true,
    alone: request.alone === true,
    kind: request.kind ?? null,
    wrong_per_hundred: storage.settings().wrong,
  };
  const turn = { element: copyOf("pending-turn"), question };
  turn.element.querySelector(".question").textContent = question;
  const mine = (waiting = { id: payload.id, turn, replaced });
  storage.keepPending({ ...request, question, again: false, instead: Boolean(replaced?.record), within: payload.within });
  tell("asked");
  remove(replaced);
  append(turn);
  showLastTurn();
  speak("Reading your articles…");
  let reply = null;
  let failure = "";
  try {
    reply = await call("ask", payload);
  } catch (error) {
    failure = wordsFor(error);
  }
  if (waiting !== mine) return; // stopped, or the page has gone on to something else
  waiting = null;
  storage.keepPending(null);
  remove(turn);
  if (reply === null) {
    if (replaced) append(replaced);
    keepFocus();
    tell("not-asked", question);
    return say(`${failure} Your question is kept in the box.`);
  }
  append(turnFrom(reply.turn));
  if (reply.pane && !linkedPlace()) showSource(reply.pane);
  shown();
}

function turnFrom({ html, ...turn }) {
  return { ...turn, element: elementOf(html) };
}

function append(turn) {
  turns.push(turn);
  section().append(turn.element);
  while (turns.length > TURNS_MOST) remove(turns[0]);
}

function remove(turn) {
  if (!turn) return;
  turn.element.remove();
  turns = turns.filter((one) => one !== turn);
}

// What follows when the last turn has come, or has gone.
function shown() {
  keepFocus();
  showLastTurn();
  sayLastTurn();
  if (!restoring) storage.keepCurrent(turns);
  showNextQuestions();
}

// The answer that was to be replaced comes back, and a question that was edited goes back into the box.
function stop() {
  if (!waiting) return;
  call("stop", { id: waiting.id }).catch(() => undefined);
  const { turn: { question, element }, replaced } = waiting;
  const back = replaced?.record ? replaced : { element: copyOf("notice-turn"), question };
  if (back !== replaced) {
    back.element.querySelector(".question").textContent = question;
    back.element.querySelector(".notice").textContent = "Stopped. Ask again, or edit the question.";
  }
  element.replaceWith(back.element);
  turns[turns.length - 1] = back;
  waiting = null;
  storage.keepPending(null);
  keepFocus();
  sayLastTurn();
  if (question !== back.question) tell("not-asked", question);
  if (back === replaced) say("Stopped. The answer from before stays.");
}

function begin() {
  if (waiting) call("stop", { id: waiting.id }).catch(() => undefined);
  waiting = null;
  restoring = null;
  storage.keepPending(null);
  storage.setCurrentId(null);
  clear();
  window.history.replaceState(null, "", window.location.pathname);
  showPane(false);
  showEmpty();
  if (!narrow.matches) byId("question-text").focus();
}

function clear() {
  turns = [];
  section().replaceChildren();
}

// Shows a conversation that this browser keeps; what is asked before it is there comes after it.
export async function restore(id) {
  const kept = storage.keptConversations().find((one) => one.id === id);
  if (!kept) return;
  if (waiting) begin();
  storage.setCurrentId(id);
  const before = [...turns];
  const mine = (restoring = { records: kept.records });
  try {
    const reply = await call("restore", { records: kept.records });
    if (mine !== restoring) return;
    before.forEach(remove);
    const ratings = reply.turns.length === kept.records.length ? kept.ratings : null; // else it is not known whose
    const restored = reply.turns.map((turn, at) => ({ ...turnFrom(turn), right: ratings?.[at] ?? null }));
    restored.forEach(showRating);
    turns = [...restored, ...turns];
    section().prepend(...restored.map((turn) => turn.element));
    if (reply.pane && !linkedPlace() && !waiting) showSource(reply.pane);
  } catch (error) {
    if (mine !== restoring) return;
    storage.setCurrentId(null); // so that what is asked now does not take the place of what could not be shown
    say(wordsFor(error));
  }
  restoring = null;
  if (!waiting) shown();
}

function undo() {
  tell("edit-ended");
  remove(turns.at(-1));
  const cite = turns.at(-1)?.element.querySelector(".chip.cite");
  if (cite) openPlace(placeOf(cite));
  else showEmpty();
  shown();
}

const actions = {
  copy: (turn) => copy(turn.plain, "Answer"),
  "copy-markdown": (turn) => copy(turn.markdown, "Answer, as Markdown,"),
  pin: (turn) => tell("pin", turn),
  link: (turn) => {
    const alone = "A link that asks the question alone, of all articles, is";
    copy(linkTo(`?q=${encodeURIComponent(turn.question)}`, ""), turn.element.querySelector(".within") ? alone : "Link");
  },
  up: (turn) => rate(turn, true),
  down: (turn) => rate(turn, false),
  again: () => ask({ again: true }),
  "as-written": () => ask({ again: true, as_written: true }),
  alone: () => ask({ again: true, alone: true }),
  fact: () => ask({ again: true, kind: "quote" }),
  kind: (turn, button) => ask({ again: true, kind: button.dataset.kind }),
  edit: (turn) => tell("edit", turn.question),
  undo,
  stop,
  suggested: (turn, button) => ask({ question: button.textContent }),
};

// Pressed once more, a thumb is taken back.
async function rate(turn, right) {
  turn.right = turn.right === right ? null : right;
  showRating(turn);
  storage.keepCurrent(turns);
  try {
    say((await call("rate", { record: turn.record, right: turn.right })).message);
  } catch (error) {
    say(wordsFor(error));
  }
}

function showRating(turn) {
  for (const [name, value] of [["up", true], ["down", false]]) {
    turn.element.querySelector(`[data-do="${name}"]`)?.setAttribute("aria-pressed", String(turn.right === value));
  }
}

// The reply is shown by now; the questions are worked out while it is read.
async function showNextQuestions() {
  const turn = turns.at(-1);
  const place = turn?.element.querySelector(".later");
  if (!turn?.record || !place) return;
  try {
    turn.next ??= (await call("next_questions", { record: turn.record })).questions;
  } catch {
    return; // nothing is lost without them
  }
  place.replaceChildren(
    ...turn.next.map((question) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "tool";
      button.dataset.do = "suggested";
      button.dir = "auto";
      button.textContent = question;
      return button;
    }),
  );
  place.hidden = !place.children.length;
}

// Scrolls to the question of the last turn or, where that is long, to its end, so that the answer is in sight.
function showLastTurn() {
  const last = turns.at(-1)?.element;
  const question = last?.querySelector(".question");
  const isLong = question?.offsetHeight > box().clientHeight / 2;
  if (!last) return;
  scrollWithin(box(), isLong ? topWithin(box(), question) + question.offsetHeight - 48 : topWithin(box(), last));
}

function sayLastTurn() {
  const last = turns.at(-1)?.element;
  const short = last?.querySelector(".short");
  const words = last?.querySelector(".answer, .decline, .notice");
  const toRead = last?.querySelectorAll(`.likeliest :is(.label, summary, .excerpt), ${FOUND}`) ?? [];
  speak([short, words, ...toRead].map((each) => each?.textContent ?? "").join(" ").trim());
  say("");
}

// What was pressed may just have been drawn anew. A narrow screen may be a phone, where a text box brings its keyboard.
function keepFocus() {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const stays = narrow.matches && turns.length ? box() : byId("question-text");
  stays.focus({ preventScroll: true });
}

export function startConversation() {
  const region = box();
  region.tabIndex = 0; // it scrolls, so it can be reached and scrolled by keyboard
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", "Conversation");
  startToolMenus(region);
  region.addEventListener("click", (event) => {
    const cite = event.target.closest("a.cite");
    if (cite && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      follow(cite);
    }
    const button = event.target.closest("button[data-do]");
    if (button) actions[button.dataset.do]?.(turnOf(button), button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && waiting) stop();
  });
  heard("ask", ask);
  heard("fresh", begin);
  heard("restore", restore);
}

// Draws what depends on the index: the welcome and the questions to begin with.
export function drawWelcome({ welcome, suggestions }) {
  if (welcome !== undefined) draw(shownIn("welcome"), welcome);
  if (suggestions !== undefined) draw(shownIn("suggestions"), suggestions);
}
