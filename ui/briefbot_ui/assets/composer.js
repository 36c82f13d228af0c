// The question box: Enter sends, Shift+Enter breaks the line. It also begins and restores conversations.

const field = element.querySelector("textarea");
const form = element.querySelector("form");
let before = null; // while the last question is being edited: what stood in the box before

function put(words) {
  field.value = words;
  fit();
}

function fit() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

function ask(request) {
  if (isWaiting()) return say("An answer is on its way. Press Escape to stop it.");
  tell("asked");
  before = null;
  trigger("ask", { ...request, within: within() });
}

function send() {
  if (isWaiting()) return ask();
  ask({ question: field.value, instead: before !== null });
  put("");
}

function leaveEditing() {
  if (before === null) return;
  put(before);
  before = null;
  say("The last question stays as it was.");
}

function begin() {
  sessionStorage.removeItem(CURRENT);
  window.history.replaceState(null, "", window.location.pathname);
  showPane(false);
  before = null;
  trigger("fresh");
  if (!narrow.matches) field.focus();
}

function restore(id) {
  const kept = keptConversations().find((one) => one.id === id);
  if (!kept) return;
  sessionStorage.setItem(CURRENT, id);
  before = null;
  trigger("restore", { records: kept.records });
}

field.addEventListener("input", fit);
field.addEventListener("keydown", (event) => {
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
  before ??= field.value;
  put(question);
  field.focus();
  say("Enter replaces the last question, Escape leaves it as it is.");
});
heard("undone", () => {
  before = null; // what was being edited is gone
});
heard("ask", ask);
heard("fresh", begin);
heard("restore", restore);

const asked = new URLSearchParams(window.location.search).get("q");
if (asked) {
  sessionStorage.removeItem(CURRENT);
  window.history.replaceState(null, "", window.location.pathname);
  ask({ question: asked });
} else {
  restore(sessionStorage.getItem(CURRENT));
}
if (!narrow.matches) field.focus();
