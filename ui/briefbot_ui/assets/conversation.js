// The conversation: opening sources, and what can be done with an answer.

const box = element.closest("#conversation");
box.tabIndex = 0; // it scrolls, so it can be reached and scrolled by keyboard
box.setAttribute("role", "region");
box.setAttribute("aria-label", "Conversation");
const said = new Map(); // record of an answer -> what the person said of it, for as long as the page is open
const next = new Map(); // record of a reply -> the questions that go on from it, once they are known

function openSource(where) {
  showPane(true); // first: what is hidden cannot scroll
  const open = pane().querySelector("article.sheet");
  // The server would send the same article, and nothing would move.
  if (open && place.every((key) => String(where[key]) === open.dataset[key])) showMarkedWords();
  else trigger("open", where);
}

const actions = {
  copy: (turn) => copy(turn.dataset.plain, "Answer"),
  "copy-markdown": (turn) => copy(turn.dataset.markdown, "Answer, as Markdown,"),
  link: (turn) => {
    const question = turn.querySelector(".question").textContent;
    const what = turn.querySelector(".within") ? "A link that asks the question alone, of all articles, is" : "Link";
    copy(linkTo(`?q=${encodeURIComponent(question)}`, ""), what);
  },
  up: (turn) => rate(turn, true),
  down: (turn) => rate(turn, false),
  again: () => tell("ask", { again: true }),
  "as-written": () => tell("ask", { again: true, as_written: true }),
  alone: () => tell("ask", { again: true, alone: true }),
  kind: (turn, button) => tell("ask", { again: true, kind: button.dataset.kind }),
  edit: (turn) => tell("edit", turn.querySelector(".question").textContent),
  undo: () => {
    tell("undone");
    trigger("undo");
  },
  stop: () => trigger("stop"),
  suggested: (turn, button) => tell("ask", { question: button.textContent }),
};

function rate(turn, right) {
  said.set(turn.dataset.record, right);
  showRatings();
  trigger("rate", { record: turn.dataset.record, right });
}

function showRatings() {
  for (const turn of turns()) {
    const right = said.get(turn.dataset.record);
    turn.querySelector('[data-do="up"]')?.setAttribute("aria-pressed", String(right === true));
    turn.querySelector('[data-do="down"]')?.setAttribute("aria-pressed", String(right === false));
  }
}

// The reply is shown by now; the questions are worked out while it is read.
async function showNextQuestions() {
  const turn = turns().at(-1);
  const record = turn?.dataset.record;
  if (!record || !turn.querySelector(".later")) return;
  if (!next.has(record)) {
    try {
      next.set(record, await server.next_questions(record));
    } catch {
      return; // the server does not answer, perhaps because it was stopped
    }
  }
  const place = turns().at(-1)?.dataset.record === record && turns().at(-1).querySelector(".later:empty");
  if (!place) return; // the conversation has gone on meanwhile
  for (const question of next.get(record)) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "tool", dir: "auto", textContent: question });
    button.dataset.do = "suggested";
    place.append(button);
  }
  place.hidden = !place.children.length;
}

// Scrolls to the question of the last turn or, where that is long, to its end, so that the answer is in sight.
function showLastTurn() {
  const last = turns().at(-1);
  const question = last?.querySelector(".question");
  const isLong = question?.offsetHeight > box.clientHeight / 2;
  if (last) scrollWithin(box, isLong ? topWithin(box, question) + question.offsetHeight - 48 : topWithin(box, last));
}

function sayLastTurn() {
  const last = turns().at(-1);
  const words = last?.querySelector(".answer, .decline, .notice, .pending");
  const toRead = last?.querySelectorAll(".likeliest .label, .likeliest .excerpt") ?? [];
  const spoken = [words, ...toRead].map((each) => each?.textContent ?? "").join(" ");
  document.querySelector("#status .spoken").textContent = spoken.trim();
  say("");
}

element.addEventListener("click", (event) => {
  const cite = event.target.closest("a.cite");
  if (cite && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    window.history.pushState(null, "", cite.hash);
    openSource(Object.fromEntries(place.map((key) => [key, cite.dataset[key]])));
  }
  const button = event.target.closest("button[data-do]");
  if (button) actions[button.dataset.do]?.(button.closest(".turn"), button);
});

heard("open", openSource);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isWaiting()) actions.stop();
});

function openLinked() {
  const where = placeIn(window.location.hash);
  if (where) openSource(where);
}
window.addEventListener("popstate", openLinked);

let shown = "";

// What was pressed may just have been drawn anew. A narrow screen may be a phone, where a text box brings its keyboard.
function keepFocus() {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  if (narrow.matches && !shown) return; // the page has just been opened
  const stays = narrow.matches && turns().length ? box : document.getElementById("question-text");
  stays.focus({ preventScroll: true });
}

// What the server has drawn, without what was added here.
function drawn() {
  const copy = element.cloneNode(true);
  for (const later of copy.querySelectorAll(".later")) later.remove();
  return copy.textContent;
}

watch("value", () => {
  keepFocus();
  if (!isWaiting()) showNextQuestions();
  const words = drawn();
  if (words === shown) return;
  shown = words;
  showLastTurn();
  sayLastTurn();
  showRatings();
  pointAtOpenSource();
  if (!isWaiting()) keepThisConversation();
});

openLinked();
