// Which pixels a digit's score depends on: occlusion, gradient and Grad-CAM side by side. What computes
// them comes when the widget is open.
import { checkOneOf, Misfit, reported } from "../../math/checks.mjs";
import { checkDrawing, MOST_INK, PIXELS } from "../../math/drawing.mjs";
import { card, notice } from "../../parts/controls.mjs";
import { html, setWords } from "../../parts/dom.mjs";
import { cellByKey } from "../../parts/keys.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { FILLS, PATCHES, rectifiedMaps, settingsForm } from "./form.mjs";
import { makePictures } from "./pictures.mjs";
import { scoreWords, pixelLines } from "./words.mjs";

/**
 * @typedef {import("./asked.mjs").Answers} Answers
 * @typedef {ReturnType<typeof import("./asked.mjs").makeAsked>} Asked
 */

// What Reset puts back.
export const settings = ["drawing", "target", "patch", "fill", "layer", "pixel"];

// A guess marked on the drawing holds as long as these do.
export const drawnFrom = ["drawing"];

/**
 * @param {import("../../parts/mount.mjs").Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  check();
  /** @type {Asked | null} */
  let asked = null;
  let coming = false;
  let stopped = false;
  /** @type {number[] | null} the pixel under the pointer */
  let pointed = null;

  const form = settingsForm(model);
  const pictures = makePictures({ point, paint, pin, key });
  const { box: problem, tell, refuse } = notice();
  const score = html("p", { class: "cnnlab-total", role: "status" });
  const told = html("ul", { class: "cnnlab-saliency-told", "aria-live": "polite" });
  element.replaceChildren(
    card("Saliency", "cnnlab-saliency", pictures.box, problem, score, told, form.box),
  );

  function check() {
    const get = (/** @type {string} */ name) => model.get(name);
    if (!Array.isArray(get("network"))) throw new Misfit("network must be a list of layers");
    checkDrawing("drawing", get("drawing"));
    for (const [name, drawing] of Object.entries(get("drawings")))
      checkDrawing(`drawings["${name}"]`, drawing);
    const isBelow = (/** @type {any} */ n, /** @type {number} */ end) =>
      Number.isInteger(n) && n >= 0 && n < end;
    if (!isBelow(get("target"), 10)) throw new Misfit("target must be a digit, 0 to 9");
    checkOneOf("patch", get("patch"), PATCHES);
    checkOneOf("fill", get("fill"), Object.keys(FILLS).map(Number));
    checkOneOf("layer", get("layer"), rectifiedMaps(get("network")));
    const pixel = get("pixel");
    if (!Array.isArray(pixel) || pixel.length !== 2 || !pixel.every((n) => isBelow(n, PIXELS)))
      throw new Misfit("pixel must be a row and a column, 0 to 7");
  }

  const image = () =>
    model.get("drawing").map((/** @type {number[]} */ row) => row.map((ink) => ink / MOST_INK));

  /** @param {Set<string>} [changed] */
  function draw(changed) {
    try {
      check();
      if (changed?.has("network")) asked = null;
      form.show();
      pictures.showDrawing(model.get("drawing"));
      tell(null);
      if (asked) show(asked);
      else if (model.get("opened") || !model.get("guess")?.kind) bring();
      pictures.mark(pointed ?? model.get("pixel"), model.get("patch"));
    } catch (error) {
      refuse(error);
    }
  }

  async function bring() {
    if (coming) return;
    coming = true;
    const loaded = await import("./asked.mjs").catch(reported);
    coming = false;
    if (typeof loaded === "string") return tell(`The network cannot be asked: ${loaded}.`);
    if (stopped) return;
    try {
      asked = loaded.makeAsked(model.get("network"));
    } catch (error) {
      return refuse(error);
    }
    draw();
  }

  /** @param {Asked} asked */
  function show(asked) {
    const [target, patch, fill, layer] = settings.slice(1, 5).map((name) => model.get(name));
    const question = { image: image(), target, patch, fill: fill / MOST_INK, layer };
    const answers = asked.answer(question);
    pictures.showMaps(answers);
    setWords(score, ...scoreWords(answers.scores, target));
    const [row, column] = pointed ?? model.get("pixel");
    const lines = pixelLines(answers, asked.changed(question, row, column), {
      row,
      column,
      target,
    });
    told.replaceChildren(...lines.map((words) => html("li", {}, words)));
  }

  /** @param {number[] | null} pixel */
  function point(pixel) {
    pointed = pixel;
    draw();
  }

  /** @param {number[]} pixel */
  function pin(pixel) {
    pointed = null;
    commit(model, { pixel });
  }

  /** @param {number[]} pixel @param {number} [ink] by default the other of paper and ink */
  function paint([row, column], ink) {
    const before = model.get("drawing")[row][column];
    const put = ink ?? (before > MOST_INK / 2 ? 0 : MOST_INK);
    const drawing = model
      .get("drawing")
      .map((/** @type {number[]} */ line, r) =>
        line.map((value, c) => (r === row && c === column ? put : value)),
      );
    pointed = null;
    commit(model, { drawing, pixel: [row, column] });
    return put;
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const [row, column] = model.get("pixel");
    const to = cellByKey(event, row * PIXELS + column, PIXELS, PIXELS * PIXELS);
    if (to !== undefined) pin([Math.floor(to / PIXELS), to % PIXELS]);
    else if (event.key === " " || event.key === "Enter") paint([row, column]);
    else return;
    event.preventDefault();
  }

  draw();
  const stops = [
    listen(model, [...settings, "network", "drawings", "opened"], draw),
    pictures.stop,
  ];
  return () => {
    stopped = true;
    stops.forEach((stop) => stop());
  };
}
