// The head of the drawer: files are chosen or dropped anywhere on the page, text is pasted, an address is typed.

const drop = element.querySelector(".drop");
const input = drop.querySelector("input");
const mostBytes = Number(drop.dataset.mostBytes);
const mostFiles = Number(drop.dataset.mostFiles);
let isSending = false;

function act(name, detail) {
  trigger(name, detail);
  // The request takes a moment to reach the server; what it begins is looked for until then.
  for (const pause of [150, 600, 1500]) setTimeout(() => tell("look"), pause);
}

async function send(files) {
  if (!files.length) return;
  if (isSending) return say("Files are still being sent. Add the others after these.");
  if (files.length > mostFiles) {
    return say(`At most ${mostFiles} files are added at once. For more, run briefbot index FOLDER.`);
  }
  isSending = true;
  const sent = [];
  for (const [at, file] of files.entries()) {
    say(`Sending ${at + 1} of ${files.length}: ${file.name}`);
    const told = { path: "", name: file.name, size: file.size };
    if (file.size <= mostBytes) {
      try {
        told.path = (await upload(file)).path;
      } catch {
        // A folder, or a file that went away: the server names it as one that has not arrived.
      }
    }
    sent.push(told);
  }
  isSending = false;
  say("");
  act("files", { files: sent });
}

const choose = () => input.click();
input.addEventListener("change", () => {
  const files = [...input.files];
  input.value = "";
  send(files);
});

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  document.body.dataset.dropping = "here";
});
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) delete document.body.dataset.dropping;
});
document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  delete document.body.dataset.dropping;
  send([...event.dataTransfer.files]);
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const fields = Object.fromEntries(new FormData(form));
  act(form.classList.contains("paste") ? "paste" : "address", fields);
  form.reset();
  form.closest("details").open = false;
  form.closest("details").querySelector("summary").focus();
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  if (button.dataset.do === "choose") choose();
  if (button.dataset.do === "close") tell("drawer", false);
  if (button.dataset.do === "stop-build") tell("stop-build");
});

heard("choose", choose);
heard("examples", () => act("examples"));
heard("stop-build", () => act("halt"));
heard("worked", () => trigger("worked"));
