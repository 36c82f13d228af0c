// Questions to begin with.

element.addEventListener("click", (event) => {
  const button = event.target.closest("button.suggestion");
  if (button) tell("ask", { question: button.textContent });
});
