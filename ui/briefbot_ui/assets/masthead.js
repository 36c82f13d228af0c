// The masthead: a new conversation, those that the browser keeps, export, and the drawer of articles.

const menu = () => element.querySelector("details.menu"); // drawn again when the page is opened

function drawKept() {
  const list = element.querySelector("#kept");
  const kept = keptConversations();
  element.querySelector(".none").hidden = kept.length > 0;
  list.replaceChildren(
    ...kept.map((one) => {
      const item = document.createElement("li");
      const open = document.createElement("button");
      open.type = "button";
      open.className = "entry";
      open.dataset.restore = one.id;
      open.dir = "auto";
      const when = document.createElement("span");
      when.className = "when";
      when.textContent = new Date(one.when).toLocaleDateString();
      open.append(String(one.title ?? "Conversation"), " ", when);
      if (one.id === sessionStorage.getItem(CURRENT)) open.setAttribute("aria-current", "true");
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "tool";
      remove.dataset.remove = one.id;
      remove.setAttribute("aria-label", `Delete the conversation “${one.title}” from this browser`);
      remove.textContent = "Delete";
      item.append(open, remove);
      return item;
    }),
  );
}

function save(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function exported(form) {
  const answers = turns().flatMap((turn) => (turn.dataset[form] ? [turn.dataset[form]] : []));
  if (!answers.length) return say("There is nothing to export yet. Ask a question first.");
  const day = new Date().toISOString().slice(0, 10);
  const title = `Questions and answers, ${day}`;
  const note = "Every quote is copied word for word; sha256 is the digest of the article’s text it stands in.";
  if (form === "markdown") {
    save(`briefbot-${day}.md`, "text/markdown", `# ${title}\n\n${note}\n\n${answers.join("\n")}`);
  } else {
    const look = "body{max-width:42rem;margin:3rem auto;padding:0 1rem;font:1.1rem/1.6 Georgia,serif}"
      + "blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid #7a1f1f}code{font-size:.75em;word-break:break-all}";
    save(
      `briefbot-${day}.html`,
      "text/html",
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${look}</style>`
        + `</head><body><h1>${escaped(title)}</h1><p>${escaped(note)}</p>${answers.join("")}</body></html>\n`,
    );
  }
  say("The conversation is exported.");
}

function toggleArticles(button) {
  const drawer = document.getElementById("articles");
  const open = drawer.classList.toggle("open");
  button.setAttribute("aria-expanded", String(open));
  if (open) drawer.querySelector("button, input, textarea, a")?.focus();
  else button.focus();
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { do: action, restore, remove } = button.dataset;
  if (action === "fresh") tell("fresh");
  if (action === "export-markdown") exported("markdown");
  if (action === "export-html") exported("html");
  if (action === "api") document.querySelector("footer .show-api").click(); // Gradio shows it by this button only
  if (action === "articles") toggleArticles(button);
  if (restore) tell("restore", restore);
  if (remove) {
    keepConversations(keptConversations().filter((one) => one.id !== remove));
    menu().querySelector("summary").focus();
  } else if (button.closest(".menu")) {
    menu().open = false;
    menu().querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  if (!menu().contains(event.target) && event.target.isConnected) menu().open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  if (menu().open) {
    menu().open = false;
    menu().querySelector("summary").focus();
  }
  const button = element.querySelector('[data-do="articles"][aria-expanded="true"]');
  if (button) toggleArticles(button);
});

// The button is drawn again once the page is live, and the drawer may have been opened before.
function sayWhetherOpen() {
  const open = document.getElementById("articles")?.classList.contains("open") ?? false;
  element.querySelector('[data-do="articles"]')?.setAttribute("aria-expanded", String(open));
  return open;
}

heard("drawer", (open) => {
  if (sayWhetherOpen() !== open) toggleArticles(element.querySelector('[data-do="articles"]'));
});
heard("kept", drawKept);
watch("value", () => {
  drawKept();
  sayWhetherOpen();
});
drawKept();
