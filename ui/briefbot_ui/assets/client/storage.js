// What this browser keeps: conversations, and for each tab which one it shows, its draft and its pending question.

import { say } from "./dom.js";
import { tell } from "./events.js";

const KEPT = "briefbot.conversations"; // in localStorage: conversations, the latest first
const CURRENT = "briefbot.current"; // in sessionStorage: the id of the one that this tab shows
const DRAFT = "briefbot.draft"; // in sessionStorage: what stands in the question box
const PENDING = "briefbot.pending"; // in sessionStorage: the request that has no reply yet
const RESTRICTION = "briefbot.restriction"; // in sessionStorage: what questions are restricted to
const KEPT_MOST = 30;

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

export function keptConversations() {
  const kept = stored(localStorage, KEPT);
  if (!Array.isArray(kept)) return [];
  const whole = kept.filter((one) => one && Array.isArray(one.records));
  return whole.map((one) => ({ ...one, records: one.records.filter((record) => typeof record === "string") }));
}

// A browser that is full, or keeps nothing, loses the oldest conversations and says so where it keeps none.
export function keepConversations(list) {
  for (let kept = list.slice(0, KEPT_MOST); ; kept = kept.slice(0, -1)) {
    if (put(localStorage, KEPT, kept)) return tell("kept");
    if (kept.length === 0) return say("This browser does not keep conversations.");
  }
}

const ids = () => stored(sessionStorage, CURRENT);
export const currentId = () => ids();
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

export const draft = () => stored(sessionStorage, DRAFT) ?? "";
export const keepDraft = (words) => put(sessionStorage, DRAFT, words);

// Returns choices of a restriction; what is none of ours is left out.
export function restriction() {
  const kept = stored(sessionStorage, RESTRICTION);
  const isChoice = (one) => ["field", "value", "label"].every((key) => typeof one?.[key] === "string");
  return Array.isArray(kept) ? kept.filter(isChoice) : [];
}
export const keepRestriction = (choices) => put(sessionStorage, RESTRICTION, choices.length ? choices : null);

export const pending = () => stored(sessionStorage, PENDING);
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
