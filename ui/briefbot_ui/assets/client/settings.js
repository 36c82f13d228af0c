// What a person sets for this browser: how many wrong answers are accepted, and light or dark.

import { byId } from "./dom.js";
import { keepSettings, settings } from "./storage.js";

const form = () => document.querySelector("#settings form");

function showSettings() {
  const { wrong, theme } = settings();
  if (wrong !== null) for (const choice of form().elements.wrong) choice.checked = Number(choice.value) === wrong;
  form().elements.theme.value = theme;
}

export function openSettings() {
  showSettings();
  byId("settings").showModal();
}

export function startSettings() {
  form().addEventListener("change", ({ target }) => {
    if (target.name === "wrong") return keepSettings({ wrong: Number(target.value) });
    keepSettings({ theme: target.value });
    document.documentElement.dataset.theme = target.value; // first_paint.js puts it on
  });
}
