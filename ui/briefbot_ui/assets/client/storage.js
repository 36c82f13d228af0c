// What this browser keeps: conversations, and for each tab which one it shows, its draft and its pending question.

import { say } from "./dom.js";
import { tell } from "./events.js";

const KEPT = "briefbot.conversations"; // in localStorage: conversations, the latest first
const CURRENT = "briefbot.current"; // in sessionStorage: the id of the one that this tab shows
const DRAFT = "briefbot.draft"; // in sessionStorage: what stands in the question box
const COMMENT = "briefbot.comment"; // in sessionStorage: the comment on a note that is being typed
const PENDING = "briefbot.pending"; // in sessionStorage: the request that has no reply yet
const RESTRICTION = "briefbot.restriction"; // in sessionStorage: what questions are restricted to
const SETTINGS = "briefbot.settings"; // in localStorage: what a person has set; first_paint.js reads it, too
const KEPT_MOST = 100;
const TITLE_MOST = 200; // characters

function stored(storage, key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return null;
  }
}

function put(storage, key, value) {
  try {
    if (value === null || value === "") storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false; // the browser is full, or keeps nothing
  }
}

const isText = (value) => typeof value === "string";

// What is kept, the latest first: { id, title, when, records }. Anything may have been written there: what is no
// conversation is left out, and of two with one id the second.
export function keptConversations() {
  const kept = stored(localStorage, KEPT);
  if (!Array.isArray(kept)) return [];
  const seen = new Set();
  const whole = kept.filter((one) => {
    if (!isText(one?.id) || !Array.isArray(one.records) || seen.has(one.id)) return false;
    return seen.add(one.id);
  });
  return whole.map((one) => ({
    ...one,
    title: isText(one.title) && one.title ? one.title : "Conversation",
    records: one.records.filter(isText),
  }));
}

// The questions of a conversation that is kept.
export function questionsOf(conversation) {
  return conversation.records.flatMap((record) => {
    try {
      const { question } = JSON.parse(record);
      return isText(question) ? question : [];
    } catch {
      return [];
    }
  });
}

// Without words it goes by its first question again.
export function renameConversation(id, words) {
  const named = (one) => ({ ...one, title: words.trim().slice(0, TITLE_MOST) || questionsOf(one)[0] });
  keepConversations(keptConversations().map((one) => (one.id === id ? named(one) : one)));
}

// Deletes a conversation as it was `when` it was kept; one that has gone on since stays.
export function deleteConversation(id, when) {
  keepConversations(keptConversations().filter((one) => one.id !== id || one.when !== when));
}

// Anything may stand there, too: { wrong: of a hundred answers, null as the chat is set; theme }.
export function settings() {
  const { wrong, theme } = stored(localStorage, SETTINGS) ?? {};
  return {
    wrong: Number.isFinite(wrong) && wrong >= 0 && wrong <= 100 ? wrong : null,
    theme: theme === "light" || theme === "dark" ? theme : "",
  };
}

export function keepSettings(changed) {
  if (!put(localStorage, SETTINGS, { ...settings(), ...changed })) say("This browser does not keep settings.");
}

// A browser that is full, or keeps nothing, loses the oldest conversations and says so where it keeps none.
export function keepConversations(list) {
  for (let kept = list.slice(0, KEPT_MOST); ; kept = kept.slice(0, -1)) {
    if (put(localStorage, KEPT, kept)) return tell("kept");
    if (kept.length === 0) return say("This browser does not keep conversations.");
  }
}

export function currentId() {
  const id = stored(sessionStorage, CURRENT);
  return isText(id) ? id : null;
}

export const setCurrentId = (id) => put(sessionStorage, CURRENT, id);

const newId = () => `${Date.now()}-${Math.random().toString(36).slice(2, 8)}`;

// Keeps the conversation of this tab: what of it is known stays, its turns are those that are given.
export function keepCurrent(turns) {
  const kept = turns.filter((turn) => turn.record);
  const id = currentId() ?? newId();
  setCurrentId(id);
  const all = keptConversations();
  const before = all.find((one) => one.id === id);
  const others = all.filter((one) => one.id !== id);
  const now = { title: kept[0]?.question, ...before, id, when: new Date().toISOString() };
  const ratings = kept.map((turn) => turn.right ?? null);
  if (kept.length) keepConversations([{ ...now, records: kept.map((turn) => turn.record), ratings }, ...others]);
  else if (before) keepConversations(others);
}

export function draft() {
  const words = stored(sessionStorage, DRAFT);
  return isText(words) ? words : "";
}

export const keepDraft = (words) => put(sessionStorage, DRAFT, words);

// Returns { note, words } of the comment that was being typed and is not kept yet; null where none was.
export function typedComment() {
  const typed = stored(sessionStorage, COMMENT);
  return isText(typed?.note) && isText(typed.words) ? typed : null;
}

export const keepTypedComment = (typed) => put(sessionStorage, COMMENT, typed);

// Returns choices of a restriction; what is none of ours is left out.
export function restriction() {
  const kept = stored(sessionStorage, RESTRICTION);
  const isChoice = (one) => ["field", "value", "label"].every((key) => typeof one?.[key] === "string");
  return Array.isArray(kept) ? kept.filter(isChoice) : [];
}
export const keepRestriction = (choices) => put(sessionStorage, RESTRICTION, choices.length ? choices : null);

export function pending() {
  const request = stored(sessionStorage, PENDING);
  return isText(request?.question) ? request : null;
}

export const keepPending = (request) => put(sessionStorage, PENDING, request);

// Of two tabs that show one conversation the later, a copy, goes on in one of its own: neither loses the other's turns.
export function shareNothing() {
  const tab = newId();
  const channel = new BroadcastChannel("briefbot");
  channel.addEventListener("message", ({ data }) => {
    if (data.claims && data.claims === currentId()) channel.postMessage({ to: data.by, held: data.claims });
    if (data.to === tab && data.held === currentId()) {
      setCurrentId(newId());
      keepPending(null);
    }
  });
  if (currentId()) channel.postMessage({ claims: currentId(), by: tab });
}

// Another tab has changed what is kept.
export function shareChanges() {
  window.addEventListener("storage", (event) => {
    if (event.key === KEPT || event.key === null) tell("kept");
  });
}
