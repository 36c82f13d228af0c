// Before the first article there is nothing to ask, but there are ways to add some.

element.addEventListener("click", (event) => {
  const action = event.target.closest("button[data-do]")?.dataset.do;
  if (action === "articles") tell("drawer", true);
  else if (action) tell(action);
});
