// A widget's play or walk, moment by moment, each drawn as it is.
import { html } from "../parts/dom.mjs";
import { commit, listeners } from "../parts/model.mjs";
import { picture } from "./picture.mjs";
import { painted } from "./pixels.mjs";

/**
 * A file that takes pictures one after another, each with the milliseconds that it is to be seen.
 * @typedef {{ add: (canvas: HTMLCanvasElement, pause: number) => void | Promise<void>,
 *   blob: () => Blob | Promise<Blob> }} Film
 */

/**
 * @param {object} wish
 * @param {import("../parts/mount.mjs").WidgetModule} wish.widget
 * @param {import("../parts/mount.mjs").Model} wish.model
 * @param {HTMLElement} wish.card where the widget is drawn
 * @param {Record<string, any>} wish.from what is set before the first moment
 * @param {import("./moments.mjs").Moment[]} wish.moments
 * @param {Film} wish.film
 * @param {(words: string) => void} wish.tell
 */
export async function animation({ widget, model, card, from, moments, film, tell }) {
  const drawn = await drawings(widget, model, card, from, moments, tell);
  const height = Math.max(...drawn.map((each) => each.height)); // a film has one size
  for (const [i, { pause }] of moments.entries()) {
    tell(`Writing ${i + 1} of ${moments.length} …`);
    await film.add(await painted(drawn[i], 1, height), pause);
  }
  return film.blob();
}

/**
 * The picture of each moment.
 * @param {import("../parts/mount.mjs").WidgetModule} widget
 * @param {import("../parts/mount.mjs").Model} model
 * @param {HTMLElement} card
 * @param {Record<string, any>} from
 * @param {import("./moments.mjs").Moment[]} moments
 * @param {(words: string) => void} tell
 */
async function drawings(widget, model, card, from, moments, tell) {
  const { copy, set, remove } = moving(widget, model, card, from);
  try {
    await drawnOnce();
    const own = /** @type {HTMLElement} */ (copy.firstElementChild);
    const say = wordsAbove(
      own,
      moments.map(({ words }) => words),
    );
    const all = [];
    for (const { traits, words } of moments) {
      tell(`Drawing ${all.length + 1} of ${moments.length} …`);
      say(words);
      set(traits);
      await shown(copy);
      all.push(picture(own));
    }
    return all;
  } finally {
    remove();
  }
}

/**
 * The widget once more, out of sight: the reader's own stays as it is.
 * @param {import("../parts/mount.mjs").WidgetModule} widget
 * @param {import("../parts/mount.mjs").Model} model
 * @param {HTMLElement} card
 * @param {Record<string, any>} from
 */
function moving(widget, model, card, from) {
  const copy = html("div", { class: "cnnlab-widget cnnlab-unseen", inert: true });
  copy.style.width = `${card.getBoundingClientRect().width}px`;
  document.body.append(copy);
  const own = overlaid(model, { ...from, playing: false });
  try {
    const stop = widget.render(own, copy);
    return {
      copy,
      set: (/** @type {Record<string, any>} */ traits) => commit(own, traits),
      remove() {
        stop();
        copy.remove();
      },
    };
  } catch (error) {
    copy.remove();
    throw error;
  }
}

/**
 * Room for words above a widget, as much as the longest need, so that nothing below them moves.
 * @param {HTMLElement} card
 * @param {string[]} all
 */
function wordsAbove(card, all) {
  const place = html("p", { class: "cnnlab-walk-said" });
  if (all.some(Boolean)) card.prepend(place);
  const heights = all.map((words) => {
    place.textContent = words;
    return place.offsetHeight;
  });
  place.style.minHeight = `${Math.max(...heights)}px`;
  return (/** @type {string} */ words) => void (place.textContent = words);
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

/**
 * All listeners have been called, and what was still loading, like a photograph, has loaded.
 * @param {HTMLElement} copy
 */
async function shown(copy) {
  do await new Promise((done) => setTimeout(done));
  while (copy.querySelector("[aria-busy=true]"));
}

// Sizes are known, and what depends on them is drawn, when the browser has laid the page out.
const drawnOnce = () =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
