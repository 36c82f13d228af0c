// Light or dark, before anything is painted: as chosen (data-theme of the root element), else as the system has it.
// Gradio sets the class on the body for itself, too; whatever changes it, it is put right before the next paint.
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const { theme } = root.dataset;
    document.body?.classList.toggle("dark", theme === "dark" || (theme !== "light" && system.matches));
  };
  try {
    const { theme } = JSON.parse(localStorage.getItem("briefbot.settings")) ?? {};
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // What is kept is damaged, or this browser keeps nothing: as the system has it.
  }
  system.addEventListener("change", apply);
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  const onBody = new MutationObserver(() => {
    if (!document.body) return;
    onBody.disconnect();
    apply();
    new MutationObserver(apply).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
  onBody.observe(root, { childList: true });
})();
