// The plots of the widget Locality: all pairs of pixels, and the correlation by distance.
import { grouped } from "../../math/grouped.mjs";
import { nearestPair } from "../../math/locality.mjs";
import { clamped } from "../../math/range.mjs";
import { svg } from "../../parts/dom.mjs";
import { number } from "../../parts/numbers.mjs";
import { looksAndPresses } from "../../parts/presses.mjs";

/**
 * @typedef {import("../../math/locality.mjs").Measured} Measured
 * @typedef {import("../../math/locality.mjs").Pair} Pair
 * @typedef {import("./hand.mjs").Hand} Hand
 */

const SIDE = 240; // of the square between the axes
const LEFT = 34; // room for the vertical axis's numbers
const BOTTOM = 34;
const CORNER = [-16, -10]; // the drawing's own
const SIZE = [SIDE + LEFT + 26, SIDE + BOTTOM + 18];

/**
 * Pairs of pixels as dots, the second pixel's value against the first's, with one of them marked.
 * @param {Hand} hand
 */
export function pairsPlot(hand) {
  /** @type {Pair[]} */
  let pairs = [];
  const { root, valuesAt } = plot({ tabindex: 0, role: "application", keydown: hand.onDots });
  const place = drawAxes(root, ["first pixel", 0, 255], ["second pixel", 0, 255]);
  listenTo(root, hand, (event) => nearestPair(pairs, valuesAt(event, place)).first);
  const dots = svg("path", { class: "cnnlab-locality-dots" });
  const drop = svg("path", { class: "cnnlab-locality-drop" });
  const now = svg("circle", { r: 6, class: "cnnlab-now" });
  root.append(dots, drop, now);

  /** @param {Pair[]} drawn @param {number} count how many there are in all */
  function show(drawn, count) {
    pairs = drawn;
    // A line without length, but with round ends, is a dot.
    const dot = (/** @type {Pair} */ { values: [a, b] }) =>
      `M${place(a, b).map(Math.round).join(" ")}h0`;
    dots.setAttribute("d", drawn.map(dot).join(""));
    root.setAttribute(
      "aria-label",
      `${grouped(count)} pairs of pixels, the second against the first`,
    );
  }

  /** @param {number[]} values */
  function mark([first, second]) {
    const [x, y] = place(first, second);
    drop.setAttribute("d", `M${LEFT} ${y}H${x}V${SIDE}`);
    move(now, x, y);
  }

  return { root, show, mark };
}

/**
 * The correlation for every distance, with one of them marked.
 * @param {{ point: (distance: number) => void, pin: (distance: number) => void, leave: () => void }} hand
 */
export function curvePlot(hand) {
  /** @type {ReturnType<typeof drawAxes>} */
  let place;
  let reach = 0;
  const { root, valuesAt } = plot({ role: "img" });
  listenTo(root, hand, (event) => clamped(Math.round(valuesAt(event, place)[0]), 1, reach));
  const line = svg("polyline", { class: "cnnlab-line" });
  const now = svg("circle", { r: 6, class: "cnnlab-now" });

  /** @param {Measured} measured @param {number} distance */
  function show({ correlations }, distance) {
    reach = correlations.length - 1;
    // The axis is the same for all photographs, so that their curves can be compared.
    place = drawAxes(root, ["distance in pixels", 0, reach], ["correlation", -1, 1]);
    root.append(line, now);
    const points = correlations.map((value, d) => place(d, value).join(",")).join(" ");
    line.setAttribute("points", points);
    const [x, y] = place(distance, correlations[distance]);
    move(now, x, y);
    const last = number(correlations[reach], 2);
    root.setAttribute("aria-label", `Correlation goes from 1 at distance 0 to ${last} at ${reach}`);
  }

  return { root, show };
}

/**
 * An empty square plot, and the way to find which values an event points at.
 * @param {Record<string, any>} attributes
 */
function plot(attributes) {
  const viewBox = [CORNER, SIZE].flat().join(" ");
  const root = svg("svg", { class: "cnnlab-plot", viewBox, ...attributes });
  const valuesAt = (/** @type {PointerEvent} */ event, /** @type {Place} */ place) => {
    const { left, top, width } = root.getBoundingClientRect();
    const scale = SIZE[0] / width;
    return place.back(
      (event.clientX - left) * scale + CORNER[0],
      (event.clientY - top) * scale + CORNER[1],
    );
  };
  return { root, valuesAt };
}

/**
 * Let a hand point at a plot.
 * @template T
 * @param {SVGElement} root
 * @param {{ point: (what: T) => void, pin: (what: T) => void, leave: () => void }} hand
 * @param {(event: PointerEvent) => T} at
 */
function listenTo(root, { point, pin, leave }, at) {
  const listeners = /** @type {[string, any][]} */ (
    Object.entries(looksAndPresses({ point, press: pin, leave }, at))
  );
  for (const [kind, listener] of listeners) root.addEventListener(kind, listener);
}

/**
 * Where a point of a plot goes, and which values lie at a place of it.
 * @typedef {((x: number, y: number) => number[]) & { back: (x: number, y: number) => number[] }} Place
 */

/**
 * Draw axes with their names and end values in place of those that there are.
 * @param {SVGElement} root
 * @param {[string, number, number]} horizontal name, lowest and highest value
 * @param {[string, number, number]} vertical
 * @returns {Place}
 */
function drawAxes(root, [nameX, lowX, highX], [nameY, lowY, highY]) {
  const [perX, perY] = [SIDE / (highX - lowX), SIDE / (highY - lowY)];
  const place = (/** @type {number} */ x, /** @type {number} */ y) => [
    LEFT + (x - lowX) * perX,
    SIDE - (y - lowY) * perY,
  ];
  const back = (/** @type {number} */ x, /** @type {number} */ y) => [
    lowX + (x - LEFT) / perX,
    lowY + (SIDE - y) / perY,
  ];
  const [, zero] = place(lowX, Math.max(0, lowY));
  const lines = `M${LEFT} 0V${SIDE}H${LEFT + SIDE}M${LEFT} ${zero}H${LEFT + SIDE}`;
  const upright = `translate(${LEFT - 20} ${SIDE / 2}) rotate(-90)`;
  root.replaceChildren(
    // Takes the pointer where nothing is drawn.
    svg("rect", { x: LEFT, width: SIDE, height: SIDE, class: "cnnlab-locality-ground" }),
    svg("path", { class: "cnnlab-axis", d: lines }),
    label(number(lowX), "start", { x: LEFT, y: SIDE + 16 }),
    label(number(highX), "end", { x: LEFT + SIDE, y: SIDE + 16 }),
    label(number(lowY), "end", { x: LEFT - 5, y: SIDE }),
    label(number(highY), "end", { x: LEFT - 5, y: 12 }),
    label(nameX, "middle", { x: LEFT + SIDE / 2, y: SIDE + 30 }),
    label(nameY, "middle", { transform: upright }),
  );
  return Object.assign(place, { back });
}

/** @param {string} words @param {string} anchor @param {Record<string, any>} where */
const label = (words, anchor, where) => svg("text", { "text-anchor": anchor, ...where }, words);

/** @param {SVGElement} circle @param {number} x @param {number} y */
function move(circle, x, y) {
  circle.setAttribute("cx", String(x));
  circle.setAttribute("cy", String(y));
}
