// The news of the index while the page is open: how far a build is, and that there are new articles.

const SELDOM = 2000; // milliseconds between two looks
const OFTEN = 400; // while something is being indexed
const HIDDEN = 20000; // while nobody sees the page, or the server does not answer

const tidings = element.querySelector(".tidings");
let known = null; // what the server said last
let timer = 0;
let isTold = false; // whether what is being done, or was done last, has been told as news

function showWork(now) {
  for (const working of document.querySelectorAll(".working")) {
    working.hidden = !now.running;
    const bar = working.querySelector(".bar");
    const doing = working.querySelector(".doing");
    if (doing.textContent !== now.words) doing.textContent = now.words;
    if (now.share === null) bar.removeAttribute("aria-valuenow");
    else bar.setAttribute("aria-valuenow", String(Math.round(now.share * 100)));
    bar.firstElementChild.style.width = now.share === null ? "" : `${now.share * 100}%`;
  }
  document.body.toggleAttribute("data-working", now.running);
}

function newsOf(before, now) {
  const difference = now.documents - before.documents;
  const count = Math.abs(difference).toLocaleString("en");
  if (difference > 0) return `New articles are in: ${count} more, ${now.loaded} in all.`;
  if (difference < 0) return `Your articles have changed: ${count} fewer, ${now.loaded} left.`;
  return `Your articles have changed: ${now.loaded}.`;
}

function takeIn(now) {
  if (now.generation === undefined) return;
  showWork(now);
  const before = known;
  known = now;
  if (before === null) return;
  const isNew = now.generation !== before.generation;
  if (isNew) {
    const count = document.querySelector(".masthead .count");
    if (count) count.textContent = now.loaded;
    isTold = true;
    tidings.textContent = newsOf(before, now);
    trigger("changed");
    tell("changed");
  }
  if (now.number !== before.number) {
    tell("worked");
    if (now.running && !before.running) {
      isTold = false;
      tidings.textContent = "";
    } else if (!now.running && now.said) {
      tidings.textContent = `${isTold ? tidings.textContent : now.said} ${now.failed}`.trim();
    }
  }
}

async function look() {
  clearTimeout(timer);
  let pause = HIDDEN;
  try {
    const now = await server.look("");
    takeIn(now);
    if (now.running) pause = OFTEN;
    else if (!document.hidden) pause = SELDOM;
  } catch {
    // The server does not answer, perhaps because it was stopped: it is asked again.
  }
  timer = setTimeout(look, pause);
}

element.addEventListener("click", (event) => {
  if (event.target.closest('[data-do="stop-build"]')) tell("stop-build");
});
document.addEventListener("visibilitychange", () => document.hidden || look());
heard("look", look);
heard("asked", () => (tidings.textContent = ""));
look();
