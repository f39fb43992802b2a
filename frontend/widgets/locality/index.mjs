// Locality: how alike two pixels are that lie so far apart.
import { checkCount, checkMatrix } from "../../math/checks.mjs";
import { distanceWithin, measure, pairAt } from "../../math/locality.mjs";
import { card, figure, notice } from "../../parts/controls.mjs";
import { html } from "../../parts/dom.mjs";
import { listen } from "../../parts/model.mjs";
import { whenThemeChanges } from "../../parts/theme.mjs";
import { distanceSlider, settingsForm } from "./form.mjs";
import { drawPhotograph, photographCanvas } from "./photograph.mjs";
import { curvePlot, pairsPlot } from "./plots.mjs";

/**
 * @typedef {import("../../math/locality.mjs").Measured} Measured
 * @typedef {import("../../parts/mount.mjs").Model} Model
 */

// What Reset puts back.
export const settings = ["photograph", "distance", "direction", "shuffled"];

const FIRST_SPOT = [0.35, 0.35]; // where a pair is marked, as shares of the photograph's sides

/**
 * @param {Model} model
 * @param {HTMLElement} element
 */
export function render(model, element) {
  for (const name of ["distance", "reach"]) checkCount(name, model.get(name), 1);
  checkImages(model);
  /** @type {Measured | null} */
  let measured = null; // null while nothing can be measured
  let spot = FIRST_SPOT;

  const [photo, pairs, curve] = ["Photograph", "Pairs", "Correlation"].map((name) => figure(name));
  const canvas = photographCanvas((pointed) => {
    spot = pointed;
    drawPair();
  });
  photo.body.append(canvas);
  const stage = html("div", { class: "cnnlab-stage" }, photo.box, pairs.box, curve.box);
  const { box: problem, tell } = notice();
  const slider = distanceSlider(model);
  const says = html("p", { class: "cnnlab-total", role: "status" });
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
    } catch (error) {
      measured = null;
      tell(`This cannot be measured: ${/** @type {Error} */ (error).message}.`);
    }
    stage.classList.toggle("cnnlab-void", measured === null);
    for (const part of [slider.box, says]) part.hidden = measured === null;
    draw();
  }

  function draw() {
    if (!measured) return;
    const distance = distanceWithin(measured, model.get("distance"));
    const { root, count } = pairsPlot(measured, distance);
    slider.show(distance, measured.correlations.length - 1);
    pairs.body.replaceChildren(root);
    pairs.note.textContent = `${count} of them`;
    curve.body.replaceChildren(curvePlot(measured, distance));
    curve.note.textContent = `at distance ${distance}`;
    says.replaceChildren(...correlationInWords(distance, measured.correlations[distance]));
    drawPair();
  }

  function drawPair() {
    if (!measured) return;
    const { image } = measured;
    const pair = pairAt(measured, distanceWithin(measured, model.get("distance")), spot);
    const shuffled = model.get("shuffled");
    drawPhotograph(canvas, image, pair);
    photo.note.textContent = shuffled ? "pixels shuffled" : `${image.length} × ${image[0].length}`;
    const values = pair.map(([row, column]) => image[row][column]).join(" and ");
    const name = model.get("photograph") + (shuffled ? ", its pixels shuffled" : "");
    const label = `${name}, with two pixels marked: their values are ${values}`;
    canvas.setAttribute("aria-label", label);
  }

  const measuring = ["photograph", "direction", "shuffled", "images", "reach"];
  const stops = [
    listen(model, [...measuring, "distance"], (changed) =>
      changed.size === 1 && changed.has("distance") ? draw() : measureAll(),
    ),
    whenThemeChanges(drawPair),
  ];
  measureAll();
  return () => stops.forEach((stop) => stop());
}

/** @param {Model} model */
function checkImages(model) {
  for (const [name, image] of Object.entries(model.get("images")))
    checkMatrix(`images["${name}"]`, image);
}

/** @param {Model} model */
function settingsOf(model) {
  const [images, photograph] = [model.get("images"), model.get("photograph")];
  if (!Object.hasOwn(images, photograph))
    throw new RangeError(`there is no photograph named “${photograph}”`);
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
  html("strong", {}, correlation.toFixed(2).replace("-", "−")),
];
