// The restriction of questions: its form, and the line that sums it up while the form is folded away.

let chosen = null; // kept when the choices are drawn again, because there are new articles
let isOpen = false;

function sayChosen() {
  const line = element.querySelector(".chosen");
  const now = within();
  if (!line || !now) return;
  chosen = now;
  const names = [...element.querySelectorAll("input:checked")].map((box) => box.dataset.called);
  const parts = [
    names.length > 2 ? `${names.length} of them` : names.join(", "),
    now.since && `since ${now.since}`,
    now.until && `until ${now.until}`,
    now.as_of && `as of ${now.as_of}`,
  ].filter(Boolean);
  line.textContent = parts.join(", ") || "all articles";
}

function chooseAgain() {
  const form = element.querySelector("form");
  if (!form || !chosen) return;
  for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = chosen[box.name].includes(box.value);
  for (const day of form.querySelectorAll("input[type=date]")) day.value = chosen[day.name] ?? "";
  element.querySelector("details").open = isOpen;
  sayChosen();
}

element.addEventListener("change", sayChosen);
element.addEventListener("reset", () => setTimeout(sayChosen));
element.addEventListener("click", () => setTimeout(() => (isOpen = element.querySelector("details")?.open ?? false)));
watch("value", chooseAgain);
