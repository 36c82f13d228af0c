// Calls to the server: the actions that actions.py lists, each with its payload.

import { tell } from "./events.js";

let act = null;
let send = null;

// An action that the server refused: `message` tells a person why.
export class Refused extends Error {}

// What to tell a person of a failed call.
export const wordsFor = (error) =>
  error instanceof Refused ? error.message : "briefbot chat does not answer. Is it still running?";

export function connect({ server, upload }) {
  act = server.act;
  send = upload;
}

// Returns what the action returns. Throws Refused, or another error where the server does not answer.
export async function call(action, payload = {}) {
  let reply = null;
  try {
    reply = await act({ action, payload });
  } finally {
    if (!reply) tell("lost"); // null is all that Gradio's client tells of a server that is not there
  }
  if (!reply) throw new Error(`${action}: no reply`);
  if (reply.failed) throw new Refused(reply.failed);
  return reply;
}

// Returns the path of a file that has been uploaded. Throws where the server refuses it or does not answer.
export async function upload(file) {
  return (await send(file)).path;
}
