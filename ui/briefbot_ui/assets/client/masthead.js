// The masthead: a new conversation, the menu, files of a conversation, and the column of articles.

import { records } from "./conversation.js";
import { byId, save, say } from "./dom.js";
import { tell } from "./events.js";
import { call, wordsFor } from "./server.js";
import { openSettings } from "./settings.js";

const menu = () => document.querySelector("#masthead details.menu");
const FORMS = {
  share: ["html", "text/html"],
  markdown: ["md", "text/markdown"],
  html: ["html", "text/html"],
};

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

function openApi() {
  document.querySelector("#api .address").textContent = document.baseURI;
  byId("api").showModal();
}

function close() {
  menu().open = false;
  menu().querySelector("summary").focus();
}

const actions = {
  fresh: () => tell("fresh"),
  articles: () => tell("articles"),
  "export-share": () => exported("share"),
  notebook: () => tell("notebook"),
  "export-markdown": () => exported("markdown"),
  "export-html": () => exported("html"),
  settings: openSettings,
  api: openApi,
};

export function startMasthead() {
  byId("masthead").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { do: action, restore } = button.dataset;
    if (button.closest(".menu") && (action || restore !== undefined)) close(); // first: a dialog takes the focus
    actions[action]?.();
  });
  document.addEventListener("click", (event) => {
    if (!menu().contains(event.target) && event.target.isConnected) menu().open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu().open && !document.querySelector("dialog[open]")) close();
  });
}
