// The small menus below an answer: one is open at a time, and what is chosen in it, Escape and a press elsewhere close it.

const OPEN = "details.tool-menu[open]";

function close(menu) {
  const hadFocus = menu.contains(document.activeElement);
  menu.open = false;
  if (hadFocus) menu.querySelector("summary").focus({ preventScroll: true });
}

export function startToolMenus(region) {
  // A toggle does not bubble, so it is heard on its way down.
  region.addEventListener(
    "toggle",
    ({ target }) => {
      if (!target.matches(OPEN)) return;
      for (const other of region.querySelectorAll(OPEN)) if (other !== target) other.open = false;
      target.querySelector(".tool-menu-body").scrollIntoView({ block: "nearest" });
    },
    true,
  );
  region.addEventListener("click", ({ target }) => {
    const menu = target.closest(OPEN);
    if (menu && target.closest("button")) close(menu);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    const open = region.querySelector(OPEN);
    if (open && !open.contains(target)) open.open = false;
  });
  // Before what else Escape does: it closes one thing at a time.
  document.addEventListener(
    "keydown",
    (event) => {
      const open = region.querySelector(OPEN);
      if (event.key !== "Escape" || !open) return;
      event.stopPropagation();
      close(open);
    },
    true,
  );
}
