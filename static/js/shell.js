/* What every page does with JavaScript, and can do without. */
(() => {
  "use strict";

  /* A page with mistakes starts at the list of mistakes. */
  const focusSummary = (root) => {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  };

  /* A menu closes on Escape, on a click elsewhere, and when focus leaves it. */
  const menus = document.querySelectorAll("details.sh-account, details.sh-menu");
  const close = (menu, { refocus = false } = {}) => {
    if (!menu.open) return;
    menu.open = false;
    if (refocus) menu.querySelector("summary").focus();
  };
  menus.forEach((menu) => {
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close(menu, { refocus: true });
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
    });
  });
  document.addEventListener("click", (event) => {
    menus.forEach((menu) => { if (!menu.contains(event.target)) close(menu); });
  });

  /* A form is sent once, however often the button is pressed; after a download it may
     be sent again. */
  const AGAIN_AFTER = 3000;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) event.preventDefault();
    else {
      form.dataset.sent = "yes";
      setTimeout(() => { delete form.dataset.sent; }, AGAIN_AFTER);
    }
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });

  /* On a narrow screen the page menu of a case starts at the page itself. */
  const here = document.querySelector(".sh-tabs [aria-current]");
  if (here) {
    const strip = here.closest(".sh-tabs");
    strip.scrollLeft = here.offsetLeft - strip.offsetLeft - strip.clientWidth / 3;
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    focusSummary(target.isConnected ? target : document);
  });
  focusSummary(document);
})();
