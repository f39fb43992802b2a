// In JupyterLab a widget is an anywidget: Python shares the model, and each widget has its own copy
// of its module.
import { mounted } from "./parts/mount.mjs";

/** @param {import("./parts/mount.mjs").WidgetModule} widget */
export const hosted = (widget) => ({
  render({ model, el }) {
    keepKeys(el);
    return mounted(widget, model, el);
  },
});

/**
 * Keys pressed in a widget belong to it. JupyterLab takes the arrow keys, among others, unless the
 * very element that has the focus says that they are not for it; and it stops Enter in a text box,
 * where it means that what is written is meant.
 * @param {HTMLElement} place
 */
function keepKeys(place) {
  place.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element) target.setAttribute("data-lm-suppress-shortcuts", "true");
  });
  place.addEventListener(
    "beforeinput",
    (event) => {
      if (event.inputType === "insertLineBreak") event.stopPropagation();
    },
    { capture: true },
  );
}
