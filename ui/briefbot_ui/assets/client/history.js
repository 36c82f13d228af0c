// The conversations that this browser keeps: opening, finding, renaming, and deleting with a way back.

import { byId, copyOf, dayWords } from "./dom.js";
import { heard, tell } from "./events.js";
import { currentId, deleteConversation, keptConversations, questionsOf, renameConversation, shareChanges } from "./storage.js";

const UNDO = 10000; // milliseconds in which a deletion can be taken back; until then nothing is gone
const SEARCHED_FROM = 6; // conversations; fewer are found by looking

let leaving = null; // { id, when, timer } of the conversation that is being deleted
let renamed = ""; // the id of the one whose title is being typed
const list = () => byId("kept");
const search = () => byId("find-kept");
const undoLine = () => document.querySelector("#masthead .undo");

const isLeaving = (one) => leaving !== null && one.id === leaving.id && one.when === leaving.when;

function isSought(one) {
  const held = [one.title, ...questionsOf(one)].join("\n").toLowerCase();
  return search().value.toLowerCase().split(/\s+/).every((word) => held.includes(word));
}

function entry(one) {
  if (one.id === renamed) return renaming(one);
  const item = copyOf("kept-entry");
  const [open, rename, remove] = item.querySelectorAll("button");
  const when = document.createElement("span");
  when.className = "when";
  when.textContent = dayWords(one.when);
  open.append(one.title, " ", when);
  open.dataset.restore = one.id;
  if (one.id === currentId()) open.setAttribute("aria-current", "true");
  rename.dataset.rename = one.id;
  rename.setAttribute("aria-label", `Rename the conversation “${one.title}”`);
  remove.dataset.remove = one.id;
  remove.setAttribute("aria-label", `Delete the conversation “${one.title}” from this browser`);
  return item;
}

function renaming(one) {
  const item = copyOf("kept-rename");
  item.querySelector("input").value = one.title;
  return item;
}

function drawKept() {
  const all = keptConversations().filter((one) => !isLeaving(one));
  search().hidden = all.length < SEARCHED_FROM && !search().value;
  const shown = all.filter(isSought);
  document.querySelector("#masthead .none").hidden = all.length > 0;
  document.querySelector("#masthead .no-match").hidden = shown.length > 0 || all.length === 0;
  list().replaceChildren(...shown.map(entry));
}

// What was pressed is drawn anew: the focus goes to the button of a conversation that has the id in its data.
function focusOn(name, id) {
  const same = [...list().querySelectorAll("button")].find((button) => button.dataset[name] === id);
  (same ?? document.querySelector("#masthead .menu > summary")).focus();
}

function rename(id) {
  renamed = id;
  drawKept();
  list().querySelector(".rename input").select();
}

function endRenaming(words = null) {
  const id = renamed;
  renamed = "";
  if (words === null) drawKept();
  else renameConversation(id, words); // tells that what is kept has changed
  focusOn("rename", id);
}

function leave(id) {
  settle();
  const one = keptConversations().find((kept) => kept.id === id);
  if (!one) return drawKept();
  leaving = { id, when: one.when, timer: setTimeout(settle, UNDO) };
  undoLine().hidden = false;
  undoLine().querySelector("p").textContent = `“${one.title}” is deleted.`;
  drawKept();
  undoLine().querySelector("button").focus();
}

// Deletes for good what was being deleted.
function settle() {
  if (!leaving) return;
  const { id, when } = endLeaving();
  deleteConversation(id, when);
}

function endLeaving() {
  const { timer, ...left } = leaving;
  clearTimeout(timer);
  leaving = null;
  const hadFocus = undoLine().contains(document.activeElement);
  undoLine().hidden = true;
  if (hadFocus) document.querySelector("#masthead .menu > summary").focus();
  return left;
}

function undo() {
  const { id } = endLeaving();
  drawKept();
  focusOn("remove", id);
}

export function startHistory() {
  list().addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { restore, rename: toRename, remove } = button.dataset;
    if (restore !== undefined) tell("restore", restore);
    else if (toRename !== undefined) rename(toRename);
    else if (remove !== undefined) leave(remove);
    else if (button.type === "button") endRenaming();
  });
  list().addEventListener("submit", (event) => {
    event.preventDefault();
    endRenaming(event.target.querySelector("input").value);
  });
  list().addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest(".rename")) return;
    event.stopPropagation(); // the menu stays open
    endRenaming();
  });
  search().addEventListener("input", drawKept);
  undoLine().querySelector("button").addEventListener("click", undo);
  heard("kept", () => renamed || drawKept()); // what is being typed stays
  shareChanges();
  drawKept();
}
