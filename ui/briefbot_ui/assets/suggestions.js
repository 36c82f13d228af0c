// Suggested questions: a click asks one.

element.addEventListener("click", (event) => {
  const button = event.target.closest("button.suggestion");
  if (button) tell("ask", { question: button.textContent });
});
