// Buttons marked data-print are hidden in the page, since without JavaScript they could do nothing.
export function showPrintButtons(root) {
  root.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}
