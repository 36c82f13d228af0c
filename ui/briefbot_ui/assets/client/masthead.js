// The masthead: a new conversation, those that the browser keeps, export, and the column of articles.

import { records } from "./conversation.js";
import { byId, save, say } from "./dom.js";
import { heard, tell } from "./events.js";
import { call, wordsFor } from "./server.js";
import { currentId, keepConversations, keptConversations } from "./storage.js";

const menu = () => document.querySelector("#masthead details.menu");
const FORMS = { markdown: ["md", "text/markdown"], html: ["html", "text/html"] };

function entry(one) {
  const item = document.createElement("li");
  const open = document.createElement("button");
  open.type = "button";
  open.className = "entry";
  open.dataset.restore = one.id;
  open.dir = "auto";
  const when = document.createElement("span");
  when.className = "when";
  when.textContent = new Date(one.when).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  open.append(String(one.title ?? "Conversation"), " ", when);
  if (one.id === currentId()) open.setAttribute("aria-current", "true");
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "tool";
  remove.dataset.remove = one.id;
  remove.setAttribute("aria-label", `Delete the conversation “${one.title}” from this browser`);
  remove.textContent = "Delete";
  item.append(open, remove);
  return item;
}

function drawKept() {
  const kept = keptConversations();
  document.querySelector("#masthead .none").hidden = kept.length > 0;
  byId("kept").replaceChildren(...kept.map(entry));
}

async function exported(form) {
  if (!records().length) return say("There is nothing to export yet. Ask a question first.");
  try {
    const { text } = await call("export", { records: records(), form });
    const [suffix, type] = FORMS[form];
    save(`briefbot-${new Date().toISOString().slice(0, 10)}.${suffix}`, type, text);
    say("The conversation is exported.");
  } catch (error) {
    say(wordsFor(error));
  }
}

function close() {
  menu().open = false;
  menu().querySelector("summary").focus();
}

const actions = {
  fresh: () => tell("fresh"),
  articles: () => tell("articles"),
  notebook: () => tell("notebook"),
  "export-markdown": () => exported("markdown"),
  "export-html": () => exported("html"),
  api: () => document.querySelector("footer .show-api").click(), // Gradio shows it by this button only
};

export function startMasthead() {
  byId("masthead").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { do: action, restore, remove } = button.dataset;
    if (action) actions[action]();
    if (restore) tell("restore", restore);
    if (remove) {
      keepConversations(keptConversations().filter((one) => one.id !== remove));
      menu().querySelector("summary").focus();
    } else if (button.closest(".menu")) close();
  });
  document.addEventListener("click", (event) => {
    if (!menu().contains(event.target) && event.target.isConnected) menu().open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu().open && !document.querySelector("dialog[open]")) close();
  });
  heard("kept", drawKept);
  drawKept();
}
