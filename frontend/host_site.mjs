// On the site a widget's state stands in its element, and a model as small as can be stands in for
// Python's.
import { messageOf, reported } from "./math/checks.mjs";
import { remember } from "./memory/widgets.mjs";
import { refusal } from "./parts/controls.mjs";
import { html } from "./parts/dom.mjs";
import { loadScript } from "./parts/load.mjs";
import { listeners } from "./parts/model.mjs";
import { explain, mounted } from "./parts/mount.mjs";
import { isAbout, shareButton, stateFromAddress } from "./parts/share_link.mjs";
import { nameInLinks } from "./parts/text_links.mjs";

/** @typedef {import("./parts/mount.mjs").WidgetModule} WidgetModule */

const here = /** @type {HTMLScriptElement | null} */ (document.currentScript)?.src;

/**
 * What a module imports with `import()`: a script beside this one, which leaves it here. The build
 * writes the call.
 * @param {string} part
 * @param {string} address
 */
export async function later(part, address) {
  await loadScript(new URL(address, here).href);
  return globalThis.cnnlab[part];
}

/** @type {Map<string, WidgetModule>} */
const widgets = new Map();
/** @type {WeakMap<Element, () => void>} */
const stops = new WeakMap();

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
 * What draws the widgets of this name, if its script has come.
 * @param {string} name
 */
export const widgetNamed = (name) => widgets.get(name);

/**
 * Draw each widget below `root` whose script has come and that is not drawn yet.
 * @param {ParentNode} root
 */
export function mountAll(root = document) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    root.querySelectorAll(".cnnlab-widget[data-state]")
  )) {
    const widget = widgets.get(element.dataset.widget ?? "");
    if (widget) stops.set(element, mount(element, widget));
  }
}

/**
 * Stop a widget that has gone for good: what it listens to would hold it for ever.
 * @param {Element} element
 */
export function stopWidget(element) {
  stops.get(element)?.();
  stops.delete(element);
}

/**
 * Draw a widget as its page or the address says, and again when the address changes. Returns the way
 * to stop.
 * @param {HTMLElement} element
 * @param {WidgetModule} widget
 * @returns {() => void}
 */
function mount(element, widget) {
  const text = element.dataset.state ?? "";
  delete element.dataset.state;
  /** @type {Record<string, any>} */
  let own;
  try {
    own = JSON.parse(text);
  } catch (error) {
    explain(element, error);
    return () => {};
  }
  const slug = nameInLinks(element);
  if (document.getElementById(slug)) {
    const model = siteModel({ ...own }); // the first of its name has the address
    const halt = mounted(widget, model, element);
    const forget = remember(widget, model, element);
    return () => [halt, forget].forEach((end) => end());
  }
  element.id = slug;
  let linked = false;
  let stop = draw();
  const follow = () => {
    if (!element.isConnected || (!linked && !isAbout(location.hash, slug))) return;
    stop();
    stop = draw();
  };
  addEventListener("hashchange", follow);
  return () => {
    removeEventListener("hashchange", follow);
    stop();
  };

  function draw() {
    linked = isAbout(location.hash, slug);
    if (!linked) return drawAs(own);
    element.scrollIntoView();
    return drawLinked();
  }

  /**
   * @param {Record<string, any>} state
   * @param {(error: unknown) => void} [failed]
   */
  function drawAs(state, failed) {
    const model = siteModel({ ...state });
    const halt = mounted(widget, model, element, [shareButton(slug, own, model)], failed);
    const forget = remember(widget, model, element);
    return () => [halt, forget].forEach((end) => end());
  }

  // A link that cannot be followed leaves the widget as on its page, with a note: whether it cannot be
  // read, the widget fails, or says itself that these settings do not fit.
  function drawLinked() {
    /** @type {unknown} */
    let problem = null;
    try {
      const failed = (/** @type {unknown} */ error) => (problem = error);
      const halt = drawAs(stateFromAddress(location.hash, slug, own), failed);
      problem ??= refusal(element);
      if (!problem) return halt;
      halt();
    } catch (error) {
      reported(error);
      problem = error;
    }
    const halt = drawAs(own);
    element.firstElementChild?.prepend(noteOnLink(problem));
    return halt;
  }
}

/** @param {unknown} problem */
function noteOnLink(problem) {
  return html(
    "p",
    { class: "cnnlab-problem", role: "alert" },
    `The link that led here cannot be followed: ${messageOf(problem)}. The widget is shown without it.`,
  );
}

/**
 * @param {Record<string, any>} state
 * @returns {import("./parts/mount.mjs").Model}
 */
function siteModel(state) {
  const { tell, on, off } = listeners();
  return {
    get: (name) => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      tell(`change:${name}`);
    },
    save_changes() {},
    on,
    off,
  };
}
