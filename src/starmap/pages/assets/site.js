// What every page does: the button that changes between the system's theme, light and dark.
(() => {
  "use strict";

  const KEY = "starmap-theme";
  const NEXT = { auto: "light", light: "dark", dark: "auto" };
  const root = document.documentElement;
  const button = document.getElementById("theme");

  const current = () => root.dataset.theme || "auto";

  function show() {
    button.textContent = `Theme: ${current()}`;
  }

  function choose(theme) {
    if (theme === "auto") {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = theme;
    }
    // A browser may refuse storage to pages in a folder; the choice then holds for this page.
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Nothing is lost but the memory of it.
    }
    show();
    // Charts are drawn on a canvas, where style sheets do not reach.
    document.dispatchEvent(new CustomEvent("starmap:theme"));
  }

  button.addEventListener("click", () => choose(NEXT[current()]));
  show();
})();
