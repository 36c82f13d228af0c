// The words of the open article that a person has selected, as a range of its text.

const count = (text) => [...text].length; // characters as the server counts them

// Returns { start, end } of the selected words without the white space around them; null where none are selected.
export function selectedRange() {
  const text = document.querySelector("#source article.sheet .text");
  const selection = window.getSelection();
  if (!text || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  if (!range.intersectsNode(text)) return null;
  const all = document.createRange();
  all.selectNodeContents(text);
  if (range.compareBoundaryPoints(Range.START_TO_START, all) < 0) range.setStart(text, 0);
  if (range.compareBoundaryPoints(Range.END_TO_END, all) > 0) range.setEnd(text, text.childNodes.length);
  const words = range.toString();
  if (!words.trim()) return null;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = count(before.toString()) + count(words) - count(words.trimStart());
  return { start, end: start + count(words.trim()), box: lastBoxOf(range) };
}

// Where the selection ends on the screen.
function lastBoxOf(range) {
  const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
  return boxes.at(-1) ?? range.getBoundingClientRect();
}
