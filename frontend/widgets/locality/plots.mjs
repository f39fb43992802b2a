// The plots of the widget Locality: all pairs of pixels, and the correlation by distance.
import { pixelPairs } from "../../math/locality.mjs";
import { svg } from "../../parts/dom.mjs";
import { number } from "../../parts/numbers.mjs";

/** @typedef {import("../../math/locality.mjs").Measured} Measured */

const DOTS = 500; // pairs that are drawn; every pair is counted
const SIDE = 240; // of the square between the axes
const LEFT = 34; // room for the vertical axis's numbers
const BOTTOM = 34;

/**
 * Each pair of pixels as a dot: the second pixel's value against the first's.
 * @param {Measured} measured
 * @param {number} distance
 */
export function pairsPlot({ image, step }, distance) {
  const pairs = pixelPairs(image, step[0] * distance, step[1] * distance);
  const skip = Math.max(1, Math.floor(pairs.length / DOTS));
  const { root, place } = axes(["first pixel", 0, 255], ["second pixel", 0, 255]);
  const dots = pairs
    .filter((_, i) => i % skip === 0)
    .map(([first, second]) => {
      const [cx, cy] = place(first, second);
      return svg("circle", { cx, cy, r: 2, class: "cnnlab-locality-dot" });
    });
  root.append(...dots);
  root.setAttribute("aria-label", `${pairs.length} pairs of pixels, the second against the first`);
  return { root, count: pairs.length };
}

/**
 * The correlation for every distance, and where this one is.
 * @param {Measured} measured
 * @param {number} distance
 */
export function curvePlot({ correlations }, distance) {
  const reach = correlations.length - 1;
  const lowest = Math.floor(2 * Math.min(0, ...correlations)) / 2;
  const { root, place } = axes(["distance in pixels", 0, reach], ["correlation", lowest, 1]);
  const points = correlations.map((value, d) => place(d, value).join(",")).join(" ");
  const [cx, cy] = place(distance, correlations[distance]);
  root.append(
    svg("polyline", { points, class: "cnnlab-line" }),
    svg("circle", { cx, cy, r: 6, class: "cnnlab-now" }),
  );
  const last = number(correlations[reach], 2);
  root.setAttribute("aria-label", `Correlation goes from 1 at distance 0 to ${last} at ${reach}`);
  return root;
}

/**
 * An empty square plot: its axes with their names and end values, and where a point goes.
 * @param {[string, number, number]} horizontal name, lowest and highest value
 * @param {[string, number, number]} vertical
 */
function axes([nameX, lowX, highX], [nameY, lowY, highY]) {
  const place = (/** @type {number} */ x, /** @type {number} */ y) => [
    LEFT + ((x - lowX) / (highX - lowX)) * SIDE,
    SIDE - ((y - lowY) / (highY - lowY)) * SIDE,
  ];
  const [, zero] = place(lowX, Math.max(0, lowY));
  const lines = `M${LEFT} 0V${SIDE}H${LEFT + SIDE}M${LEFT} ${zero}H${LEFT + SIDE}`;
  const upright = `translate(${LEFT - 20} ${SIDE / 2}) rotate(-90)`;
  const root = svg(
    "svg",
    {
      class: "cnnlab-plot",
      viewBox: `-16 -10 ${SIDE + LEFT + 26} ${SIDE + BOTTOM + 18}`,
      role: "img",
    },
    svg("path", { class: "cnnlab-axis", d: lines }),
    label(number(lowX), "start", { x: LEFT, y: SIDE + 16 }),
    label(number(highX), "end", { x: LEFT + SIDE, y: SIDE + 16 }),
    label(number(lowY), "end", { x: LEFT - 5, y: SIDE }),
    label(number(highY), "end", { x: LEFT - 5, y: 12 }),
    label(nameX, "middle", { x: LEFT + SIDE / 2, y: SIDE + 30 }),
    label(nameY, "middle", { transform: upright }),
  );
  return { root, place };
}

/** @param {string} words @param {string} anchor @param {Record<string, any>} where */
const label = (words, anchor, where) => svg("text", { "text-anchor": anchor, ...where }, words);
