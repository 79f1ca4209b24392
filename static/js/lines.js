/* The grid of cost lines: moves like a spreadsheet, counts while somebody types, and saves
   each row by itself. What the server does not have yet stays in this browser. */
(() => {
  "use strict";

  const form = document.getElementById("lines");
  if (!form || form.dataset.closed) return;
  const PAUSE = 1000;
  const COUNT_PAUSE = 250;
  const RETRY = 5000;
  const LARGEST_LAST_WORD = 20000;
  const drafts = window.sohosDrafts;
  const place = form.querySelector("[data-rows]");
  const status = form.querySelector("[data-status]");
  const action = form.getAttribute("action");
  const draftName = `${form.dataset.whose} ${action}`;
  const states = new WeakMap();
  const due = new Set();
  let flight = null;
  let writing = Promise.resolve();
  let isKept = false;
  let isOver = false;
  let asked = 0;
  let applied = 0;

  const rows = () => [...place.querySelectorAll("[data-row]")].filter((row) => !row.hidden);
  const controls = (row) => [...row.querySelectorAll("[name]")].filter((each) => each.name !== "row" && each.type !== "submit");
  const field = (row, name) => row.querySelector(`[name='${row.dataset.row}-${name}']`);
  const short = (row, control) => control.name.slice(row.dataset.row.length + 1);
  const typed = (row) => controls(row)
    .filter((each) => each.type !== "checkbox" || each.checked)
    .map((each) => [short(row, each), each.value]);
  const words = (row) => JSON.stringify(typed(row).filter(([name]) => name !== "version" && name !== "line"));
  const isBlank = (row) => !field(row, "line").value
    && ["description", "price_code", "quantity_without", "quantity_with"].every((name) => !field(row, name).value);
  const isUnsaved = (row) => !isBlank(row) && states.get(row).saved !== words(row);
  const tpl = (name) => form.querySelector(`template[${name}]`).content.firstElementChild.cloneNode(true);

  const says = (state, text) => {
    status.className = `sh-saved sh-saved--${state}`;
    if (status.textContent !== text) status.textContent = text;
  };

  /* ---------- what stands in the browser until the server has it ---------- */
  const keep = () => {
    if (!drafts.isPossible) return;
    const open = rows().filter(isUnsaved).map(typed);
    writing = writing
      .then(() => (open.length ? drafts.keep(draftName, { rows: open }) : drafts.drop(draftName)))
      .then(() => { isKept = true; }, () => { isKept = false; });
  };

  const restore = async () => {
    if (!drafts.isPossible) return;
    const found = await drafts.find(draftName).catch(() => null);
    if (!found) return;
    found.rows.forEach((pairs) => {
      const says = new Map(pairs);
      const line = says.get("line");
      const own = line && rows().find((row) => field(row, "line").value === line);
      const row = own || rows().find(isBlank) || append();
      if (!own) says.set("line", "");
      controls(row).forEach((each) => {
        const name = short(row, each);
        if (each.type === "checkbox") each.checked = says.has(name);
        else if (says.has(name)) each.value = says.get(name);
      });
      states.get(row).saved = null;
      changed(row);
    });
  };

  /* ---------- rows ---------- */
  let number = rows().length + 1;
  const append = () => {
    const holder = form.querySelector("template[data-new-row]");
    number += 1;
    const spare = document.createElement("template");
    spare.innerHTML = holder.innerHTML.replaceAll("n0", `n${number}`);
    const row = spare.content.firstElementChild;
    place.append(row);
    states.set(row, { saved: null, timer: null });
    return row;
  };

  const focusCell = (row, name) => {
    const cell = field(row, name);
    cell.focus();
    if (cell.select) cell.select();
  };

  const amounts = (row, told) => {
    if (!told) return;
    row.querySelector("[data-amount=without]").textContent = told.without;
    row.querySelector("[data-amount=with_plan]").textContent = told.with_plan;
    row.querySelector("[data-about]").textContent = told.about;
  };

  /* An answer that was asked for earlier never replaces a later one. */
  const totals = (told, turn) => {
    if (!told || turn < applied) return;
    applied = turn;
    Object.entries(told).forEach(([name, amount]) => {
      form.querySelector(`[data-total=${name}]`).textContent = amount;
    });
  };

  const clearErrors = (row) => {
    row.classList.remove("sh-lines__row--open");
    row.querySelectorAll(".sh-errors, [role=alert]").forEach((each) => each.remove());
    row.querySelectorAll("[aria-invalid]").forEach((each) => {
      each.removeAttribute("aria-invalid");
      each.classList.remove("utrecht-textbox--invalid", "utrecht-select--invalid");
    });
  };

  const showErrors = (row, errors) => {
    clearErrors(row);
    row.classList.add("sh-lines__row--open");
    Object.entries(errors).forEach(([name, texts]) => {
      const control = field(row, name);
      const box = document.createElement("div");
      box.className = "sh-errors";
      texts.forEach((text) => {
        const line = tpl("data-wrong");
        line.querySelector("span").textContent = text;
        box.append(line);
      });
      if (!control || control.type === "hidden") {
        row.querySelector(".sh-lines__more").append(box);
        return;
      }
      box.id = `${control.id}_error`;
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", box.id);
      control.classList.add(control.tagName === "SELECT" ? "utrecht-select--invalid" : "utrecht-textbox--invalid");
      (control.closest(".sh-amount") || control).after(box);
      const details = control.closest("details");
      if (details) details.open = true;
    });
  };

  /* ---------- counting while somebody types: one question at a time ---------- */
  let counting = null;
  let toCount = null;
  let countTimer = null;
  const body = (row, act) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("act", act);
    data.append("row", row.dataset.row);
    typed(row).forEach(([name, value]) => data.append(`${row.dataset.row}-${name}`, value));
    return data;
  };

  const count = async (row) => {
    toCount = row;
    if (counting) return;
    while (toCount) {
      const now = toCount;
      toCount = null;
      if (now.hidden) continue;
      asked += 1;
      const turn = asked;
      counting = fetch(form.dataset.count, { method: "POST", body: body(now, "count") })
        .then((answer) => (answer.ok && !answer.redirected ? answer.json() : null))
        .catch(() => null);
      const told = await counting;
      if (told && !now.hidden) {
        amounts(now, told.amounts);
        totals(told.totals, turn);
      }
    }
    counting = null;
  };

  /* ---------- saving: one row at a time, each in the version it was seen ---------- */
  const changed = (row) => {
    const state = states.get(row);
    clearTimeout(state.timer);
    if (!isUnsaved(row)) { keep(); return; }
    keep();
    clearTimeout(countTimer);
    countTimer = setTimeout(() => count(row), COUNT_PAUSE);
    state.timer = setTimeout(() => save(row), PAUSE);
  };

  const save = (row) => {
    const state = states.get(row);
    clearTimeout(state.timer);
    if (isOver || row.hidden || state.isMeeting || !isUnsaved(row)) return;
    if (state.refused === words(row)) {
      if (!row.contains(document.activeElement) && state.errors) showErrors(row, state.errors);
      return;
    }
    due.add(row);
    if (!flight) flight = work().finally(() => { flight = null; });
  };

  const work = async () => {
    while (due.size) {
      const [row] = due;
      due.delete(row);
      if (!row.hidden && isUnsaved(row)) await send(row);
    }
  };

  const send = async (row) => {
    const sent = words(row);
    says("busy", status.dataset.busy);
    asked += 1;
    const turn = asked;
    const told = await post(action, body(row, "autosave"), sent.length < LARGEST_LAST_WORD);
    if (!told) { waits(row); return; }
    if (told.why) { isOver = true; says("failed", told.why); return; }
    const answer = told.rows[row.dataset.row];
    received(row, answer, sent);
    /* Totals of the server leave out a row that it refused; what was counted stays. */
    if (isTaken(answer)) totals(told.totals, turn);
    keep();
    if (rows().some(isUnsaved)) says("failed", status.dataset.refused);
    else says("done", `${status.dataset.done} ${told.at}`);
  };

  const post = async (path, data, keepalive = false) => {
    try {
      const answer = await fetch(path, { method: "POST", body: data, keepalive });
      if (answer.redirected || answer.status >= 500 || answer.status === 429) return null;
      return await answer.json();
    } catch { return null; }
  };

  const waits = async (row) => {
    await writing;
    says("local", isKept ? status.dataset.local : status.dataset.alone);
    states.get(row).timer = setTimeout(() => save(row), RETRY);
  };

  const isTaken = (told) => told.state === "saved" || told.state === "same";
  const received = (row, told, sent) => {
    const state = states.get(row);
    if (told.line) {
      field(row, "line").value = told.line;
      const papers = row.querySelector("[data-papers]");
      papers.hidden = false;
      papers.querySelector("a").href = form.dataset.papers.replace("/0/", `/${told.line}/`);
    }
    amounts(row, told.amounts);
    if (isTaken(told)) {
      field(row, "version").value = told.version;
      state.saved = sent;
      state.refused = null;
      clearErrors(row);
      if (!told.remarks) row.querySelectorAll("summary .nl-data-badge").forEach((each) => each.remove());
      if (isUnsaved(row)) changed(row);
      return;
    }
    state.refused = sent;
    state.errors = told.errors || {};
    if (told.state === "conflict") meet(row, told);
    else if (!row.contains(document.activeElement)) showErrors(row, state.errors);
  };

  /* Two people wrote one row: theirs is shown, mine stays, somebody chooses. */
  const meet = (row, told) => {
    const state = states.get(row);
    const notice = tpl("data-meeting");
    clearErrors(row);
    state.isMeeting = true;
    notice.querySelector("[data-theirs]").textContent = [
      told.theirs.description, told.theirs.quantity_without, told.theirs.quantity_with, `€ ${told.theirs.unit_price}`,
    ].join(" · ");
    const ends = () => {
      state.isMeeting = false;
      state.refused = null;
      field(row, "version").value = told.version;
      notice.remove();
      focusCell(row, "description");
    };
    notice.querySelector("[data-take]").addEventListener("click", () => {
      controls(row).forEach((each) => {
        const theirs = told.theirs[short(row, each)];
        if (theirs !== undefined && each.type !== "checkbox") each.value = theirs;
      });
      ends();
      state.saved = words(row);
      keep();
    });
    notice.querySelector("[data-keep]").addEventListener("click", () => { ends(); save(row); });
    row.append(notice);
  };

  /* ---------- taking a row out, and putting it back ---------- */
  const remove = async (row) => {
    if (!row || isOver || (isBlank(row) && rows().at(-1) === row)) return;
    const gone = tpl("data-gone");
    const undo = gone.querySelector("button");
    gone.querySelector("span").textContent = `${field(row, "description").value} ✕`;
    row.hidden = true;
    row.after(gone);
    undo.focus();
    if (flight) await flight;
    const line = field(row, "line").value;
    if (line) {
      const data = body(row, "autosave");
      data.set("remove", row.dataset.row);
      asked += 1;
      const turn = asked;
      const told = await post(action, data);
      if (!told || told.why) {
        gone.remove();
        row.hidden = false;
        says("failed", told ? told.why : status.dataset.alone);
        return;
      }
      totals(told.totals, turn);
    }
    keep();
    undo.addEventListener("click", async () => {
      if (line) {
        const data = new FormData();
        data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        data.set("act", "autosave");
        asked += 1;
        const turn = asked;
        data.set("line", line);
        const told = await post(form.dataset.restore, data);
        if (!told) { says("failed", status.dataset.alone); return; }
        field(row, "version").value = told.version;
        totals(told.totals, turn);
      }
      gone.remove();
      row.hidden = false;
      focusCell(row, "description");
      changed(row);
    });
  };

  /* ---------- keyboard ---------- */
  const step = (row, name, by) => {
    const all = rows();
    const next = all[all.indexOf(row) + by];
    if (next) focusCell(next, isBlank(next) && by > 0 ? "description" : name);
    else if (by > 0) focusCell(append(), "description");
  };

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || event.isComposing) return;
    const { cell } = event.target.dataset;
    const isList = event.target.tagName === "SELECT";
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) rows().forEach(save);
    else if (event.key === "Delete" && event.altKey) remove(row);
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "Enter" && cell) step(row, cell, event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && event.target.matches("input")) save(row);
    else if (event.key === "ArrowDown" && cell && !isList) step(row, cell, 1);
    else if (event.key === "ArrowUp" && cell && !isList) step(row, cell, -1);
    else if (event.key === "Escape" && cell && event.target.dataset.before !== undefined) {
      event.target.value = event.target.dataset.before;
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
    } else return;
    event.preventDefault();
  });

  form.addEventListener("focusin", (event) => {
    if (event.target.dataset.cell) event.target.dataset.before = event.target.value;
  });
  form.addEventListener("focusout", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && !row.contains(event.relatedTarget)) setTimeout(() => save(row));
  });
  const touched = (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    if (rows().at(-1) === row) append();
    changed(row);
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    remove(button.closest("[data-row]"));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    rows().forEach(save);
  });
  window.addEventListener("online", () => rows().forEach(save));
  window.addEventListener("beforeunload", (event) => {
    rows().filter(isUnsaved).forEach(save);
    if (rows().some(isUnsaved) && !isKept) event.preventDefault();
  });
  document.addEventListener("sohos:leaving", () => { isOver = true; });

  rows().forEach((row) => {
    states.set(row, { saved: row.dataset.typed ? null : words(row), refused: row.dataset.typed ? words(row) : null, timer: null });
  });
  if (matchMedia("(max-width: 64rem)").matches) rows().filter(isBlank).slice(1).forEach((row) => row.remove());
  restore();
})();
