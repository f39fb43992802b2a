// Widgets of the running Python, shown in the page: the site's own scripts draw them, and comm, the
// channel that JupyterLab uses too, keeps both ends the same.
import { reported } from "../math/checks.mjs";
import { html } from "../parts/dom.mjs";
import { loadScript, loadStyle } from "../parts/load.mjs";
import { PLAIN } from "./plain_widgets.mjs";
import { lent, liveModel, stateOf } from "./widget_model.mjs";

/** @typedef {ReturnType<typeof liveWidgets>} LiveWidgets */

const CUT =
  "Python was stopped, and this widget goes on without it. Run its cell again to connect them.";

/**
 * @param {object} wishes
 * @param {URL} wishes.root the folder of the site's scripts
 * @param {(message: object) => void} wishes.send to Python
 */
function liveWidgets({ root, send }) {
  /** @type {Map<string, import("./widget_model.mjs").LiveModel>} */
  const models = new Map();
  /** @type {Set<HTMLElement>} */
  const places = new Set();
  /** What is drawn where, and the way to stop it. @type {Map<HTMLElement, () => void>} */
  const drawings = new Map();

  /**
   * A cell that ran again has taken its outputs away, or a box its children. What was drawn there would
   * go on listening, and a network training.
   */
  function stopWhatIsGone() {
    const isGone = (/** @type {HTMLElement} */ place) => !place.isConnected;
    [...places].filter(isGone).forEach((place) => places.delete(place));
    for (const place of [...drawings.keys()].filter(isGone)) {
      drawings.get(place)?.();
      drawings.delete(place);
    }
  }

  /** @param {string} name */
  async function scriptOf(name) {
    const file = (/** @type {string} */ path) => new URL(path, root).href;
    if (!globalThis.cnnlab) {
      await loadStyle(file("core.css"));
      await loadScript(file("core.js"));
    }
    if (globalThis.cnnlab.widgetNamed(name)) return;
    await loadStyle(file(`${name}.css`));
    await loadScript(file(`${name}.js`));
  }

  /**
   * Put a widget there, or say why it cannot be.
   * @param {string} id
   * @param {HTMLElement} place may have the widget's first frame
   */
  async function draw(id, place) {
    const model = models.get(id);
    const drawn = /** @type {HTMLElement | null} */ (place.querySelector(".cnnlab-widget"));
    const name =
      drawn?.dataset.widget ?? model?.get("_anywidget_id")?.match(/^cnnlab\.widgets\.(\w+)\./)?.[1];
    const kind = model?.get("_model_name");
    if (!model) explain(place, "Python has no such widget any more. Run the cell again.");
    else if (name) {
      const element = drawn ?? place.appendChild(html("div", { class: "cnnlab-widget" }));
      delete element.dataset.state; // else its script would draw it, without Python
      Object.assign(element.dataset, { widget: name, slug: model.get("slug") ?? "" });
      await scriptOf(name);
      if (!place.isConnected) return; // its cell ran again, or its box has other children, meanwhile
      const { "parts/mount": host, widgetNamed } = globalThis.cnnlab;
      drawings.set(place, host.mounted(widgetNamed(name), model, element));
    } else if (PLAIN[kind]) {
      const { model: own, stop } = lent(model);
      const drawing = PLAIN[kind](own, (reference, seat) => {
        draw(reference.replace("IPY_MODEL_", ""), seat).catch((error) =>
          explain(seat, `This widget is not connected with Python: ${reported(error)}.`),
        );
      });
      drawings.set(place, stop);
      place.replaceChildren(html("div", { class: "cnnlab-plain-widget" }, drawing));
    } else {
      const called = kind?.replace(/Model$/, "") ?? "This";
      explain(
        place,
        `${called} is a widget that only JupyterLab can show. It works in Python all the same.`,
      );
    }
  }

  return {
    stopWhatIsGone,

    /** @param {string} id @param {HTMLElement} place */
    show(id, place) {
      stopWhatIsGone();
      places.add(place);
      return draw(id, place);
    },

    /** Python has ended: its widgets go on without it, and say so. */
    cut() {
      for (const place of places) place.prepend(html("p", { class: "cnnlab-problem" }, CUT));
      places.clear();
      models.clear();
    },

    /** Draw the widgets of a piece of HTML, which have no other end in Python. @param {HTMLElement} place */
    async showHtml(place) {
      stopWhatIsGone();
      const widgets = [
        .../** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll(".cnnlab-widget")),
      ];
      drawings.set(place, () => widgets.forEach(globalThis.cnnlab.stopWidget));
      for (const { dataset } of widgets) await scriptOf(dataset.widget ?? "");
      globalThis.cnnlab.mountAll(place);
    },

    /** @param {{ type: string, comm_id: string, target?: string, data: any, buffers: any[] }} message */
    hear({ type, comm_id, target, data, buffers = [] }) {
      if (type === "comm_open" && target === "jupyter.widget") {
        const tell = (/** @type {object} */ said) =>
          send({ type: "comm", comm_id, data: said, buffers: [] });
        models.set(comm_id, liveModel(stateOf(data, buffers), tell));
      } else if (type === "comm_close") models.delete(comm_id);
      else if (data?.method === "update") {
        models.get(comm_id)?.receive(stateOf(data, buffers));
        queueMicrotask(stopWhatIsGone); // a box may have other children now
      }
    },
  };
}

/** @param {HTMLElement} place @param {string} sentence */
function explain(place, sentence) {
  place.replaceChildren(html("p", { class: "cnnlab-problem" }, sentence));
}

globalThis.cnnlabLiveWidgets = liveWidgets;
