// The ticked articles, and what questions are restricted to from the list: these, one article, a source, a collection.

import { leaveColumn } from "./column.js";
import { byId, narrow, say } from "./dom.js";
import { heard, tell } from "./events.js";
import { restrictTo } from "./restriction.js";
import { call } from "./server.js";

const chosen = new Map(); // id of an article -> its title
const bar = () => document.querySelector("#articles-head .choosing");
const boxes = () => document.querySelectorAll("#listed input.tick");

// The ids of the ticked articles.
export const chosenIds = () => [...chosen.keys()];

// Restricts the questions that follow to some articles, each { id, title }; `name` is what they are called together.
export function askOnly(articles, name = "") {
  restrictTo(articles, name);
  leaveColumn();
  if (narrow.matches) delete document.body.dataset.reading; // the question box is below an article that is open
  byId("question-text").focus();
  const one = articles.length === 1 ? `“${articles[0].title}”` : `${articles.length.toLocaleString("en")} articles`;
  say(`The next questions are put to ${name ? `“${name}”` : one} alone.`);
}

// Shows which articles are ticked, after the list has been drawn anew or the choice has changed.
export function showChosen() {
  for (const box of boxes()) box.checked = chosen.has(box.value);
  bar().hidden = chosen.size === 0;
  const words = chosen.size ? `${chosen.size.toLocaleString("en")} chosen` : "";
  if (bar().querySelector(".how-many").textContent !== words) bar().querySelector(".how-many").textContent = words;
}

export function clearChosen() {
  chosen.clear();
  showChosen();
}

// Ticks all articles that the list finds for the words, also those further down.
export async function chooseFound(words) {
  const { articles, left } = await call("found_articles", { words });
  for (const { id, title } of articles) chosen.set(id, title);
  showChosen();
  return left ? `The first ${articles.length.toLocaleString("en")} are chosen: more cannot be at once.` : "";
}

export function askChosen() {
  askOnly([...chosen].map(([id, title]) => ({ id, title })));
}

export function startChosen() {
  byId("listed").addEventListener("change", ({ target }) => {
    if (!target.matches("input.tick")) return;
    if (target.checked) chosen.set(target.value, target.dataset.title);
    else chosen.delete(target.value);
    showChosen();
  });
  heard("restricted", (documents) => documents.length || clearChosen()); // the last one was let go
  heard("ask-article", (article) => askOnly([article]));
  heard("brief-article", ({ id }) => {
    leaveColumn();
    if (narrow.matches) delete document.body.dataset.reading;
    tell("ask", { question: "Summarise this article", within: { documents: [id] }, kind: "brief", alone: true });
  });
}
