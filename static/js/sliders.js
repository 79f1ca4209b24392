/* A number that says data-slider gets a slider under it; both always say the same. */
(() => {
  "use strict";

  document.querySelectorAll("input[data-slider]").forEach((box) => {
    const slider = document.createElement("input");
    slider.type = "range";
    slider.className = "sh-slider";
    slider.min = box.min;
    slider.max = box.max;
    slider.step = box.dataset.slider;
    slider.value = box.value;
    slider.setAttribute("aria-label", box.labels[0].textContent.trim());
    slider.addEventListener("input", (event) => {
      event.stopPropagation();
      box.value = slider.value;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
    box.addEventListener("input", () => { slider.value = box.value; });
    box.after(slider);
  });
})();
