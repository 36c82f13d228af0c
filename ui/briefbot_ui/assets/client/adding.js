// Adding articles: files are chosen or dropped anywhere on the page, text is pasted, an address is typed.

import { say } from "./dom.js";
import { heard, tell } from "./events.js";
import { call, upload, wordsFor } from "./server.js";

const MOST_ENTRIES = 20000; // of a folder that is dropped: a whole disk is not walked
const drop = () => document.querySelector("#adding .drop");
const input = () => drop().querySelector("input");
let isSending = false;

// Carries out an action on the articles; the look that follows shows what came of it.
export async function act(action, payload) {
  try {
    await call(action, payload);
  } catch (error) {
    say(wordsFor(error));
  }
  tell("worked");
  tell("look");
}

async function send(files) {
  const mostFiles = Number(drop().dataset.mostFiles);
  if (!files.length) return;
  if (isSending) return say("Files are still being sent. Add the others after these.");
  if (files.length > mostFiles) {
    return say(`At most ${mostFiles} files are added at once. For more, run briefbot index FOLDER.`);
  }
  isSending = true;
  const sent = [];
  for (const [at, file] of files.entries()) {
    say(`Sending ${at + 1} of ${files.length}: ${file.name}`);
    const told = { path: "", name: file.name, size: file.size };
    if (file.size <= Number(drop().dataset.mostBytes)) {
      try {
        told.path = await upload(file);
      } catch {
        // The file has gone, or the server refused it: an empty path makes the server list it as not arrived.
      }
    }
    sent.push(told);
  }
  isSending = false;
  say("");
  act("add_files", { files: sent });
}

const canBeArticle = (name) => input().accept.split(",").some((suffix) => name.toLowerCase().endsWith(suffix));

// The files in a folder, at any depth, that can be articles. The walk ends after `MOST_ENTRIES` entries.
async function* filesIn(folder, seen = { entries: 0 }) {
  const reader = folder.createReader();
  for (;;) {
    const entries = await new Promise((done, failed) => reader.readEntries(done, failed)); // some at a time, then none
    if (!entries.length) return;
    for (const entry of entries) {
      if (++seen.entries > MOST_ENTRIES) return;
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory) yield* filesIn(entry, seen);
      else if (canBeArticle(entry.name)) yield new Promise((done, failed) => entry.file(done, failed));
    }
  }
}

async function sendDropped(carried) {
  const items = [...carried.items].filter((item) => item.kind === "file");
  const dropped = items.map((item) => [item.webkitGetAsEntry(), item.getAsFile()]); // neither can be had later
  const files = [];
  for (const [entry, file] of dropped) {
    try {
      if (!entry?.isDirectory) {
        files.push(file);
        continue;
      }
      say(`Looking for articles in ${entry.name} …`);
      for await (const found of filesIn(entry)) files.push(found);
    } catch {
      return say(`The folder ${entry.name} cannot be read. Choose its files instead.`);
    }
  }
  if (!files.length) return say("There is no file in it that briefbot reads.");
  send(files);
}

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

function receiveDrops() {
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    document.body.dataset.dropping = "here";
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) delete document.body.dataset.dropping;
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    delete document.body.dataset.dropping;
    sendDropped(event.dataTransfer);
  });
}

function submit(event) {
  event.preventDefault();
  const form = event.target;
  const fields = Object.fromEntries(new FormData(form));
  act(form.classList.contains("paste") ? "add_text" : "add_address", fields);
  form.reset();
  form.closest("details").open = false;
  form.closest("details").querySelector("summary").focus();
}

export function startAdding() {
  const part = document.getElementById("adding");
  const choose = () => input().click();
  input().addEventListener("change", () => {
    const files = [...input().files];
    input().value = "";
    send(files);
  });
  receiveDrops();
  part.addEventListener("submit", submit);
  part.addEventListener("click", (event) => {
    const action = event.target.closest("button[data-do]")?.dataset.do;
    if (action === "choose") choose();
    if (action === "close") tell("articles", false);
    if (action === "stop-build") tell("stop-build");
  });
  heard("choose", choose);
  heard("examples", () => act("add_examples"));
  heard("stop-build", () => act("stop_build"));
}
