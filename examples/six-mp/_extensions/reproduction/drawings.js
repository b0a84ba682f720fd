// Shows a whole figure, with its caption, over the page; the same button leads back.
"use strict";
for (const button of document.querySelectorAll(".drawing-enlarge")) {
  const figure = button.closest("figure") || button.parentNode;
  button.hidden = false;
  button.addEventListener("click", () => {
    figure.popover = "auto";
    figure.togglePopover();
  });
  figure.addEventListener("toggle", event => {
    const open = event.newState === "open";
    button.textContent = open ? "Back to the page" : "Enlarge";
    if (!open) figure.removeAttribute("popover");
  });
}
