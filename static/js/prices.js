/* The first column offers the prices of the list while somebody types: a combobox as
   WAI-ARIA describes it. What is typed counts also when nothing is picked. */
(() => {
  "use strict";

  const form = document.getElementById("lines");
  if (!form) return;
  const PAUSE = 80;
  const SHORTEST = 2;
  let open = null;
  let timer = null;
  let asking = null;

  const listOf = (input) => input.parentElement.querySelector("[role=listbox]");
  const options = (input) => [...listOf(input).querySelectorAll("[data-code]")];

  const close = () => {
    if (!open) return;
    const list = listOf(open);
    list.hidden = true;
    list.replaceChildren();
    open.setAttribute("aria-expanded", "false");
    open.removeAttribute("aria-activedescendant");
    open = null;
  };

  const activate = (input, option) => {
    options(input).forEach((each) => each.setAttribute("aria-selected", String(each === option)));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  const active = (input) => options(input).find((each) => each.getAttribute("aria-selected") === "true");

  const show = (input, answer) => {
    const list = listOf(input);
    if (open !== input) close();
    list.innerHTML = answer;
    list.id = `${input.id}-found`;
    list.hidden = false;
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "true");
    open = input;
  };

  /* A newer question cancels the one before: an older answer never replaces a newer. */
  const ask = async (input) => {
    if (asking) asking.abort();
    asking = new AbortController();
    const words = encodeURIComponent(input.value.trim());
    try {
      const answer = await fetch(`${form.dataset.prices}?q=${words}`, { signal: asking.signal });
      if (answer.ok && !answer.redirected && document.activeElement === input) show(input, await answer.text());
    } catch { /* without a connection there is no list; typing goes on */ }
  };

  const pick = (input, option) => {
    const row = input.closest("[data-row]");
    const field = (name) => row.querySelector(`[name='${row.dataset.row}-${name}']`);
    const { code, name, unit, price } = option.dataset;
    const says = {
      price_code: code, description: name, unit, unit_price: price, price_source: "",
      price_grade: "", price_year: "", override_reason: "", law: "", payer: "", payer_share: "",
    };
    Object.entries(says).forEach(([key, value]) => { field(key).value = value; });
    if (unit === "eenmalig") field("per").value = unit;
    close();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(timer);
    field("quantity_without").focus();
  };

  const move = (input, step) => {
    const all = options(input);
    if (!all.length) return;
    const at = all.indexOf(active(input));
    const next = at < 0 && step < 0 ? all.length - 1 : at + step;
    activate(input, all[next] || null);
  };

  form.addEventListener("focusin", (event) => {
    const input = event.target;
    if (input.dataset.cell !== "description") return;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    if (open !== input) input.setAttribute("aria-expanded", "false");
  });
  form.addEventListener("focusout", (event) => {
    if (event.target === open) close();
  });
  form.addEventListener("input", (event) => {
    const input = event.target;
    if (input.dataset.cell !== "description" || !event.isTrusted) return;
    clearTimeout(timer);
    if (input.value.trim().length < SHORTEST) close();
    else timer = setTimeout(() => ask(input), PAUSE);
  });
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (input.dataset.cell !== "description") return;
    const isOpen = open === input;
    if (event.altKey && event.key === "ArrowDown" && !isOpen) ask(input);
    else if (!isOpen) return;
    else if (event.key === "ArrowDown") move(input, 1);
    else if (event.key === "ArrowUp") move(input, -1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active(input)) pick(input, active(input));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  form.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || !open) return;
    event.preventDefault();
    if (option.dataset.code) pick(open, option);
  });
})();
