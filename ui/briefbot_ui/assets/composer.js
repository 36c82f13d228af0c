// The question box: Enter sends, Shift+Enter breaks the line. It also begins and restores conversations.

const field = element.querySelector("textarea");
const form = element.querySelector("form");

function fit() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

function ask(request) {
  if (isWaiting()) return say("An answer is on its way. Press Escape to stop it.");
  tell("asked");
  trigger("ask", { ...request, within: within() });
}

function send() {
  if (isWaiting()) return ask();
  ask({ question: field.value });
  field.value = "";
  fit();
}

function begin() {
  sessionStorage.removeItem(CURRENT);
  window.history.replaceState(null, "", window.location.pathname);
  showPane(false);
  trigger("fresh");
  if (!narrow.matches) field.focus();
}

function restore(id) {
  const kept = keptConversations().find((one) => one.id === id);
  if (!kept) return;
  sessionStorage.setItem(CURRENT, id);
  trigger("restore", { records: kept.records });
}

field.addEventListener("input", fit);
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

heard("edit", (question) => {
  field.value = question;
  fit();
  field.focus();
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
