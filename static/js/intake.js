/* An intake that was not sent yet is kept in this browser, encrypted, and comes back into
   the page when it is opened again. The server says when it has received it. */
(() => {
  "use strict";

  const drafts = window.sohosDrafts;
  let latest = null;
  let writing = Promise.resolve();

  const theForm = () => document.querySelector("form[data-draft]");
  const nameOf = (form) => `${form.dataset.draft} ${location.pathname}${location.search}`;
  const said = (form) => [...new FormData(form)].filter(
    ([name]) => name !== "csrfmiddlewaretoken" && name !== "act"
  );

  /* The words under the form say that everything is kept: not before it is. */
  const tells = (isKept) => {
    const status = document.querySelector("[data-draft-status]");
    if (status) status.hidden = !isKept;
  };

  const keep = () => {
    const form = theForm();
    if (!form) return;
    const values = said(form);
    latest = values;
    tells(false);
    writing = writing.then(() => {
      if (latest !== values) return null;
      return drafts.keep(nameOf(form), { said: values }).then(() => tells(latest === values));
    }).catch(() => {});
  };

  const changed = (event) => {
    if (event.target.closest("form[data-draft]")) keep();
  };

  /* Puts a kept text back through the server, which also draws the people that were added. */
  const restore = async (form) => {
    const found = await drafts.find(nameOf(form)).catch(() => null);
    if (!found || JSON.stringify(found.said) === JSON.stringify(said(form))) return;
    const values = new FormData();
    found.said.forEach(([name, value]) => values.append(name, value));
    values.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    values.append("act", "restore");
    htmx.ajax("POST", location.pathname + location.search, {
      source: "#intake", target: "#intake", select: "#intake", swap: "outerHTML show:none", values,
    });
  };

  const start = () => {
    const form = theForm();
    if (!form || !drafts || !drafts.isPossible) return;
    document.addEventListener("input", changed);
    document.addEventListener("change", changed);
    document.addEventListener("htmx:afterSwap", () => { if (theForm()) keep(); });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-discard]");
      if (!link) return;
      event.preventDefault();
      drafts.drop(nameOf(form)).catch(() => {}).then(() => { location.href = link.href; });
    });
    if (form.dataset.received) drafts.drop(nameOf(form)).catch(() => {});
    else if (form.dataset.typed) keep();
    else restore(form);
  };

  start();
})();
