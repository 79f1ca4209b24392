/* What an accountant types at a row stays in this browser until it is saved, and the
   button that most rows need has the focus, so that Enter goes through them all. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-bench]");
  const drafts = window.sohosDrafts;
  const page = document.querySelector("[data-bench-done]");
  const named = (row) => `bench/${page.dataset.benchStage}/${row}`;
  const quiet = () => {};

  if (page && drafts && drafts.isPossible && page.dataset.benchDone) {
    drafts.drop(named(page.dataset.benchDone)).catch(quiet);
  }
  const first = document.querySelector("[data-bench-first]");
  if (first && location.hash === "#line") {
    /* After the jump to #line, which takes the focus away. */
    const focus = () => setTimeout(() => first.focus({ preventScroll: true }), 0);
    if (document.readyState === "complete") focus();
    else window.addEventListener("load", focus);
  }
  if (!form || !drafts || !drafts.isPossible) return;

  const row = form.dataset.bench;
  const kept = ["reason", "units_without", "units_with", "price"];
  const values = () => Object.fromEntries(new FormData(form));
  let timer = null;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { drafts.keep(named(row), { values: values() }).catch(quiet); }, 300);
  });

  if (form.dataset.benchSent) return;
  drafts.find(named(row)).then((found) => {
    if (!found || kept.some((name) => form.elements[name].value)) return;
    if (!kept.some((name) => found.values[name])) return;
    for (const name of kept) form.elements[name].value = found.values[name] || "";
    form.querySelectorAll("input[name=word]").forEach((choice) => {
      choice.checked = choice.value === found.values.word;
    });
    form.closest("details").open = true;
    form.querySelector("[data-bench-found]").hidden = false;
  }).catch(quiet);
})();
