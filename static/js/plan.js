/* A part of the plan saves itself a second after the last letter. What the server does not
   have yet stays in this browser and comes back into the form when it is opened again. */
(() => {
  "use strict";

  const PAUSE = 1000;
  const RETRY = 5000;
  const drafts = window.sohosDrafts;
  const LARGEST_LAST_WORD = 20000;
  const desks = new WeakMap();
  let desk = null;

  const said = (form) => [...new FormData(form)].filter(
    ([name]) => name !== "csrfmiddlewaretoken" && name !== "act"
  );
  const wordsOf = (pairs) => JSON.stringify(pairs.filter(([name]) => name !== "version"));
  const words = (form) => wordsOf(said(form));

  class Desk {
    constructor(form) {
      this.form = form;
      this.status = form.querySelector("[data-status]");
      this.name = `${form.dataset.whose} ${form.getAttribute("action")}`;
      this.saved = form.dataset.typed ? null : words(form);
      this.timer = null;
      this.flight = null;
      this.writing = Promise.resolve();
      this.isStuck = form.dataset.autosave === "off";
      desks.set(form, this);
      this.isKept = false;
      form.addEventListener("input", () => this.changed());
      form.addEventListener("change", () => this.changed());
      form.addEventListener("focusout", () => this.save());
    }

    get isUnsaved() { return this.saved !== words(this.form); }

    get isHere() { return desk === this && this.form.isConnected; }

    start() {
      if (this.form.dataset.typed) this.changed();
      else this.restore();
    }

    /* Puts a kept text back through the server, which also draws rows that were added. */
    async restore() {
      if (!drafts.isPossible) return;
      const found = await drafts.find(this.name).catch(() => null);
      if (!found || !this.isHere || this.isUnsaved) return;
      if (wordsOf(found.said) === this.saved) {
        await drafts.drop(this.name).catch(() => {});
        return;
      }
      const values = new FormData();
      found.said.forEach(([name, value]) => values.append(name, value));
      values.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
      values.append("act", "restore");
      htmx.ajax("POST", this.form.getAttribute("action"), {
        source: "#plan", target: "#plan", select: "#plan", swap: "outerHTML show:none", values,
      });
    }

    changed() {
      clearTimeout(this.timer);
      if (!this.isUnsaved && !this.flight) return;
      this.keep();
      this.timer = setTimeout(() => this.save(), PAUSE);
    }

    keep() {
      if (!drafts.isPossible) return;
      const { base } = this.form.dataset;
      const draft = { said: said(this.form).map(
        ([name, value]) => [name, name === "version" && base ? base : value]
      ) };
      this.writing = this.writing
        .then(() => drafts.keep(this.name, draft))
        .then(() => { this.isKept = true; }, () => { this.isKept = false; });
    }

    /* One request at a time: the next one carries the version that this one brings. */
    save() {
      clearTimeout(this.timer);
      if (this.flight) return this.flight.then(() => this.save());
      if (this.isStuck || !this.form.isConnected || !this.isUnsaved) return Promise.resolve();
      this.flight = this.send().finally(() => { this.flight = null; });
      return this.flight;
    }

    async send() {
      const sent = words(this.form);
      const body = new FormData(this.form);
      body.set("act", "autosave");
      this.says("busy", this.status.dataset.busy);
      let answer = null;
      let told = {};
      try {
        answer = await fetch(this.form.getAttribute("action"), {
          method: "POST", body, keepalive: sent.length < LARGEST_LAST_WORD,
        });
        told = answer.redirected ? {} : await answer.json();
      } catch {
        if (!answer || answer.status >= 500) return this.waits();
      }
      if (told.version) return this.received(told, sent);
      if (answer.status >= 500 || answer.status === 429) return this.waits();
      if (answer.status === 409) this.meets();
      return this.says("failed", told.why || this.status.dataset.refused);
    }

    async waits() {
      await this.writing;
      this.says("local", this.isKept ? this.status.dataset.local : this.status.dataset.alone);
      this.timer = setTimeout(() => this.save(), RETRY);
    }

    async received(told, sent) {
      const { name } = this;
      this.form.elements.version.value = told.version;
      this.saved = sent;
      this.helps(told.reading || {});
      this.moves(told.path);
      await this.writing;
      if (drafts.isPossible) await drafts.drop(name).catch(() => {});
      if (this.isUnsaved) this.changed();
      else this.says("done", `${this.status.dataset.done} ${told.at}`);
    }

    /* Tips stay open while somebody follows them. */
    helps(reading) {
      this.form.querySelectorAll("[data-reading]").forEach((place) => {
        const tips = reading[place.dataset.reading];
        if (tips === undefined) return;
        const wasOpen = place.querySelector("details[open]") !== null;
        place.innerHTML = tips;
        const details = place.querySelector("details");
        if (details) details.open = wasOpen;
      });
    }

    /* What was added has an address of its own from its first save on. */
    moves(path) {
      const old = this.form.getAttribute("action");
      if (path === old) return;
      this.form.setAttribute("action", path);
      this.name = `${this.form.dataset.whose} ${path}`;
      [this.form, ...this.form.querySelectorAll("[hx-post]")].forEach((element) => {
        if (element.getAttribute("hx-post") === old) element.setAttribute("hx-post", path);
      });
      htmx.process(this.form);
      if (this.isHere) history.replaceState(history.state, "", path);
    }

    meets() {
      this.isStuck = true;
      this.form.querySelector("[data-compare]").hidden = false;
    }

    says(state, text) {
      this.status.className = `sh-saved sh-saved--${state}`;
      if (this.status.textContent !== text) this.status.textContent = text;
    }

    async forget() {
      this.isStuck = true;
      clearTimeout(this.timer);
      this.saved = words(this.form);
      await this.writing;
      if (drafts.isPossible) await drafts.drop(this.name).catch(() => {});
    }
  }

  const sit = () => {
    const form = document.querySelector("form[data-autosave]");
    if (desk && desk.form === form) return;
    desk = form ? new Desk(form) : null;
    if (desk) desk.start();
  };

  /* Nothing else is asked before what was typed is on its way: a form never meets itself. */
  document.addEventListener("htmx:confirm", (event) => {
    if (!desk || !desk.form.isConnected) return;
    const { elt, verb } = event.detail;
    if (verb === "get" ? !desk.isUnsaved && !desk.flight : !desk.flight) return;
    event.preventDefault();
    const own = desk.form.contains(elt) && verb !== "get";
    clearTimeout(desk.timer);
    elt.classList.add("htmx-request");
    (own ? desk.flight : desk.save()).then(() => {
      elt.classList.remove("htmx-request");
      event.detail.issueRequest(true);
    });
  });

  /* What was added while its form waited is changed from then on. */
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, verb } = event.detail;
    if (desk && verb === "post" && desk.form.contains(elt)) event.detail.path = desk.form.getAttribute("action");
  });

  /* A press on Save that succeeded takes the kept text along. */
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr, successful } = event.detail;
    const own = desks.get(elt);
    if (!own || !successful || !xhr.responseURL) return;
    if (new URL(xhr.responseURL).pathname !== elt.getAttribute("action")) own.forget();
  });
  document.addEventListener("htmx:sendError", (event) => {
    const own = desks.get(event.detail.elt);
    if (own) own.waits();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-discard]");
    if (!link || !desk) return;
    event.preventDefault();
    desk.forget().then(() => { location.href = link.href; });
  });
  document.addEventListener("sohos:leaving", () => { if (desk) desk.forget(); });
  document.addEventListener("htmx:afterSwap", sit);
  document.addEventListener("htmx:historyRestore", sit);
  window.addEventListener("online", () => { if (desk) desk.save(); });
  window.addEventListener("beforeunload", (event) => {
    if (desk && desk.form.isConnected && desk.isUnsaved && !desk.isKept) event.preventDefault();
  });
  sit();
})();
