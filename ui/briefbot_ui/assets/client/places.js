// Places in articles, as links and elements name them: a document and two ranges of its text.

export const PLACE = ["document", "start", "end", "from", "to"];

export const placeOf = (element) => Object.fromEntries(PLACE.map((key) => [key, element.dataset[key]]));

export const isSamePlace = (a, b) => PLACE.every((key) => String(a[key]) === String(b[key]));

// The place that the part of a link from the # on names; null for any other.
export function placeIn(hash) {
  const [, parts] = hash.match(/^#cite=([\w.]+)$/) || [];
  if (!parts) return null;
  const values = parts.split(".");
  return values.length === PLACE.length ? Object.fromEntries(PLACE.map((key, at) => [key, values[at]])) : null;
}

// The part of a link from the # on that names a place.
export const hashOf = (place) => `#cite=${PLACE.map((key) => place[key]).join(".")}`;

// The payload by which the server is asked for an article at a place.
export function payloadOf(place, also) {
  const number = (key) => Number(place[key]);
  const marked = [number("start"), number("end")];
  return { document: String(place.document), marked, tinted: [number("from"), number("to")], also };
}
