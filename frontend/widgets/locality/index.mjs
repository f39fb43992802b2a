// Locality: how alike two pixels a given distance apart are.
import LIMITS from "../../../src/cnnlab/widgets/limits/locality.json" with { type: "json" };
import { checkDrawn } from "../../math/array_checks.mjs";
import { checkCount, Misfit, shown } from "../../math/checks.mjs";
import { grouped } from "../../math/grouped.mjs";
import { distanceWithin, measure, pairAt, samplePairs } from "../../math/locality.mjs";
import { card, figure, notice } from "../../parts/controls.mjs";
import { html, setText, setWords } from "../../parts/dom.mjs";
import { commit, listen } from "../../parts/model.mjs";
import { fixed, number } from "../../parts/numbers.mjs";
import { distanceSlider, settingsForm } from "./form.mjs";
import { markingHand } from "./hand.mjs";
import { photograph } from "./photograph.mjs";
import { curvePlot, pairsPlot } from "./plots.mjs";

/**
 * @typedef {import("../../math/locality.mjs").Measured} Measured
 * @typedef {import("../../math/locality.mjs").Pair} Pair
 * @typedef {import("../../parts/mount.mjs").Model} Model
 */

// What Reset puts back.
export const settings = ["photograph", "distance", "direction", "shuffled"];

const DOTS = 500; // pairs that are drawn; every pair is counted
const FIRST_SPOT = 0.2; // where a pair is marked at first, as a share of the photograph's sides

/** @param {Pick<Model, "get">} model */
export function check(model) {
  for (const name of ["distance", "reach"]) checkCount(name, model.get(name), 1);
  checkImages(model);
}

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  /** @type {Measured | null} */
  let measured = null; // null while nothing can be measured
  /** @type {number | null} */
  let pointedDistance = null; // on the curve
  /** @type {{ pair: Pair, pairs: Pair[], sides: number[] } | null} */
  let marked = null;

  const hand = markingHand(() => marked, drawPair);
  const distanceHand = {
    point: pointAtDistance,
    pin: (/** @type {number} */ distance) => commit(model, { distance }),
    leave: () => pointAtDistance(null),
  };
  const [photo, pairs, curve] = ["Photograph", "Pairs", "Correlation"].map((name) => figure(name));
  const picture = photograph(photo.body, hand);
  const dots = pairsPlot(hand);
  const line = curvePlot(distanceHand);
  pairs.body.append(dots.root);
  curve.body.append(line.root);
  const stage = html("div", { class: "cnnlab-stage" }, photo.box, pairs.box, curve.box);
  const { box: problem, tell, refuse } = notice();
  const slider = distanceSlider(model);
  const correlation = html("span", { role: "status" });
  const values = html("span", { class: "cnnlab-note", role: "status" });
  const says = html("p", { class: "cnnlab-total" }, correlation, " ", values);
  const form = settingsForm(model);
  const parts = [stage, problem, slider.box, says, form.box];
  element.replaceChildren(card("Locality", "cnnlab-locality", ...parts));

  // Another image or direction: everything is measured again.
  function measureAll() {
    form.show();
    try {
      checkImages(model);
      measured = measure(settingsOf(model));
      tell(null);
      const shuffled = model.get("shuffled");
      const { image } = measured;
      photo.note.textContent = shuffled
        ? "pixels shuffled"
        : `${image.length} × ${image[0].length}`;
      picture.draw(image, model.get("photograph") + (shuffled ? ", its pixels shuffled" : ""));
    } catch (error) {
      measured = marked = null;
      refuse(error, (reason) => `This cannot be measured: ${reason}.`);
    }
    stage.classList.toggle("cnnlab-void", measured === null);
    for (const part of [slider.box, says]) part.hidden = measured === null;
    draw();
  }

  /** @param {number | null} distance */
  function pointAtDistance(distance) {
    if (distance === pointedDistance) return;
    pointedDistance = distance;
    draw();
  }

  const distanceNow = (/** @type {Measured} */ now) =>
    distanceWithin(now, pointedDistance ?? model.get("distance"));

  function draw() {
    if (!measured) return;
    const { image } = measured;
    const distance = distanceNow(measured);
    const drawn = samplePairs(measured, distance, DOTS);
    marked = { pair: drawn.pairs[0], pairs: drawn.pairs, sides: [image.length, image[0].length] };
    slider.show(distanceWithin(measured, model.get("distance")), measured.correlations.length - 1);
    dots.show(drawn.pairs, drawn.count);
    pairs.note.textContent = `${grouped(drawn.count)} of them`;
    line.show(measured, distance);
    curve.note.textContent = `at distance ${distance}`;
    drawPair();
  }

  function drawPair() {
    if (!measured || !marked) return;
    const wanted = hand.first() ?? marked.sides.map((side) => Math.floor(FIRST_SPOT * side));
    const distance = distanceNow(measured);
    const pair = pairAt(measured, distance, wanted);
    marked.pair = pair;
    picture.mark(pair);
    dots.mark(pair.values);
    setWords(correlation, ...correlationInWords(distance, measured.correlations[distance]));
    // Of the photograph, the grid itself says which pixels they are; of a distance, all of them are heard.
    const heard = !picture.hasFocus() && !slider.hasFocus();
    values.setAttribute("aria-live", heard ? "polite" : "off");
    setText(values, pairInWords(pair));
  }

  const measuring = ["photograph", "direction", "shuffled", "images", "reach"];
  const stop = listen(model, [...measuring, "distance"], (changed) =>
    changed.size === 1 && changed.has("distance") ? draw() : measureAll(),
  );
  measureAll();
  return stop;
}

/** @param {Pick<Model, "get">} model */
function checkImages(model) {
  for (const [name, image] of Object.entries(model.get("images")))
    checkDrawn(`images["${name}"]`, image, [LIMITS.image, LIMITS.image]);
}

/** @param {Model} model */
function settingsOf(model) {
  const [images, photograph] = [model.get("images"), model.get("photograph")];
  if (!Object.hasOwn(images, photograph))
    throw new Misfit(`there is no photograph named ${shown(photograph)}`);
  const [direction, shuffled, reach] = ["direction", "shuffled", "reach"].map((name) =>
    model.get(name),
  );
  return { image: images[photograph], direction, shuffled, reach };
}

/** @param {number} distance @param {number} correlation */
const correlationInWords = (distance, correlation) => [
  "Correlation of pixels ",
  html("strong", {}, String(distance)),
  ` ${distance === 1 ? "pixel" : "pixels"} apart: `,
  html("strong", {}, fixed(correlation, 2)),
];

/** @param {Pair} pair */
const pairInWords = ({ values }) =>
  `(the marked pair: ${values.map((value) => number(value)).join(" and ")})`;
