// On the site a widget's state stands in its element, and a model as small as can be stands in for
// Python's.
import { explain, mounted } from "./parts/mount.mjs";
import { shareButton, stateFromAddress } from "./parts/share_link.mjs";

/** @typedef {import("./parts/mount.mjs").WidgetModule} WidgetModule */

/** @type {Map<string, WidgetModule>} */
const widgets = new Map();

/**
 * Make a widget known, and draw all of its kind. A widget's own script calls this.
 * @param {string} name
 * @param {WidgetModule} widget
 */
export function register(name, widget) {
  widgets.set(name, widget);
  mountAll();
}

/**
 * Draw each widget below `root` whose script has come and that is not drawn yet.
 * @param {ParentNode} root
 */
export function mountAll(root = document) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    root.querySelectorAll(".cnnlab-widget[data-state]")
  )) {
    const widget = widgets.get(element.dataset.widget ?? "");
    if (widget) mount(element, widget);
  }
}

/**
 * @param {HTMLElement} element
 * @param {WidgetModule} widget
 */
function mount(element, widget) {
  const slug = `widget-${element.dataset.slug || element.dataset.widget}`;
  if (!document.getElementById(slug)) element.id = slug; // the first of its name has the address
  try {
    const own = JSON.parse(element.dataset.state ?? "");
    const linked = element.id ? stateFromAddress(location.hash, slug, own) : null;
    const model = siteModel({ ...(linked ?? own) });
    const share = element.id ? [shareButton(slug, own, model)] : [];
    mounted(widget, model, element, share);
  } catch (error) {
    explain(element, error);
  }
  delete element.dataset.state;
  if (element.id && location.hash.split("&")[0] === `#${slug}`) element.scrollIntoView();
}

/**
 * @param {Record<string, any>} state
 * @returns {import("./parts/mount.mjs").Model}
 */
function siteModel(state) {
  /** @type {Map<string, (() => void)[]>} */
  const listeners = new Map();
  return {
    get: (name) => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      for (const listener of listeners.get(`change:${name}`) ?? []) listener();
    },
    save_changes() {},
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    off: (event, listener) =>
      listeners.set(
        event,
        (listeners.get(event) ?? []).filter((other) => other !== listener),
      ),
  };
}
