// The question box: Enter sends, Shift+Enter breaks the line. What stands in it survives a reload.

import { ask, isWaiting } from "./conversation.js";
import { byId, say } from "./dom.js";
import { heard } from "./events.js";
import { draft, keepDraft } from "./storage.js";

let before = null; // while the last question is being edited: what stood in the box before
const field = () => byId("question-text");

function put(words) {
  field().value = words;
  fit();
  keepDraft(words);
}

function fit() {
  field().style.height = "auto";
  field().style.height = `${field().scrollHeight}px`;
}

function send() {
  if (isWaiting()) return say("An answer is on its way. Press Escape to stop it.");
  if (!field().value.trim()) return say("Type a question first.");
  const request = { question: field().value, instead: before !== null };
  before = null;
  put("");
  ask(request);
}

function leaveEditing() {
  if (before === null) return;
  put(before);
  before = null;
  say("The last question stays as it was.");
}

export function startComposer() {
  const form = document.querySelector("form.composer");
  field().addEventListener("input", () => {
    fit();
    keepDraft(field().value);
  });
  field().addEventListener("keydown", (event) => {
    if (event.key === "Escape") leaveEditing();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  heard("edit", (question) => {
    before ??= field().value;
    put(question);
    field().focus();
    say("Enter replaces the last question, Escape leaves it as it is.");
  });
  heard("edit-ended", () => (before = null));
  heard("fresh", () => (before = null));
  heard("restore", () => (before = null));
  // The server did not take it: it stands in the box again, before what was typed meanwhile.
  heard("not-asked", (question) => put([question, field().value].filter(Boolean).join("\n")));
  put(draft());
}
