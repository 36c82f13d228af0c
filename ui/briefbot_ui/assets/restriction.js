// What questions are restricted to, said in a line while it is folded away.

function sayChosen() {
  const chosen = element.querySelector(".chosen");
  const now = within();
  if (!chosen || !now) return;
  const names = [...now.outlets, ...now.sources];
  const parts = [
    names.length > 2 ? `${names.length} of them` : names.join(", "),
    now.since && `since ${now.since}`,
    now.until && `until ${now.until}`,
  ].filter(Boolean);
  chosen.textContent = parts.join(", ") || "all articles";
}

element.addEventListener("change", sayChosen);
element.addEventListener("reset", () => setTimeout(sayChosen));
