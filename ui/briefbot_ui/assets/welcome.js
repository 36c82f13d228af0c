// The welcome before the first article: its buttons add the first articles or load the examples.

element.addEventListener("click", (event) => {
  const action = event.target.closest("button[data-do]")?.dataset.do;
  if (action === "articles") tell("drawer", true);
  else if (action) tell(action);
});
