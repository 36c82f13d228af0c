// The client of the chat: started once by the page, when all of its parts are there.

import { startAdding } from "./adding.js";
import { startArticles } from "./articles.js";
import { startComposer } from "./composer.js";
import { startConnection } from "./connection.js";
import { ask, citedIn, restore, startConversation } from "./conversation.js";
import { byId, narrow } from "./dom.js";
import { startFind } from "./find.js";
import { tell } from "./events.js";
import { drawOverview, startIndexNews } from "./index_news.js";
import { startHistory } from "./history.js";
import { startMasthead } from "./masthead.js";
import { startNotes } from "./notes.js";
import { startRestriction } from "./restriction.js";
import { startServer } from "./server.js";
import { startSettings } from "./settings.js";
import { linkedPlace, openPlace, startSource } from "./source.js";
import * as storage from "./storage.js";
import { startTabs } from "./tabs.js";

function startSuggestions() {
  byId("suggestions").addEventListener("click", (event) => {
    const button = event.target.closest("button.suggestion");
    if (button) tell("ask", { question: button.textContent });
  });
  byId("openers").addEventListener("click", (event) => {
    const button = event.target.closest("button.opener");
    if (button) ask({ question: button.dataset.question, kind: button.dataset.kind || null });
  });
  byId("welcome").addEventListener("click", (event) => {
    const action = event.target.closest("button[data-do]")?.dataset.do;
    if (action === "articles") tell("articles", true);
    else if (action) tell(action);
  });
}

// Shows what a link asks for or cites, or else what this tab showed before.
async function begin() {
  const question = new URLSearchParams(window.location.search).get("q");
  if (question) {
    storage.setCurrentId(null);
    storage.keepPending(null);
    window.history.replaceState(null, "", window.location.pathname);
    return ask({ question });
  }
  const place = linkedPlace();
  if (place) openPlace(place);
  const cutOff = storage.pending();
  await restore(storage.currentId());
  const isStillOurs = JSON.stringify(storage.pending()) === JSON.stringify(cutOff); // else this tab is a copy, or asks
  if (cutOff && isStillOurs) ask(cutOff);
}

// Waits until Gradio has put all parts into the page, whose order nobody promises.
async function present(parts) {
  while (!parts.every((part) => document.querySelector(`#${part} *`))) {
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
}

// `parts` are the ids of all parts of this page.
export async function start(parts) {
  await present(parts);
  startServer();
  startConnection();
  storage.shareNothing();
  startTabs();
  startSource(citedIn);
  startFind();
  startNotes();
  startConversation();
  startComposer();
  startRestriction();
  startMasthead();
  startHistory();
  startSettings();
  startSuggestions();
  if (byId("adding")) {
    startAdding();
    startArticles();
  }
  startIndexNews();
  begin();
  drawOverview();
  if (!narrow.matches) byId("question-text").focus();
  document.body.dataset.live = "yes";
}
