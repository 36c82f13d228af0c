// Requests to the server: the actions that actions.py lists, each with its payload, and files. They are made here, and not
// by Gradio's client, which tells nothing of a reply with a status.

import { tell } from "./events.js";

const AWAY = [502, 503, 504]; // what a proxy replies for a server that is not there
const REFUSED = {
  401: "This chat asks who you are again. Reload the page and log in.",
  404: "This page and briefbot chat are of different versions. Reload the page.",
  413: "This is too large to be sent at once. Split it, and send the parts one by one.",
  429: "These were too many requests. Wait a little, then try again.",
};
const LONGEST = 500; // characters of words that are shown; a proxy may reply with a whole page
let isLeft = false; // the page is being left, or loaded anew, which cuts off what it has asked for

// What the server refused: `message` tells a person why.
export class Refused extends Error {}

// What to tell a person of a failed call.
export const wordsFor = (error) =>
  error instanceof Refused ? error.message : "briefbot chat does not answer. Is it still running?";

export function startServer() {
  for (const event of ["pagehide", "pageshow"]) {
    window.addEventListener(event, () => (isLeft = event === "pagehide"));
  }
}

// Waits for longer than what is cut off when the page is left takes to fail, and for good where it is.
async function unlessLeft() {
  await new Promise((done) => setTimeout(done, 50));
  if (isLeft) await new Promise(() => undefined);
}

const isText = (words) => typeof words === "string" && words && words.length <= LONGEST && !words.startsWith("<");

// Why a request was refused: in the words of the reply, else in those for its status.
function wordsOf(status, reply) {
  let words = reply.trim();
  try {
    words = JSON.parse(words).error;
  } catch {
    // It is plain text, or a page.
  }
  const known = REFUSED[status] ?? `briefbot chat, or what stands before it, refused this with the status ${status}.`;
  return isText(words) && status !== 404 ? words : known;
}

// Returns what a request is answered with. Throws Refused, or another error where the server does not answer. What is cut
// off because the page is left does neither: nothing is done about a failure that is none.
async function post(route, request) {
  let status = 0;
  try {
    const response = await fetch(new URL(`gradio_api/${route}`, document.baseURI), { method: "POST", ...request });
    status = response.status;
    if (response.ok) return await response.json();
    if (!AWAY.includes(status)) throw new Refused(wordsOf(status, await response.text()));
    throw new Error(`${route}: ${status}`);
  } catch (error) {
    if (error instanceof Refused) throw error;
    await unlessLeft();
    tell("lost");
    throw error;
  }
}

const client = () => window.gradio_config.components.find((one) => one.props?.elem_id === "client").id;

// Returns what the action returns. Throws as `post` does.
export async function call(action, payload = {}) {
  const body = { data: { action, payload }, component_id: client(), fn_name: "act", session_hash: "page" };
  const headers = { "Content-Type": "application/json" };
  const reply = await post("component_server/", { headers, body: JSON.stringify(body) });
  if (reply.failed) throw new Refused(reply.failed);
  return reply;
}

// Returns the path of a file that has been uploaded. Throws as `post` does.
export async function upload(file) {
  const body = new FormData();
  body.append("files", file);
  const [path] = await post("upload", { body });
  return path;
}
