// In JupyterLab a widget is an anywidget: Python shares the model, and each widget has its own copy
// of its module.
import { mounted } from "./parts/mount.mjs";

/**
 * @param {string} name
 * @param {import("./parts/mount.mjs").WidgetModule} widget
 * @param {string} style the widget's own
 */
export const hosted = (name, widget, style) => ({
  render({ model, el }) {
    Object.assign(el.dataset, { widget: name, slug: model.get("slug") ?? "" }); // as on the site
    keepKeys(el);
    return whenInPage(el, () => {
      const unstyled = styled(el, style);
      const stop = mounted(widget, model, el);
      return () => {
        stop();
        unstyled();
      };
    });
  },
});

/**
 * Let a widget's own style come after the one that widgets share, as on the site. JupyterLab adds that
 * one anew with each kind of widget, so in the same sheet the second kind would undo what the first
 * has of its own; adopted sheets follow all others. The place may lie in a shadow, whose sheets are its
 * own. Returns the way to take the style away.
 * @param {HTMLElement} place
 * @param {string} style
 */
function styled(place, style) {
  const root = /** @type {Document | ShadowRoot} */ (place.getRootNode());
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets.push(sheet);
  return () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}

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
