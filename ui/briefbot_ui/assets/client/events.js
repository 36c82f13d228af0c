// What parts of the page tell each other. Each event is listed here, with what it carries.

export const EVENTS = {
  ask: "a question is to be asked: { question, again, instead, alone, as_written, kind }",
  asked: "a question has been asked",
  "not-asked": "the server did not take a question: its words",
  edit: "the last question is to be edited: its words",
  "edit-ended": "what was being edited is gone",
  fresh: "a new conversation is to begin",
  restore: "a kept conversation is to be shown: its id",
  kept: "what this browser keeps has changed",
  "open-place": "an article is to be opened: { document, start, end, from, to }",
  opened: "the source pane shows something else",
  tab: "the source pane shows its other tab: article or notebook",
  pin: "the answers of a turn are to be pinned: { element, question }",
  notebook: "the notebook is to be shown",
  articles: "the articles are to be shown or hidden: true or false",
  "ask-article": "the questions that follow are to be put to one article: { id, title }",
  "brief-article": "an article is to be summarised: { id, title }",
  choose: "files are to be chosen",
  "choose-folder": "a folder is to be chosen",
  examples: "the examples are to be loaded",
  "stop-build": "the build is to end",
  look: "the state of the index is to be looked at now",
  restricted: "what questions are restricted to has changed: the ids of the documents, none where it is to no documents",
  changed: "the index has changed",
  worked: "a job has begun or ended",
  lost: "the server has not answered",
  found: "the server answers again",
};

const target = new EventTarget();

function named(name) {
  if (!(name in EVENTS)) throw new Error(`no event is called ${name}`);
  return name;
}

export function tell(name, detail) {
  target.dispatchEvent(new CustomEvent(named(name), { detail }));
}

export function heard(name, listener) {
  target.addEventListener(named(name), (event) => listener(event.detail));
}
