// The notebook: pinning words of articles, and the list of what is pinned.

import { byId, draw, narrow, say, speak } from "./dom.js";
import { heard } from "./events.js";
import { selectedRange } from "./selection.js";
import { call, wordsFor } from "./server.js";
import { follow, showPane } from "./source.js";
import { keepTypedComment, typedComment } from "./storage.js";
import { shownTab, showTab } from "./tabs.js";

const book = () => byId("notebook");
const pinThis = () => document.querySelector("#source .pin-this");
const openSheet = () => document.querySelector("#source article.sheet");
let undo = null; // [action, payload] that takes back what was done last
let last = Promise.resolve(); // one change after another, so that no list is older than what was done

// Has the server carry out an action of the notebook, and shows the list that it answers with.
function change(action, payload = {}, done = "", back = null) {
  last = last.then(async () => {
    try {
      const reply = await call(action, payload);
      undo = reply.failure ? null : back;
      show(reply, done);
      if (reply.failure) say(reply.failure);
      return !reply.failure;
    } catch (error) {
      say(wordsFor(error));
      return false;
    }
  });
  return last;
}

function show({ html, count }, done) {
  document.querySelector("#source .notes-count").textContent = count ? ` ${count}` : "";
  const focused = document.activeElement?.closest?.("#notebook [data-note]")?.dataset.note;
  const does = document.activeElement?.dataset?.do;
  const typed = document.activeElement?.matches?.("#notebook textarea") ? document.activeElement : null;
  if (typed) return; // somebody is typing: the list is drawn once that is done
  draw(book(), html);
  bringBackComment();
  const line = book().querySelector(".undo");
  if (undo && line) {
    line.querySelector(".done").textContent = done;
    line.hidden = false;
  }
  if (!focused) return;
  const again = book().querySelector(`[data-note="${CSS.escape(focused)}"] [data-do="${does}"]:enabled`);
  (again ?? book().querySelector(".undo:not([hidden]) button") ?? byId("notebook-tab")).focus({ preventScroll: true });
}

async function pin(document_, place, question = "") {
  pinThis().hidden = true;
  const isNew = await change("pin_note", { document: String(document_), place, question: question.slice(0, 2000) });
  if (!isNew) return;
  say("Pinned to the notebook.");
  speak("Pinned to the notebook.");
}

// The selected words or, where none are, the sentence that is marked: a quote alone can mislead.
function pinFromArticle() {
  const sheet = openSheet();
  if (!sheet) return;
  const selected = selectedRange();
  const { from, to, document: id } = sheet.dataset;
  const place = selected ? [selected.start, selected.end] : [Number(from), Number(to)];
  if (place[0] === place[1]) return say("Select the words that you want to pin.");
  pin(id, place, selected ? "" : questionOf(sheet.dataset));
}

// The question of the turn that quotes a place.
function questionOf({ document: id, start, end }) {
  const cites = document.querySelectorAll("#conversation .turn a.chip.cite");
  const cite = [...cites].findLast((one) => one.dataset.document === id && one.dataset.start === start && one.dataset.end === end);
  return cite?.closest(".turn").querySelector(".question")?.textContent ?? "";
}

// Pins every answer of a turn: of each, the sentence that is cited first.
function pinTurn({ element, question }) {
  const lists = [...element.querySelectorAll(".sources")];
  const cites = lists.map((list) => list.querySelector("a.chip.cite"));
  if (!cites.length) cites.push(element.querySelector("a.chip.cite"));
  const places = cites.filter(Boolean).map(({ dataset }) => dataset);
  if (!places.length) return say("This reply quotes nothing that can be pinned.");
  for (const { document: id, from, to } of places) pin(id, [Number(from), Number(to)], question);
}

// "Pin this" stands where the selection ends, as long as there is one.
function offerToPin() {
  const selected = shownTab() === "article" ? selectedRange() : null;
  const button = pinThis();
  button.hidden = selected === null;
  if (selected === null) return;
  const frame = byId("source").getBoundingClientRect();
  const left = Math.min(Math.max(selected.box.right - 40, frame.left + 8), frame.right - 110);
  const top = Math.min(Math.max(selected.box.bottom + 6, frame.top + 56), frame.bottom - 56);
  button.style.left = `${left}px`;
  button.style.top = `${top}px`;
}

async function exported(form) {
  try {
    const { data, suffix, type } = await call("export_notes", { form });
    const bytes = Uint8Array.from(atob(data), (character) => character.codePointAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = `briefbot-notebook-${new Date().toISOString().slice(0, 10)}.${suffix}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say("The notebook is exported.");
  } catch (error) {
    say(wordsFor(error));
  }
}

const noteOf = (element) => element.closest("[data-note]").dataset;

const actions = {
  "note-up": (button) => move(button, "Moved up."),
  "note-down": (button) => move(button, "Moved down."),
  "remove-note": (button) => {
    const { note } = noteOf(button);
    change("remove_note", { note }, "The note is deleted.", ["restore_note", { note }]);
  },
  "undo-note": () => undo && change(...undo),
  "export-notes": (button) => exported(button.dataset.form),
};

function move(button, done) {
  const { note, next } = noteOf(button);
  change("move_note", { note, before: button.dataset.before }, done, ["move_note", { note, before: next }]);
}

async function comment(area) {
  const { note } = noteOf(area);
  last = last.then(async () => {
    try {
      const words = area.value;
      const { failure } = await call("comment_note", { note, comment: words });
      if (!failure && typedComment()?.words === words) keepTypedComment(null);
      say(failure || "Your comment is kept.");
    } catch (error) {
      say(wordsFor(error));
    }
  });
}

// A comment that was being typed when the page was loaded anew, or that the server did not take, is kept now.
function bringBackComment() {
  const typed = typedComment();
  const area = typed && book().querySelector(`[data-note="${CSS.escape(typed.note)}"] textarea.comment`);
  if (!area || area.value === typed.words) return;
  area.value = typed.words;
  comment(area);
}

function open() {
  showPane(true);
  showTab("notebook");
  if (narrow.matches) byId("notebook-tab").focus();
}

export function startNotes() {
  book().addEventListener("click", (event) => {
    const cite = event.target.closest("a.cite");
    if (cite && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      follow(cite);
    }
    const button = event.target.closest("button[data-do]");
    if (button) actions[button.dataset.do]?.(button);
  });
  book().addEventListener("input", ({ target }) => {
    if (target.matches("textarea.comment")) keepTypedComment({ note: noteOf(target).note, words: target.value });
  });
  book().addEventListener("change", (event) => {
    if (event.target.matches("textarea.comment")) comment(event.target);
  });
  for (const event of ["mousedown", "pointerdown"]) {
    // A press takes the selection away, which is what is to be pinned.
    byId("source").addEventListener(event, (press) => press.target.closest(".pin, .pin-this") && press.preventDefault());
  }
  byId("source").addEventListener("click", (event) => {
    if (event.target.closest('.pin-this, [data-do="pin-article"]')) pinFromArticle();
  });
  document.addEventListener("selectionchange", offerToPin);
  byId("source").addEventListener("scroll", offerToPin, { passive: true });
  heard("pin", pinTurn);
  heard("notebook", open);
  heard("tab", (name) => name === "notebook" && change("list_notes"));
  heard("changed", () => shownTab() === "notebook" && change("list_notes"));
}
