/* Files dropped anywhere on the form go into its field; too large is said at once. */
(() => {
  "use strict";

  const sizeNotes = (input) => {
    const form = input.form;
    form.querySelectorAll("[data-size-note]").forEach((note) => note.remove());
    const most = Number(input.dataset.mostBytes);
    const large = [...input.files].filter((file) => file.size > most);
    const notes = large.map((file) => {
      const note = document.createElement("p");
      note.className = "utrecht-form-field-error-message sh-error";
      note.dataset.sizeNote = "";
      note.setAttribute("role", "alert");
      note.textContent = input.dataset.tooLarge.replace("{name}", file.name);
      return note;
    });
    input.before(...notes);
  };

  document.querySelectorAll("input[type=file][data-most-bytes]").forEach((input) => {
    const form = input.form;
    let depth = 0;
    const mark = (change) => {
      depth = Math.max(0, depth + change);
      form.classList.toggle("sh-dropping", depth > 0);
    };
    const holdsFiles = (event) => event.dataTransfer.types.includes("Files");
    form.addEventListener("dragenter", (event) => { if (holdsFiles(event)) mark(1); });
    form.addEventListener("dragleave", (event) => { if (holdsFiles(event)) mark(-1); });
    form.addEventListener("dragover", (event) => {
      if (holdsFiles(event)) event.preventDefault();
    });
    form.addEventListener("drop", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      mark(-depth);
      input.files = event.dataTransfer.files;
      sizeNotes(input);
      input.focus();
    });
    input.addEventListener("change", () => sizeNotes(input));
    form.addEventListener("submit", (event) => {
      if (form.querySelector("[data-size-note]")) {
        event.preventDefault();
        event.stopImmediatePropagation();
        input.focus();
      }
    }, true);
  });
})();
