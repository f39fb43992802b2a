// How much is right against the number of training images, a line for each side.
import { foundFor } from "../../math/learned_weights.mjs";
import { mean } from "../../math/sums.mjs";
import { figure } from "../../parts/controls.mjs";
import { svg, svgText } from "../../parts/dom.mjs";

/** @typedef {import("../../math/learned_weights.mjs").Learned} Learned */

const [LEFT, BOTTOM, STEP] = [70, 210, 58]; // in the drawing's own units

export function accuracyPlot() {
  const { box, body, note } = figure("Accuracy", "learned-weights-accuracy");
  note.textContent = "unseen digits right, in %; a line for each side";
  return {
    box,
    /** @param {Learned[]} learned @param {Learned} now */
    show: (learned, now) => body.replaceChildren(plot(learned, now)),
  };
}

/** @param {Learned[]} learned @param {Learned} now */
function plot(learned, now) {
  const [sides, amounts] = /** @type {const} */ (["side", "images"]).map((trait) => [
    ...new Set(learned.map((each) => each[trait])),
  ]);
  const right = amounts.map((images) => mean(foundFor(learned, now.side, images).right));
  const lines = sides.flatMap((side) => {
    const heights = amounts.map((images) => height(mean(foundFor(learned, side, images).right)));
    const points = heights.map((y, i) => `${across(i)},${y}`).join(" ");
    const other = side === now.side ? "" : "cnnlab-learned-weights-other";
    return [
      svg("polyline", { class: `cnnlab-line ${other}`, points }),
      svgText(side, across(0) - 10, heights[0] + 5, "end"),
    ];
  });
  const x = across(amounts.indexOf(now.images));
  const [low, high] = [Math.min, Math.max].map((end) => height(end(...now.right)));
  const accuracies = amounts.map((images, i) => `${images}: ${right[i].toFixed(0)}%`).join(", ");
  return svg(
    "svg",
    {
      class: "cnnlab-plot",
      viewBox: "0 0 268 250",
      role: "img",
      "aria-label": `Unseen digits right, with images of side ${now.side}. Training images ${accuracies}`,
    },
    svg("path", {
      class: "cnnlab-axis",
      d: `M36 10V${BOTTOM}H${across(amounts.length - 1) + 20}`,
    }),
    svgText("100", 31, 17, "end"),
    svgText("0", 31, BOTTOM + 3, "end"),
    amounts.map((images, i) => svgText(images, across(i), BOTTOM + 18, "middle")),
    svgText("training images", 150, BOTTOM + 36, "middle"),
    lines,
    svg("path", { class: "cnnlab-learned-weights-range", d: `M${x} ${low}V${high}` }),
    svg("circle", { class: "cnnlab-now", cx: x, cy: height(mean(now.right)), r: 6 }),
  );
}

/** @param {number} i */
const across = (i) => LEFT + STEP * i;

/** @param {number} percent */
const height = (percent) => BOTTOM - 2 * percent;
