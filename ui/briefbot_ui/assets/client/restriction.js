// The restriction of questions: its form, and the line that sums it up while the form is folded away.

import { byId, draw, shownIn } from "./dom.js";
import { heard } from "./events.js";

const form = () => document.querySelector("#restriction form");

// What questions are restricted to, as the server takes it; null where there is nothing to choose from.
export function chosenWithin() {
  if (!form()) return null;
  const data = new FormData(form());
  const day = (name) => data.get(name) || null;
  return {
    outlets: data.getAll("outlets"),
    sources: data.getAll("sources"),
    since: day("since"),
    until: day("until"),
    as_of: day("as_of"),
  };
}

function sayChosen() {
  const line = document.querySelector("#restriction .chosen");
  const now = chosenWithin();
  if (!line || !now) return;
  const names = [...form().querySelectorAll("input:checked")].map((box) => box.dataset.called);
  const parts = [
    names.length > 2 ? `${names.length} of them` : names.join(", "),
    now.since && `since ${now.since}`,
    now.until && `until ${now.until}`,
    now.as_of && `as of ${now.as_of}`,
  ].filter(Boolean);
  line.textContent = parts.join(", ") || "all articles";
}

// Draws the choices anew, because there are new articles; what is chosen stays so.
export function drawRestriction(html) {
  const chosen = chosenWithin();
  const isOpen = document.querySelector("#restriction details")?.open ?? false;
  draw(shownIn("restriction"), html);
  if (!form() || !chosen) return;
  for (const box of form().querySelectorAll("input[type=checkbox]")) box.checked = chosen[box.name].includes(box.value);
  for (const day of form().querySelectorAll("input[type=date]")) day.value = chosen[day.name] ?? "";
  document.querySelector("#restriction details").open = isOpen;
  sayChosen();
}

export function startRestriction() {
  const part = byId("restriction");
  part.addEventListener("change", sayChosen);
  part.addEventListener("reset", () => setTimeout(sayChosen));
  heard("asked", () => {
    const details = document.querySelector("#restriction details");
    if (details) details.open = false; // the answer needs the room
  });
}
