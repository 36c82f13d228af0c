// The tabs of the source pane: the open article and the notebook share its place.

import { byId } from "./dom.js";
import { tell } from "./events.js";

const NAMES = ["article", "notebook"];
const PANELS = { article: "article-panel", notebook: "notebook" };
const scrolled = { article: 0, notebook: 0 }; // how far down each was left
const tab = (name) => byId(`${name}-tab`);

export const shownTab = () => NAMES.find((name) => tab(name).getAttribute("aria-selected") === "true");

export function showTab(name) {
  const before = shownTab();
  if (before === name) return;
  scrolled[before] = byId("source").scrollTop;
  for (const each of NAMES) {
    tab(each).setAttribute("aria-selected", String(each === name));
    tab(each).tabIndex = each === name ? 0 : -1;
    byId(PANELS[each]).hidden = each !== name;
  }
  byId("source").scrollTop = scrolled[name];
  tell("tab", name);
}

export function startTabs() {
  const list = tab("article").parentElement;
  list.addEventListener("click", (event) => {
    const pressed = NAMES.find((name) => tab(name).contains(event.target));
    if (pressed) showTab(pressed);
  });
  list.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = NAMES.find((name) => name !== shownTab()); // of two, it is the same in either direction
    showTab(other);
    tab(other).focus();
  });
}
