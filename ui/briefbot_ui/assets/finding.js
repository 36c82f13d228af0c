// The list of articles: searching it, opening an article, and asking before one is removed.

const AT_ONCE = 100;
const field = element.querySelector("#find");
const sure = element.querySelector("dialog");
const list = () => document.getElementById("listed");
let shown = AT_ONCE;
let timer = 0;
let doomed = ""; // the key of what may be removed

function seek() {
  clearTimeout(timer);
  trigger("seek", { words: field.value, shown });
}

field.addEventListener("input", () => {
  shown = AT_ONCE;
  clearTimeout(timer);
  timer = setTimeout(seek, 150);
});

function askAbout(button) {
  doomed = button.dataset.remove;
  sure.querySelector("h2").textContent = button.dataset.question;
  sure.querySelector("p").textContent = button.dataset.tells;
  sure.querySelector('[data-do="sure"]').textContent = button.dataset.yes;
  sure.showModal();
}

element.addEventListener("click", (event) => {
  const action = event.target.closest("button[data-do]")?.dataset.do;
  if (action === "refresh") trigger("refresh");
  if (action === "keep") sure.close();
  if (action === "sure") {
    sure.close();
    trigger("remove", { key: doomed });
    field.focus({ preventScroll: true });
  }
  if (action === "refresh" || action === "sure") for (const pause of [150, 600, 1500]) setTimeout(() => tell("look"), pause);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("#listed button");
  if (!button) return;
  if (button.dataset.remove) askAbout(button);
  if (button.dataset.open) {
    tell("drawer", false);
    tell("open", { document: button.dataset.open, start: 0, end: 0, from: 0, to: 0 });
  }
  if (button.dataset.do === "more") {
    shown += AT_ONCE * 5;
    seek();
    field.focus({ preventScroll: true });
  }
});

heard("changed", seek);
