// Save the widget as a picture or an animation, for slides and papers.
import { html } from "./dom.mjs";

/**
 * @typedef {typeof import("../save/index.mjs").save} Save
 */

// What saves is large, and few readers ask for it: a host says where it comes from.
/** @type {() => Promise<Save>} */
let loaded = () => Promise.reject(new Error("nothing to save it with has been loaded"));

/** @param {() => Promise<Save>} load */
export const saveWith = (load) => void (loaded = load);

/**
 * @param {import("./mount.mjs").WidgetModule} widget
 * @param {import("./mount.mjs").Model} model
 * @param {HTMLElement} element where the widget is drawn
 */
export function saveMenu(widget, model, element) {
  const said = html("span", { role: "status" });
  /** @param {"svg" | "png" | "gif"} kind @param {string} title */
  const choice = (kind, title) =>
    html("button", { type: "button", title, click: () => save(kind) }, kind.toUpperCase());
  const gif = choice("gif", "Animation, a frame for each position");
  const kinds = html(
    "div",
    { class: "cnnlab-save-kinds" },
    choice("svg", "Picture made of shapes and texts"),
    choice("png", "Picture made of pixels"),
    gif,
    said,
  );
  const title = html("summary", {}, "Save");
  const box = html("details", { class: "cnnlab-save", toggle: offer }, title, kinds);

  function count() {
    try {
      return widget.positions?.(model) ?? 0;
    } catch {
      return 0; // settings that do not fit
    }
  }

  function offer() {
    said.textContent = "";
    gif.hidden = count() === 0;
  }

  /** @param {"svg" | "png" | "gif"} kind */
  async function save(kind) {
    const buttons = kinds.querySelectorAll("button");
    const tell = (/** @type {string} */ words) => void (said.textContent = words);
    buttons.forEach((each) => (each.disabled = true));
    try {
      const act = await loaded();
      const card = /** @type {HTMLElement} */ (element.lastElementChild);
      await act({ kind, widget, model, card, count: count(), tell });
    } catch (error) {
      tell(`It could not be saved: ${error instanceof Error ? error.message : String(error)}.`);
    } finally {
      buttons.forEach((each) => (each.disabled = false));
    }
  }

  return box;
}
