// Collections: making one of the ticked articles or of a source, naming it, asking within it, deleting it.

import { askOnly, chosenIds, clearChosen } from "./chosen.js";
import { inform } from "./column.js";
import { byId, draw, shownIn } from "./dom.js";
import { heard } from "./events.js";
import { call, wordsFor } from "./server.js";

const dialog = () => document.querySelector("#finding dialog.naming");
const field = () => dialog().querySelector("input");
let save = null; // what is done with the name that the dialog asks for

export async function drawCollections(isJustDeleted = false) {
  try {
    draw(shownIn("collections"), (await call("collections", { just_deleted: isJustDeleted })).html);
  } catch (error) {
    inform(wordsFor(error));
  }
}

function askName(title, name, then) {
  dialog().querySelector("h2").textContent = title;
  dialog().querySelector(".wrong").textContent = "";
  field().value = name;
  save = then;
  dialog().showModal();
  field().select();
}

// Asks for a name and keeps a collection: of the ticked articles, or of a source.
export function collect({ holdings = [], name = "" } = {}) {
  const documents = holdings.length ? [] : chosenIds();
  askName("Make a collection", name, async (given) => {
    await call("save_collection", { name: given, documents, holdings });
    if (!holdings.length) clearChosen();
    inform(`The collection “${given.trim()}” is kept.`);
  });
}

async function saveName(event) {
  event.preventDefault();
  try {
    await save(field().value);
    dialog().close();
    await drawCollections();
  } catch (error) {
    dialog().querySelector(".wrong").textContent = wordsFor(error);
    field().focus();
  }
}

const actions = {
  "ask-collection": async (name) => askOnly((await call("collected_articles", { name })).articles, name),
  "rename-collection": (name) =>
    askName("Rename this collection", name, (given) => call("rename_collection", { name, new_name: given })),
  "delete-collection": async (name) => {
    await call("delete_collection", { name });
    inform(`The collection “${name}” is deleted. Its articles stay.`);
    await drawCollections(true);
    document.querySelector("#collections .undo button")?.focus({ preventScroll: true });
  },
  "restore-collection": async () => {
    await call("restore_collection");
    inform("The collection is back.");
    await drawCollections();
    byId("find").focus({ preventScroll: true });
  },
};

export function startCollections() {
  dialog().querySelector("form").addEventListener("submit", saveName);
  dialog().addEventListener("click", (event) => {
    if (event.target.closest('[data-do="cancel"]')) dialog().close();
  });
  byId("collections").addEventListener("click", async (event) => {
    const pressed = event.target.closest("button[data-do]");
    if (!pressed) return;
    try {
      await actions[pressed.dataset.do]?.(pressed.closest("[data-collection]")?.dataset.collection);
    } catch (error) {
      inform(wordsFor(error));
    }
  });
  heard("changed", () => drawCollections());
  drawCollections();
}
