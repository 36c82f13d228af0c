// Says that the server does not answer, and takes it back when it does again.

import { heard, tell } from "./events.js";

const PAUSE = 2000; // milliseconds between two tries
const WORDS = "briefbot chat does not answer. Start it again where it was started, or wait. Nothing on this page is lost.";
let isWatching = false;
const line = () => document.querySelector("#masthead .lost");

// The line takes room of its own below the masthead, as much as its words need: it covers nothing.
function makeRoom() {
  document.querySelector(".gradio-container").style.setProperty("--lost", `${line().offsetHeight}px`);
}

// Any answer counts, also that of a server which has another client by now; 502 to 504 are those of a proxy before it.
async function answers() {
  try {
    return (await fetch(import.meta.url, { method: "HEAD", cache: "no-store" })).status < 502;
  } catch {
    return false;
  }
}

async function watch() {
  if (isWatching) return;
  isWatching = true;
  let wasAway = false;
  while (!(await answers())) {
    wasAway = true;
    line().textContent = WORDS;
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  isWatching = false;
  line().textContent = "";
  if (wasAway) tell("found"); // else it answers, and only that call failed
}

export function startConnection() {
  heard("lost", watch);
  new ResizeObserver(makeRoom).observe(line());
}
