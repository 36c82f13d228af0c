// What questions are restricted to: a form that folds away, and a chip for each choice in the question box.
// It is kept with the tab, so that it survives a reload; the form only shows it.

import { byId, copyOf, draw, say, shownIn } from "./dom.js";
import { heard, tell } from "./events.js";
import { keepRestriction, restriction } from "./storage.js";

const SEVERAL = ["outlets", "sources", "documents"]; // fields of which several values can be chosen
const DAYS = { since: "since", until: "until", as_of: "as of" };
const NAMED = 1; // documents; more are counted

let choices = []; // { field, value, label } of each choice
const form = () => document.querySelector("#restriction form");
const valuesOf = (field) => choices.filter((choice) => choice.field === field).map((choice) => choice.value);

// What questions are restricted to, as the server takes it; null where it is nothing.
export function chosenWithin() {
  if (!choices.length) return null;
  const several = SEVERAL.map((field) => [field, valuesOf(field)]);
  const days = Object.keys(DAYS).map((field) => [field, valuesOf(field)[0] ?? null]);
  return Object.fromEntries([...several, ...days]);
}

// Restricts questions to these documents, [{ id, title }], in place of those before; to all where there are none.
// `group` is what they are called together.
export function restrictTo(documents, group = "") {
  const one = ({ id, title }) => ({ field: "documents", value: String(id), label: String(title), group });
  const chosen = documents.map(one);
  choose([...choices.filter((choice) => choice.field !== "documents"), ...chosen]);
}

function choose(chosen) {
  choices = chosen;
  keepRestriction(choices);
  show();
  tell("restricted", valuesOf("documents"));
}

// The chips: one for each choice, but one for all documents where there are several.
function chips() {
  const documents = choices.filter((choice) => choice.field === "documents");
  const others = choices.filter((choice) => choice.field !== "documents");
  const called = others.map((choice) => ({ label: choice.label, lifted: [choice] }));
  if (!documents.length) return called;
  const several = documents.length > NAMED;
  const counted = several ? `only ${documents.length.toLocaleString("en")} articles` : `only: ${documents[0].label}`;
  const label = documents[0].group ? `only: ${documents[0].group}` : counted;
  return [...called, { label, lifted: documents }];
}

function chip({ label, lifted }) {
  const item = copyOf("restriction-chip");
  item.querySelector(".called").textContent = label;
  item.querySelector(".unseen").textContent = `Do not restrict to ${label}`;
  item.querySelector("button").addEventListener("click", () => {
    choose(choices.filter((choice) => !lifted.includes(choice)));
    byId("question-text").focus();
    say(`Questions go to ${choices.length ? summed() : "all articles"}.`);
  });
  return item;
}

const summed = () => chips().map((one) => one.label).join(", ");

function show() {
  const list = document.querySelector("#composer .restrictions");
  list.replaceChildren(...chips().map(chip));
  list.hidden = !choices.length;
  if (!form()) return;
  document.querySelector("#restriction .chosen").textContent = choices.length ? "chosen articles" : "all articles";
  for (const box of form().querySelectorAll("input[type=checkbox]")) box.checked = valuesOf(box.name).includes(box.value);
  for (const day of form().querySelectorAll("input[type=date]")) day.value = valuesOf(day.name)[0] ?? "";
}

function dayWords(day) {
  const options = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Date(day).toLocaleDateString("en-GB", options);
}

// What one field of the form now says takes the place of what it said before.
function take(input) {
  const field = input.name;
  const others = choices.filter((choice) => choice.field !== field || (!(field in DAYS) && choice.value !== input.value));
  if (field in DAYS) {
    const label = `${DAYS[field]} ${input.value && dayWords(input.value)}`;
    choose(input.value ? [...others, { field, value: input.value, label }] : others);
  } else {
    choose(input.checked ? [...others, { field, value: input.value, label: input.dataset.called }] : others);
  }
}

// Draws the choices anew, because there are new articles; what is chosen stays so.
export function drawRestriction(html) {
  const isOpen = document.querySelector("#restriction details")?.open ?? false;
  draw(shownIn("restriction"), html);
  if (form()) document.querySelector("#restriction details").open = isOpen;
  show();
}

export function startRestriction() {
  const part = byId("restriction");
  choices = restriction();
  show();
  part.addEventListener("change", (event) => take(event.target));
  part.addEventListener("reset", () => choose([]));
  heard("asked", () => {
    const details = document.querySelector("#restriction details");
    if (details) details.open = false; // the answer needs the room
  });
  heard("fresh", () => {
    if (choices.length) say(`A new conversation. Its questions go to ${summed()}, as before.`);
  });
}
