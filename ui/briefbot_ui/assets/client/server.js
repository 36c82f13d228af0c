// Calls to the server: the actions that actions.py lists, each with its payload.

import { tell } from "./events.js";

let act = null;
let send = null;
let isLeft = false; // the page is being left, or loaded anew, which cuts off what it has asked for

// An action that the server refused: `message` tells a person why.
export class Refused extends Error {}

// What to tell a person of a failed call.
export const wordsFor = (error) =>
  error instanceof Refused ? error.message : "briefbot chat does not answer. Is it still running?";

export function connect({ server, upload }) {
  act = server.act;
  send = upload;
  for (const event of ["pagehide", "pageshow"]) {
    window.addEventListener(event, () => (isLeft = event === "pagehide"));
  }
}

// Waits for longer than what is cut off when the page is left takes to fail, and for good where it is.
async function unlessLeft() {
  await new Promise((done) => setTimeout(done, 50));
  if (isLeft) await new Promise(() => undefined);
}

// Returns what the action returns. Throws Refused, or another error where the server does not answer. What is cut off
// because the page is left does neither: nothing is done about a failure that is none.
export async function call(action, payload = {}) {
  let reply = null;
  try {
    reply = await act({ action, payload });
  } catch (error) {
    await unlessLeft();
    tell("lost");
    throw error;
  }
  if (!reply) {
    await unlessLeft();
    tell("lost"); // null is all that Gradio's client tells of a server that is not there
  }
  if (!reply) throw new Error(`${action}: no reply`);
  if (reply.failed) throw new Refused(reply.failed);
  return reply;
}

// Returns the path of a file that has been uploaded. Throws where the server refuses it or does not answer.
export async function upload(file) {
  return (await send(file)).path;
}
