// Adding articles: files are chosen or dropped anywhere on the page, text is pasted, an address is typed.

import { inform } from "./column.js";
import { heard, tell } from "./events.js";
import { Refused, call, upload, wordsFor } from "./server.js";

const AT_ONCE = 50; // files that are sent before what has arrived is added
const MOST_ENTRIES = 20000; // of a folder that is dropped: a whole disk is not walked
const drop = () => document.querySelector("#adding .drop");
const input = () => drop().querySelector("input.files");
const folder = () => drop().querySelector("input.folder");
const waiting = []; // files that are to be sent
let sent = 0; // of those that are being sent
let isSending = false;

// Carries out an action on the articles; the look that follows shows what came of it. Returns whether it was begun.
export async function act(action, payload) {
  let isBegun = false;
  try {
    isBegun = (await call(action, payload)).begun === true;
  } catch (error) {
    inform(wordsFor(error));
  }
  tell("worked");
  tell("look");
  return isBegun;
}

// Sends files; those that are chosen while others are being sent wait for their turn.
async function send(files) {
  waiting.push(...files);
  if (isSending || !waiting.length) return;
  isSending = true;
  window.addEventListener("beforeunload", warn);
  for (sent = 0; waiting.length; ) {
    const { files, refusal } = await sendSome();
    inform(refusal);
    await act("add_files", { files });
  }
  window.removeEventListener("beforeunload", warn);
  isSending = false;
}

// Sends the next files and returns what the server needs to know to add them, and why it refused the last that it did.
async function sendSome() {
  const told = [];
  let refusal = "";
  while (waiting.length && told.length < AT_ONCE) {
    const file = waiting.shift();
    inform(`Sending ${(sent += 1).toLocaleString("en")} of ${(sent + waiting.length).toLocaleString("en")} files`);
    const one = { path: "", name: file.name, size: file.size };
    told.push(one);
    if (file.size > Number(drop().dataset.mostBytes)) continue;
    try {
      one.path = await upload(file);
    } catch (error) {
      if (error instanceof Refused) refusal = error.message;
      // Else the file has gone. An empty path makes the server list it as not arrived.
    }
  }
  return { files: told, refusal };
}

// Has the browser ask before the page is left: what has not been sent would be lost.
function warn(event) {
  event.preventDefault();
  event.returnValue = "sending"; // what older browsers look at
}

const canBeArticle = (name) => input().accept.split(",").some((suffix) => name.toLowerCase().endsWith(suffix));
const isHidden = (path) => path.split("/").some((part) => part.startsWith("."));

function sendFound(files) {
  if (files.length) send(files);
  else inform("There is no file in it that briefbot reads.");
}

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
      inform(`Looking for articles in ${entry.name} …`);
      for await (const found of filesIn(entry)) files.push(found);
    } catch {
      return inform(`The folder ${entry.name} cannot be read. Choose its files instead.`);
    }
  }
  sendFound(files);
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

const fieldsOf = (form) => Object.fromEntries(new FormData(form));

// The form folds at once, and is emptied when what stands in it was taken.
async function submit(event) {
  event.preventDefault();
  const form = event.target;
  const fields = fieldsOf(form);
  form.closest("details").open = false;
  form.closest("details").querySelector("summary").focus();
  const isTaken = await act(form.classList.contains("paste") ? "add_text" : "add_address", fields);
  if (isTaken && JSON.stringify(fieldsOf(form)) === JSON.stringify(fields)) form.reset();
}

// Sends what was chosen in a field for files; of a folder, the files that can be articles.
function sendChosen(field) {
  const files = [...field.files];
  field.value = "";
  if (field === input()) return send(files);
  sendFound(files.filter((file) => canBeArticle(file.name) && !isHidden(file.webkitRelativePath)));
}

export function startAdding() {
  const part = document.getElementById("adding");
  const choose = () => input().click();
  const chooseFolder = () => folder().click();
  for (const field of [input(), folder()]) field.addEventListener("change", () => sendChosen(field));
  receiveDrops();
  part.addEventListener("submit", submit);
  part.addEventListener("click", (event) => {
    const action = event.target.closest("button[data-do]")?.dataset.do;
    if (action === "choose") choose();
    if (action === "choose-folder") chooseFolder();
  });
  heard("choose", choose);
  heard("choose-folder", chooseFolder);
  heard("examples", () => act("add_examples"));
  heard("stop-build", () => act("stop_build"));
}
