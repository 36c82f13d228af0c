// Finding words in the open article. What is found is marked beside the text, which stays as it is.

import { byId, scrollWithin, topWithin } from "./dom.js";
import { heard } from "./events.js";

const FOUND_MOST = 1000;
const bar = () => document.querySelector("#source .find-bar");
const field = () => bar().querySelector("input");
const opener = () => document.querySelector("#source .sheet-tools .find");
let found = []; // ranges of the text, in order
let at = -1; // which of them is shown

// Accents and capitals do not count. Each letter keeps its place: { text, places } has a place for every character.
function folded(words) {
  let text = "";
  const places = [];
  let place = 0;
  for (const character of words) {
    const plain = character.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s/gu, " ");
    for (const unit of plain.split("")) {
      if (unit !== " " || !text.endsWith(" ")) {
        text += unit;
        places.push(place);
      }
    }
    place += character.length;
  }
  places.push(place);
  return { text, places };
}

// The text nodes of an element with the place at which each begins in its text.
function nodesOf(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let start = 0;
  while (walker.nextNode()) {
    nodes.push({ node: walker.currentNode, start });
    start += walker.currentNode.data.length;
  }
  return nodes;
}

function rangeIn(nodes, start, end) {
  const first = nodes.findLast((one) => one.start <= start);
  const last = nodes.findLast((one) => one.start < end);
  const range = document.createRange();
  range.setStart(first.node, start - first.start);
  range.setEnd(last.node, end - last.start);
  return range;
}

function rangesOf(words) {
  const wanted = folded(words.trim()).text;
  const ranges = [];
  if (!wanted) return ranges;
  for (const paragraph of document.querySelectorAll("#source article.sheet .text > p:not(.again)")) {
    const nodes = nodesOf(paragraph);
    const { text, places } = folded(nodes.map((one) => one.node.data).join(""));
    for (let place = text.indexOf(wanted); place >= 0; place = text.indexOf(wanted, place + wanted.length)) {
      if (ranges.length === FOUND_MOST) return ranges;
      ranges.push(rangeIn(nodes, places[place], places[place + wanted.length]));
    }
  }
  return ranges;
}

function mark() {
  const words = field().value.trim();
  const count = found.length === FOUND_MOST ? `${FOUND_MOST} or more` : String(found.length);
  bar().querySelector(".found").textContent = words && (found.length ? `${at + 1} of ${count}` : "Not found");
  for (const button of bar().querySelectorAll('[data-do="find-previous"], [data-do="find-next"]')) {
    button.disabled = found.length === 0;
  }
  const current = found[at];
  if (globalThis.CSS?.highlights && globalThis.Highlight) {
    CSS.highlights.set("found", new Highlight(...found));
    CSS.highlights.set("found-now", new Highlight(...(current ? [current] : [])));
  } else if (current) {
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(current);
  }
  if (!current) return;
  const box = byId("source");
  const place = current.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  if (place.top > frame.top + 100 && place.bottom < frame.bottom) return;
  scrollWithin(box, Math.max(0, topWithin(box, current) - box.clientHeight / 3));
}

function seek() {
  found = rangesOf(field().value);
  at = found.length ? 0 : -1;
  mark();
}

function step(by) {
  if (!found.length) return;
  at = (at + by + found.length) % found.length;
  mark();
}

function clear() {
  found = [];
  at = -1;
  globalThis.CSS?.highlights?.delete("found");
  globalThis.CSS?.highlights?.delete("found-now");
}

function open() {
  bar().hidden = false;
  opener()?.setAttribute("aria-expanded", "true");
  field().focus();
  field().select();
  seek();
}

function close() {
  if (bar().hidden) return;
  const hadFocus = bar().contains(document.activeElement);
  bar().hidden = true;
  clear();
  opener()?.setAttribute("aria-expanded", "false");
  if (hadFocus) (opener() ?? byId("source")).focus({ preventScroll: true });
}

export function startFind() {
  const actions = { find: open, "find-previous": () => step(-1), "find-next": () => step(1), "find-close": close };
  byId("source").addEventListener("click", (event) => {
    actions[event.target.closest("button[data-do]")?.dataset.do]?.();
  });
  field().addEventListener("input", seek);
  bar().addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === field()) {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    }
    if (event.key !== "Escape") return;
    event.stopPropagation(); // it closes the field, and not the pane
    close();
  });
  heard("opened", close);
  heard("tab", close);
}
