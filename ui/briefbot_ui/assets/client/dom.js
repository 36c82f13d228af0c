// Small pieces that all parts of the page use. HTML comes from the server's templates only; nothing here writes any.

export const narrow = window.matchMedia("(max-width: 800px)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const LONG_JUMP = 2; // windows; what is further away is not scrolled through

export const byId = (id) => document.getElementById(id);

// The element of a part of the page in which what changes is drawn.
export const shownIn = (part) => document.querySelector(`#${part} .shown`);

// Puts HTML that a template of the server made into an element, in place of what is there.
export function draw(element, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  element.replaceChildren(template.content);
}

// Returns the one element that the HTML of a template of the server describes.
export function elementOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

export function copyOf(templateId) {
  return byId(templateId).content.firstElementChild.cloneNode(true);
}

// Shows words in the status line that is in sight, where a screen reader speaks them.
export function say(words) {
  for (const line of document.querySelectorAll("p.status")) {
    const shown = line.checkVisibility() && !line.closest("[inert]") ? words : "";
    if (line.textContent !== shown) line.textContent = shown;
  }
}

// Has a screen reader speak words that are in sight elsewhere.
export function speak(words) {
  document.querySelector("#status .spoken").textContent = words;
}

// Scrolls one box and never the page, so that the question box stays where it is.
export function scrollWithin(scroller, top) {
  const isFar = Math.abs(scroller.scrollTop - top) > LONG_JUMP * scroller.clientHeight;
  scroller.scrollTo({ top, behavior: still.matches || isFar ? "instant" : "smooth" });
}

export function topWithin(scroller, target) {
  return scroller.scrollTop + target.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https a page has no clipboard but this.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) return say("The browser does not let this page copy. Select the text and copy it.");
  }
  say(`${what} copied.`);
}

// A day as the page writes it, "15 October 2025"; "" for what is no date.
export function dayWords(date) {
  const day = new Date(date);
  if (Number.isNaN(day.getTime())) return "";
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

export function save(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export function linkTo(search, hash) {
  const url = new URL(window.location.href);
  url.search = search;
  url.hash = hash;
  return url.href;
}
