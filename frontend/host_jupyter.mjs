// In JupyterLab a widget is an anywidget: Python shares the model, and each widget has its own copy
// of its module.
import { mounted } from "./parts/mount.mjs";

/**
 * @param {string} name
 * @param {import("./parts/mount.mjs").WidgetModule} widget
 */
export const hosted = (name, widget) => ({
  render({ model, el }) {
    Object.assign(el.dataset, { widget: name, slug: model.get("slug") ?? "" }); // as on the site
    keepKeys(el);
    return whenInPage(el, () => mounted(widget, model, el));
  },
});

/**
 * Draw once the place is in the page: JupyterLab puts it there later, and until then it has neither
 * colours nor a size. Returns the way to stop.
 * @param {HTMLElement} place
 * @param {() => () => void} draw
 */
function whenInPage(place, draw) {
  if (place.isConnected) return draw();
  let stop = () => observer.disconnect();
  const observer = new ResizeObserver(() => {
    if (!place.isConnected) return;
    observer.disconnect();
    stop = draw();
  });
  observer.observe(place);
  return () => stop();
}

/**
 * Keys pressed in a widget belong to it. JupyterLab takes the arrow keys, among others, unless the
 * very element that has the focus says that they are not for it; and it swallows Enter in a text box,
 * where it confirms what was typed.
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
