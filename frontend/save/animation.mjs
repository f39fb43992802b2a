// A widget's play as an animated GIF: a frame for each position, drawn in that position.
import { html } from "../parts/dom.mjs";
import { commit, listeners } from "../parts/model.mjs";
import { gif } from "./gif.mjs";
import { picture } from "./picture.mjs";
import { painted } from "./pixels.mjs";

const MOST_FRAMES = 128;
const LAST = 2000; // milliseconds that an animation rests at its end

/**
 * @param {import("../parts/mount.mjs").WidgetModule} widget
 * @param {import("../parts/mount.mjs").Model} model
 * @param {HTMLElement} place where the widget is drawn
 * @param {number} count of positions
 * @param {(words: string) => void} tell
 */
export async function animation(widget, model, place, count, tell) {
  const { copy, at, remove } = moving(widget, model, place);
  try {
    await drawnOnce();
    const positions = chosen(count);
    const file = gif();
    const pause = Math.max(20, 1000 / (model.get("speed") ?? 1));
    for (const [i, position] of positions.entries()) {
      tell(`Frame ${i + 1} of ${positions.length} …`);
      at(position);
      await new Promise((done) => setTimeout(done)); // all who listen have heard
      const still = picture(/** @type {HTMLElement} */ (copy.firstElementChild));
      const last = i === positions.length - 1;
      file.add((await painted(still, 1)).image(), pause + (last ? LAST : 0));
    }
    return file.blob();
  } finally {
    remove();
  }
}

/**
 * All positions, or of very many those at even steps up to the last.
 * @param {number} count
 */
export function chosen(count) {
  const step = Math.ceil(count / MOST_FRAMES);
  const first = (count - 1) % step;
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => first + i * step);
}

/**
 * The widget once more, out of sight: the reader's own stays as it is.
 * @param {import("../parts/mount.mjs").WidgetModule} widget
 * @param {import("../parts/mount.mjs").Model} model
 * @param {HTMLElement} place
 */
function moving(widget, model, place) {
  const copy = html("div", { class: "cnnlab-widget cnnlab-unseen", inert: true });
  copy.style.width = `${place.getBoundingClientRect().width}px`;
  document.body.append(copy);
  const own = overlaid(model, { playing: false, position: 0 });
  const stop = widget.render(own, copy);
  return {
    copy,
    at: (/** @type {number} */ position) => commit(own, { position }),
    remove() {
      stop();
      copy.remove();
    },
  };
}

/**
 * A model with its own values over another's, which it leaves alone.
 * @param {import("../parts/mount.mjs").Model} model
 * @param {Record<string, any>} values
 * @returns {import("../parts/mount.mjs").Model}
 */
function overlaid(model, values) {
  const { tell, on, off } = listeners();
  return {
    get: (name) => (name in values ? values[name] : model.get(name)),
    set(name, value) {
      values[name] = value;
      tell(`change:${name}`);
    },
    save_changes() {},
    on,
    off,
  };
}

// Sizes are known, and what depends on them is drawn, when the browser has laid the page out.
const drawnOnce = () =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
